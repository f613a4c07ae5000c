"""Mechanisms as formulas: brackets where they are needed, and nothing that LaTeX trips over."""

import pytest

from causalimg.causal.analyse import analyse
from causalimg.causal.estimands.symbols import symbol, tex
from causalimg.interfaces.exchange.formulas import mechanism
from causalimg.interfaces.exchange.latex import latex
from causalimg.source import Source

START = """causalimg 1

variables {
  a, b, c  : real
  k        : binary
  view_1   : category {"10 %", lateral}
  y        : real
}

mechanisms {
"""
SHOWN = {
    "y := a - (b + c)": r"y &:= a - \left(b + c\right)",
    "y := a - b - c": r"y &:= a - b - c",
    "y := (a + b) * c": r"y &:= \left(a + b\right) \cdot c",
    "y := a * b + c": r"y &:= a \cdot b + c",
    "y := (a + b) / (2 * c)": r"y &:= \frac{a + b}{2 \cdot c}",
    "y := (a / b)^2": r"y &:= \left(\frac{a}{b}\right)^{2}",
    "y := (a * b)^c": r"y &:= \left(a \cdot b\right)^{c}",
    "y := a^(b + 1)": r"y &:= {a}^{b + 1}",
    "y := -(a + b)": r"y &:= -\left(a + b\right)",
    "y := exp(a) + sqrt(b^2) - abs(c)": r"y &:= \exp\left(a\right) + \sqrt{{b}^{2}} - \left|c\right|",
    "y := if k then a else 0.25": r"y &:= \begin{cases} a & \text{if } k \\ 0.25 & \text{otherwise} \end{cases}",
    'y := match view_1 { "10 %": a, lateral: 1e-7 }': (
        r"y &:= \begin{cases} a & \mathit{view\_1} = \text{10 \%} \\ "
        r"1 \cdot 10^{-7} & \mathit{view\_1} = \text{lateral} \end{cases}"
    ),
    "k ~ Bernoulli(logit = a)": r"k &\sim \operatorname{Bernoulli}(\text{logit} = a)",
    "k ~ Bernoulli(0.5)": r"k &\sim \operatorname{Bernoulli}(0.5)",
    "y ~ Normal(a / b, 1)": r"y &\sim \operatorname{Normal}\left(\frac{a}{b}, 1\right)",
    "y ~ Normal(a, 1) truncated [0, inf)": r"y &\sim \operatorname{Normal}(a, 1) \text{ on } [0, \infty)",
    "y ~ flow() given a, k": r"y &\sim \operatorname{flow}_\theta(\cdot \mid a, k)",
    "(y, c) ~ joint() given a": r"(y, c) &\sim \operatorname{joint}_\theta(\cdot \mid a)",
    "y := linear(a, b)": r"y &:= \operatorname{linear}_\theta(a, b)",
}


@pytest.mark.parametrize("text", SHOWN)
def test_a_mechanism_is_shown_as_mathematics(text):
    draft = analyse(Source("m.scm", f"{START}  {text}\n}}\n")).draft
    (made,) = draft.mechanisms
    assert mechanism(draft, made) == SHOWN[text]


def test_letters_that_mean_something_to_latex_are_escaped():
    assert tex(r"50 % & #1 {x} a_b \ ~ ^ $") == (
        r"50 \% \& \#1 \{x\} a\_b \textbackslash{} \textasciitilde{} \textasciicircum{} \$"
    )
    assert [symbol("u_dose"), symbol("b_0"), symbol("_x")] == [
        r"u_{\mathrm{dose}}", "b_{0}", r"\mathit{\_x}",
    ]  # fmt: skip


def test_names_beyond_ascii_say_which_latex_sets_them():
    texts = [f"{START}  y := a\n}}\n".replace("y ", f"{name} ") for name in "yб"]
    made = [latex(analyse(Source("m.scm", text)).draft) for text in texts]
    assert ["XeLaTeX" in text for text in made] == [False, True]

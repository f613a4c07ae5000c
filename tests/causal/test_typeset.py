"""Formulas: what LaTeX and browsers are given is well-formed, escaped, and says what the text says."""

import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from causalimg.causal.analyse import analyse
from causalimg.causal.answers.asked import effects_of
from causalimg.causal.answers.effects import by_adjustment, judge
from causalimg.causal.answers.typeset import to_html, to_latex
from causalimg.causal.estimands.estimand import (
    Policy,
    Probability,
    Product,
    Ratio,
    Stated,
    Sum,
    names_of,
)
from causalimg.causal.estimands.symbols import mathml_symbol, symbol
from causalimg.causal.identification.identify import Effect, Identified
from causalimg.source import Source

MATH = "{http://www.w3.org/1998/Math/MathML}"
MODELS = sorted((Path(__file__).parents[2] / "models").glob("*.scm"))
READ = MathTextParser("path")
NAMES = (
    "x",
    "y",
    "u_dose",
    "b_0",
    "body_mass",
    "größe",
    "β",
    "λ_1",
    "x′",
    "_z",
    "年齢",
    "__",
    "a_",
)

names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True).map(tuple)
some = st.lists(st.sampled_from(NAMES), max_size=3, unique=True).map(tuple)
sources = st.sampled_from(["", "selected", "trial_2 & more", "50 %"])
terms = (
    st.builds(Probability, names, some, some, sources)
    | st.builds(Stated, names, some)
    | st.builds(Policy, st.sampled_from(NAMES), some)
)
trees = st.recursive(
    terms,
    lambda inner: (
        st.builds(Sum, names, inner)
        | st.builds(Ratio, inner, inner)
        | st.lists(inner, max_size=3).map(lambda parts: Product(tuple(parts)))
    ),
    max_leaves=6,
)
effects = st.builds(
    lambda y, x, z, reads, had: Effect((y,), x, z, {x[0]: reads} if reads and x else {}, had=had),
    st.sampled_from(NAMES), some, some, some, st.booleans(),
)  # fmt: skip


class Page(HTMLParser):
    """Reads a page and insists that whatever opens is closed by its own name."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.text, self.seen = [], "", []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read_html(text):
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    return page


@pytest.mark.filterwarnings("ignore:.*[Gg]lyph")
@given(trees | effects)
def test_latex_is_what_a_reader_of_latex_reads(shown):
    READ.parse(f"${to_latex(shown)}$")


@given(trees | effects)
def test_html_is_well_formed_and_says_it_in_words_too(shown):
    text = to_html(shown)
    assert ET.fromstring(text).get("alttext") == str(shown)
    assert read_html(text).seen[0] == "math"


@given(terms)
def test_a_formula_names_what_the_term_names(term):
    said = "".join(ET.fromstring(to_html(term)).itertext())
    for name in names_of(term):
        assert "".join(ET.fromstring(mathml_symbol(name)).itertext()) in said


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_every_estimand_of_the_gallery_is_a_formula(path):
    model = analyse(Source(str(path), path.read_text("utf-8"))).model
    for query in model.queries:
        for asked in effects_of(model, query):
            found = by_adjustment(model, judge(model, asked)).found
            shown = [found.effect, *([found.estimand] if isinstance(found, Identified) else [])]
            for one in shown:
                READ.parse(f"${to_latex(one)}$")
                assert ET.fromstring(to_html(one)).tag == f"{MATH}math"


def test_a_name_is_written_as_its_letters_need():
    assert [symbol(name) for name in NAMES] == [
        "x", "y", r"u_{\mathrm{dose}}", "b_{0}", r"\mathit{body\_mass}", r"\text{größe}",
        r"\beta", r"\lambda_{1}", "x'", r"\mathit{\_z}", r"\text{年齢}", r"\mathit{\_\_}",
        r"\mathit{a\_}",
    ]  # fmt: skip
    assert mathml_symbol("u_0′") == "<msubsup><mi>u</mi><mn>0</mn><mo>′</mo></msubsup>"
    assert mathml_symbol("a<b") == '<mi style="font-style:italic">a&lt;b</mi>'


def test_bound_names_get_primes_sums_brackets_and_populations_a_place():
    inner = Sum(("x",), Product((Probability(("x",)), Probability(("y",), ("x", "z")))))
    front_door = Sum(("z",), Product((inner, Probability(("z",), ("x",)))))
    assert to_latex(front_door) == (r"\sum_{z} P(z \mid x) \, \sum_{x'} P(x') \, P(y \mid x', z)")
    both = Product((inner, Sum(("z",), Probability(("z",), ("w",)))))
    assert to_latex(both).startswith(r"\left(\sum_{x} P(x) \, P(y \mid x, z)\right) \, \sum_{z'}")
    assert to_latex(Probability(("y",), ("z",), ("x",), "trial_1")) == (
        r"P^{\text{trial\_1}}(y \mid \operatorname{do}(x), z)"
    )
    assert to_latex(Stated(("y",), ("x",))) == r"P_{\text{stated}}(y \mid x)"
    assert to_latex(Ratio(Product(()), Policy("x", ("x′",)))) == r"\frac{1}{\pi(x \mid x')}"
    had = Effect(("u_y",), ("x",), ("x′",), {"x": ("z",)}, had=True)
    assert to_latex(had) == r"P({u_{\mathrm{y}}}_{x \sim \pi(\cdot \mid z)} \mid x')"

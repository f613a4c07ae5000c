"""What people of Stan, dagitty, lavaan, R, Pyro and DoWhy write on their first day, line by line.

Each line stands in one sound model, in each place where it may be put. It gets one message, which
names what the person wrote, proposes a text that can be read, and whose edit takes it away.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import Diagnostic, Severity, apply_fixes
from causalimg.source import Source, Span
from causalimg.syntax import parse
from causalimg.syntax.feed import Stop, read
from causalimg.syntax.grammar import ENTRY_RULES
from causalimg.syntax.lexemes import scan

MODEL = """causalimg 1
{above}
variables {{
  age, dose, bmi, grip : real
  sick, sex            : binary
  stage                : ordinal {{none < mild < severe}}
  site                 : category {{north, south}}{variables}
}}

graph {{
  age, sex, site -> dose -> sick <- age
  age -> bmi, grip, stage{graph}
}}

parameters {{
  a, b : real
  s    : real in (0, inf){parameters}
}}

mechanisms {{
  age  ~ Normal(50, 10)
  sex  ~ Bernoulli(0.5)
  site ~ table()
  grip ~ Normal(a * age, s)
  dose ~ Normal(b * age + linear(sex, site), s){mechanisms}
}}

claims {{
  sex _||_ site{claims}
}}

queries {{
  effect : E[sick | do(dose = 1)] - E[sick | do(dose = 0)]{queries}
}}
"""
PLACES = ("above", "variables", "graph", "parameters", "mechanisms", "claims", "queries")

#: A line, with the places where it may be put: all of the graph, mechanisms and queries, or those
#: that are named.
LINES: dict[str, dict[str, str]] = {
    "dagitty": {
        'adjustmentSets(g, exposure = "dose", outcome = "sick")': "queries claims above graph",
        "adjustmentSets(g, exposure=dose, outcome=sick)": "queries",
        "adjustmentSets(g)": "queries above",
        "adj : adjustmentSets(exposure = dose, outcome = sick)": "queries",
        'isAdjustmentSet(g, "age", exposure = "dose", outcome = "sick")': "queries",
        'dseparated(g, "sex", "site", "age")': "claims queries graph above",
        'dseparated(g, "sex", "site", c("age", "dose"))': "claims queries",
        "dseparated(sex, site)": "claims queries",
        'dconnected(g, "sex", "site", "age")': "claims queries",
        "dsep : dseparated(sex, site, age)": "queries",
        "impliedConditionalIndependencies(g)": "claims queries above",
        'paths(g, "dose", "sick")': "queries above",
        'instrumentalVariables(g, "dose", "sick")': "queries",
        "adjust age": "graph queries claims above mechanisms",
        "adjust(age)": "queries graph",
        "adjust : age": "queries",
        "e : E[sick | do(dose = 1)] adjusting for age": "queries",
        "{age sex} -> sick": "graph mechanisms above",
        "{age, sex} -> {bmi grip} -> sick": "graph",
        "sick <- {grip bmi}": "graph",
        "dose [exposure]": "graph variables mechanisms queries above",
        "sick [outcome]": "graph variables above",
        "u [latent]": "graph variables above",
        "age [adjusted]": "graph variables",
        'age [pos="0,1"]': "graph variables above",
        'age [exposure,pos="0,1"]': "graph",
        'bb="0,0,1,1"': "graph above variables",
        "grip @-> sick": "graph mechanisms above",
        "grip @-@ sick": "graph",
        "grip -- bmi": "graph mechanisms above",
        "grip <-> bmi": "mechanisms above claims queries variables",
        "grip -> sick [beta = 0.3]": "graph",
        'grip -> sick [pos="0.1,0.2"]': "graph",
        "coordinates(g) <- list(x = c(age = 0), y = c(age = 1))": "graph above mechanisms",
        'g <- dagitty("dag { grip -> sick }")': "graph above",
        'exposures(g) <- "dose"': "above queries graph",
        'outcomes(g) <- c("sick")': "above queries",
        'latents(g) <- c("u", "v")': "above variables graph",
        'adjustedNodes(g) <- "age"': "above queries",
        "plot(g)": "above graph",
        "library(dagitty)": "above",
        "dagify(sick ~ grip + bmi)": "graph above",
        "dag { grip -> sick }": "graph",
        "age bmi": "graph",
        "latent": "variables graph mechanisms above parameters",
        "latent u": "variables graph mechanisms above",
        "latent : u": "variables",
        "environment": "variables above",
        "sex _||_ site | {dose}": "claims",
        "sex ⊥⊥ site": "claims",
    },
    "lavaan": {
        "indirect := a*b": "queries parameters above graph mechanisms",
        "indirect(age, sick)": "queries mechanisms above",
        "direct(age, sick)": "queries",
        "total(age, sick)": "queries",
        "ie : indirect(age, sick)": "queries",
        "ate : ATE(dose, sick)": "queries",
        "sick | t1": "mechanisms graph above parameters variables queries",
        "stage | t1 + t2": "mechanisms graph above",
        "bmi | t1": "mechanisms",
        "sick ~ c(a1, a2)*age": "mechanisms above graph",
        "bmi ~ c(a1, a2)*age + sex": "mechanisms",
        "bmi ~ c(0.5, NA)*age": "mechanisms",
        "bmi ~ c(a, a)*age": "mechanisms",
        "level: 1": "mechanisms above graph variables queries",
        "group: north": "mechanisms above graph",
        "f =~ bmi + sick": "mechanisms graph above variables queries",
        "f =~ NA*bmi + l2*sick": "mechanisms graph above",
        "dose ~~ 0*sick": "mechanisms graph claims above queries",
        "bmi ~~ sick": "mechanisms graph claims above",
        "bmi ~~ r*sick": "graph",
        "dose ~~ bmi + sick": "mechanisms graph",
        "dose ~~ dose": "mechanisms graph above",
        "bmi ~~ bmi": "mechanisms graph above",
        "bmi ~~ 4*bmi": "mechanisms",
        "sick ~ dose + age": "mechanisms graph above queries parameters variables claims",
        "bmi ~ age": "mechanisms graph above",
        "bmi ~ 1": "mechanisms graph above",
        "bmi ~ 0 + age": "mechanisms",
        "bmi ~ b1*age": "mechanisms graph above",
        "bmi ~ 0.5*age + a*sex": "mechanisms graph",
        "bmi ~ start(0.5)*age": "mechanisms graph",
        'bmi ~ equal("a")*age': "mechanisms",
        "a == b": "mechanisms parameters above graph queries claims",
        "a == 0": "mechanisms parameters",
        "b > 0": "mechanisms parameters above",
        "a + b == 1": "mechanisms parameters",
        "f <~ age + bmi": "mechanisms graph above",
        "age2 :": "graph mechanisms variables queries above",
        "age2 : real": "graph mechanisms queries above",
        'model <- "bmi ~ age"': "above",
        "fit <- sem(model, data = d)": "above",
    },
    "r": {
        "sick ~ dose + offset(age)": "mechanisms graph",
        "bmi ~ age + (1|site)": "mechanisms graph above",
        "bmi ~ age + (1 + age | site)": "mechanisms",
        "bmi ~ age*sex": "mechanisms graph above",
        "bmi ~ age + sex + age:sex": "mechanisms graph",
        "bmi ~ s(age)": "mechanisms graph",
        "bmi ~ s(age, k = 4) + sex": "mechanisms graph above",
        "bmi ~ I(age^2)": "mechanisms graph",
        "bmi ~ age + I(age^2)": "mechanisms graph above",
        "bmi ~ poly(age, 2)": "mechanisms",
        "bmi ~ log(age)": "mechanisms graph",
        "bmi ~ factor(site)": "mechanisms",
        "bmi ~ .": "mechanisms graph",
        "lm(bmi ~ age)": "mechanisms above",
        "glm(sick ~ age, family = binomial)": "mechanisms above",
    },
    "stan": {
        "int<lower=0> N;": "variables parameters above",
        "vector[N] y;": "variables parameters above mechanisms",
        "array[N] int<lower=0, upper=1> y;": "variables mechanisms",
        "real y[N];": "variables",
        "matrix[N, K] x;": "variables",
        "simplex[3] theta;": "parameters",
        "vector<lower=0>[3] beta;": "parameters",
        "real<lower=0> sigma;": "parameters variables mechanisms above",
        "real mu = a + b * age;": "mechanisms variables parameters",
        "real mu = 0;": "parameters mechanisms",
        "bmi[n] ~ normal(a, s);": "mechanisms",
        "bmi ~ normal(a + b * age, s);": "mechanisms above graph",
        "for (n in 1:N) { bmi[n] ~ normal(a, s); }": "mechanisms above variables",
        "for (n in 1:N)": "mechanisms above",
        "if (sick == 1) { bmi ~ normal(a, s); }": "mechanisms",
        "target += normal_lpdf(bmi | a, s);": "mechanisms above graph",
        "target += bernoulli_logit_lpmf(sick | a + b * age)": "mechanisms",
        "increment_log_prob(normal_log(bmi, a, s))": "mechanisms",
        "#include base.stan": "above variables",
        "// a comment": "variables above mechanisms graph",
        "print(bmi);": "mechanisms",
        "bmi <- a + b * age": "mechanisms graph",
        "y_rep : normal_rng(a, s)": "queries",
        "bmi = normal_rng(a, s)": "mechanisms above",
        "c ~ normal(0, 1);": "parameters",
        "s ~ cauchy(0, 2.5);": "parameters",
    },
    "pyro": {
        'pyro.sample("bmi", dist.Normal(0, 1))': "mechanisms above variables parameters",
        'bmi = pyro.sample("bmi", dist.Normal(0, 1).to_event(1))': "mechanisms above variables",
        'numpyro.sample("bmi", dist.Normal(0, 1), obs=bmi)': "mechanisms",
        "bmi = Normal(0, 1)": "mechanisms above variables parameters graph",
        "bmi = dist.Normal(0, 1)": "mechanisms",
        'bmi = pm.Normal("bmi", mu=0, sigma=1)': "mechanisms above",
        'with numpyro.plate("data", N):': "mechanisms above",
        'pyro.plate("data", 100)': "mechanisms",
        'b2 = pyro.param("b2", torch.tensor(1.))': "mechanisms parameters",
        'pyro.deterministic("bmi", age + 1)': "mechanisms above",
        "def model(data):": "above mechanisms",
        "import pyro": "above",
        "import numpyro.distributions as dist": "above",
        "from pyro import sample": "above",
        "with pm.Model() as model:": "above mechanisms",
        "return bmi": "mechanisms",
        "pyro.do(model, data={'dose': 1})": "queries",
    },
    "dowhy": {
        'graph [ directed 1 node [ id 0 label "grip" ] node [ id 1 label "bmi" ] '
        "edge [ source 0 target 1 ] ]": "above graph",
        'node [ id 0 label "age" ]': "graph above",
        'edge [ source "grip" target "bmi" ]': "graph above",
        '"digraph {grip -> bmi;}"': "graph above",
        'graph = "digraph {grip -> bmi;}"': "above",
        'model = CausalModel(data=df, treatment="dose", outcome="sick")': "above queries",
        "model.identify_effect()": "queries above",
        "treatment : dose": "queries graph",
        'outcome = "sick"': "queries above",
        "estimand : nonparametric-ate": "queries",
        "do(dose = 1)": "queries mechanisms above graph",
        "do(dose)": "queries above",
        "q : do(dose = 1)": "queries",
        "q : sick | do(dose = 1)": "queries",
        "q : E[sick | do(dose)]": "queries",
        "q : P(sick = 1 | do(dose = 1))": "queries",
        "P(sick | do(dose = 1))": "queries above graph claims mechanisms",
        "E[sick]": "queries mechanisms above graph claims",
        "E(sick)": "queries above",
        "q : E(sick)": "queries mechanisms",
        "E(sick | do(dose = 1))": "queries above",
        "E[sick | dose = 1]": "queries above",
        "q : E[sick | dose = 1]": "queries",
        "q : E[sick(dose = 1)]": "queries",
        "q : E[sick_{dose=1}]": "queries",
    },
}


@dataclass(frozen=True)
class Slipped:
    """A line in its place.

    Args:
        line: what was written.
        place: the block, or `above`.
    """

    line: str
    place: str

    def around(self, line: str) -> str:
        """The model with a line in this place."""
        indent = "\n" if self.place == "above" else "\n  "
        return MODEL.format_map({**dict.fromkeys(PLACES, ""), self.place: indent + line})

    @property
    def text(self) -> str:
        """The model with the line."""
        return self.around(self.line)

    @property
    def span(self) -> Span:
        """Where the line stands."""
        start = self.around("\0").index("\0")
        return Span(start, start + len(self.line))

    @property
    def said(self) -> tuple[Diagnostic, ...]:
        """What is said about it, without the warnings that the model gets anyway."""
        return tuple(d for d in found(self.text) if d.severity is Severity.ERROR)


@cache
def found(text: str) -> tuple[Diagnostic, ...]:
    return analyse(Source("ward.scm", text)).diagnostics


SLIPS = [
    Slipped(line, place)
    for lines in LINES.values()
    for line, places in lines.items()
    for place in places.split()
]
each_slip = pytest.mark.parametrize("slip", SLIPS, ids=lambda s: f"{s.place}: {s.line}")


def test_the_model_is_sound_without_them() -> None:
    assert found(MODEL.format_map(dict.fromkeys(PLACES, ""))) == ()


@each_slip
def test_a_line_gets_one_message_at_its_place(slip: Slipped) -> None:
    said = slip.said
    assert len(said) == 1, [d.message for d in said]
    assert said[0].span is not None
    assert slip.span.start <= said[0].span.start <= said[0].span.end <= slip.span.end


@each_slip
def test_the_message_says_more_than_that_a_sign_does_not_fit(slip: Slipped) -> None:
    (said,) = slip.said
    assert said.helps
    assert "does not fit here" not in said.message
    assert "ends too early" not in said.message


#: What stands for a name that the person has not said.
_ANY = re.compile(r"`[^`]*\b(disease|image|scanner|philips)\b[^`]*`")


@each_slip
def test_the_remedy_is_in_the_names_of_the_person(slip: Slipped) -> None:
    (said,) = slip.said
    assert [h for h in said.helps if _ANY.search(h)] == []


@each_slip
def test_an_edit_takes_the_message_away(slip: Slipped) -> None:
    (said,) = slip.said
    if said.fix is None:
        return
    mended = apply_fixes(slip.text, [said])
    assert said.message not in {d.message for d in found(mended)}
    assert parse(Source("ward.scm", mended)).diagnostics == ()


def test_marks_on_one_line_are_answered_one_by_one() -> None:
    slip = Slipped("dose [exposure] sick [outcome] u [latent]", "graph")
    texts = [Source("", slip.text).slice(d.span) for d in slip.said if d.span]
    assert texts == ["[exposure]", "[outcome]", "[latent]"]


def proposals(said: Diagnostic) -> Iterator[tuple[str, str]]:
    """The lines that a message proposes, each with the block that it names."""
    for help_ in said.helps:
        block = re.search(r" in `(\w+)`", help_)
        bare = re.sub(r" in `\w+`", "", help_)
        listed = re.findall(r"^  (.+)$", bare, re.MULTILINE)
        for written in (*re.findall(r"(?:write|claim|ask)[^`\n]*`([^`]+)`", bare), *listed):
            yield written, block[1] if block else ""


#: Signs that stand alone in a help.
SIGNS = ("==", "->", "_||_")


def reads(text: str, block: str) -> bool:
    anywhere = [*ENTRY_RULES.values(), "line", "expr", "question"]
    rules = [ENTRY_RULES[block]] if block in ENTRY_RULES else anywhere
    code = [x for x in scan(Source("", text)).code if x.kind != "NEWLINE"]
    return any(not isinstance(read(rule, code), Stop) for rule in rules)


@each_slip
def test_a_proposed_line_can_be_read(slip: Slipped) -> None:
    (said,) = slip.said
    wrong = [w for w, block in proposals(said) if not reads(w, block)]
    assert [w for w in wrong if w not in SIGNS and not w.startswith("# ")] == []


def test_several_questions_without_a_name_get_different_names() -> None:
    text = "causalimg 1\nvariables { y : binary }\nqueries {\n  E[y]\n  P(y == 1)\n}\n"
    mended = apply_fixes(text, found(text))
    assert "  effect : E[y]\n  effect_2 : P(y == 1)\n" in mended
    assert found(mended) == ()


# ---- the manual ----------------------------------------------------------------------------------

PAGE = (Path(__file__).parents[1] / "docs/how-to/elsewhere.md").read_text(encoding="utf-8")
SKETCH = re.search(r"^```scm\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
ROWS = re.findall(r"^\| `(.+?)` \| (.+?) \| `(\w+)` \|$", PAGE, re.MULTILINE)


def test_the_manual_has_a_table_for_each_tool() -> None:
    assert SKETCH is not None
    assert len(ROWS) == len([line for line in PAGE.splitlines() if line.startswith("| `")]) >= 30


@pytest.mark.parametrize(("there", "here", "block"), ROWS)
def test_the_manual_says_what_check_says(there: str, here: str, block: str) -> None:
    assert SKETCH is not None
    line, written = (
        there.replace("\\|", "|"),
        re.findall(r"^`(.+?)`(?:$|,)", here.replace("\\|", "|")),
    )
    inside = "graph" if "[exposure]" in line or "[latent]" in line else block
    said = found(f"{SKETCH[1]}\n{inside} {{\n  {line}\n}}\n")
    helps = "\n".join(h for d in said for h in d.helps)
    assert all(text in helps for text in written), helps
    assert written or "the same query" in here

"""Bayesian networks in BIF: every table goes in and comes out with its digits."""

import os
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError
from causalimg.interfaces.exchange import Edge, Node, Sketch
from causalimg.interfaces.exchange.bif_read import read_bif
from causalimg.interfaces.exchange.bif_write import bif
from causalimg.interfaces.exchange.naming import fitted
from causalimg.interfaces.exchange.sketch import Table
from causalimg.interfaces.exchange.tables import tables_of
from causalimg.interfaces.exchanging import exported, imported
from causalimg.semantics.model import Model
from causalimg.source import Source

HERE = Path(__file__).parent / "exchange"
DATA = os.environ.get("CAUSALIMG_DATA")
NETWORKS = ["alarm", "asia", "cancer", "child", "earthquake", "insurance", "sachs", "survey"]


def model_of(text: str) -> Model:
    found = analyse(Source("model.scm", text))
    assert found.model is not None, [d.message for d in found.diagnostics]
    return found.model


def read(text: str) -> Sketch:
    return read_bif(Source("there.bif", text))


def refusal(text: str) -> tuple[str, str]:
    """The message about a network, and what the carets point at."""
    with pytest.raises(CausalimgError) as caught:
        read(text)
    (found,) = caught.value.diagnostics
    assert found.code == "E0801"
    assert found.span is not None
    return found.message, text[found.span.start : found.span.end]


def same(first: Sketch, second: Sketch) -> None:
    """The same variables, values and probabilities, whatever the names had to become."""
    words = {w for n in first.nodes if n.type != "binary" for w in n.values if not w.isdigit()}
    called = fitted((n.name for n in first.nodes), words)
    assert [(called[n.name], n.values, n.kind) for n in first.nodes] == [
        (n.name, n.values, n.kind) for n in second.nodes
    ]
    for old, new in zip(first.tables, second.tables, strict=True):
        assert called[old.variable] == new.variable
        assert [called[p] for p in old.parents] == list(new.parents)
        assert old.rows.keys() == new.rows.keys()
        for case in old.rows:
            assert new.rows[case] == pytest.approx(old.rows[case], rel=0, abs=1e-12)


# ---- real networks ---------------------------------------------------------------------------


@pytest.mark.skipif(DATA is None, reason="CAUSALIMG_DATA is unset")
@pytest.mark.parametrize("name", NETWORKS)
def test_a_published_network_comes_back_with_every_digit(name):
    path = Path(DATA or "") / "causal_reference" / "bif" / f"{name}.bif"
    source = Source(path.name, path.read_text("utf-8"))
    text = imported("bif", source)
    same(read_bif(source), read(exported("bif", model_of(text))))


def test_the_fixture_comes_back():
    text = (HERE / "trial.bif").read_text("utf-8")
    again = exported("bif", model_of(imported("bif", Source("trial.bif", text))))
    assert again == text


# ---- random networks -------------------------------------------------------------------------

words = st.one_of(
    st.text("abAB01_", min_size=1, max_size=3),
    st.sampled_from(["<5", "12+", "0-3 days", "table", "if", "Asy/Patch", "type", "a//b", "0.5"]),
)


@st.composite
def rows(draw, width):
    parts = draw(st.lists(st.integers(0, 1000), min_size=width, max_size=width).filter(sum))
    return tuple(part / sum(parts) for part in parts)


@st.composite
def networks(draw):
    names = draw(st.lists(words, min_size=1, max_size=4, unique=True))
    listed = []
    for name in names:
        values = draw(
            st.one_of(st.just(["0", "1"]), st.lists(words, min_size=2, max_size=3, unique=True))
        )
        kind = draw(st.sampled_from(["observed", "latent"]))
        listed.append(Node(name, kind, "category", tuple(values)))
    tables, arrows = [], []
    for place, node in enumerate(listed):
        before = listed[:place]
        parents = (
            draw(st.lists(st.sampled_from(before), max_size=2, unique=True)) if before else []
        )
        cases = product(*(range(len(p.values)) for p in parents))
        table = {case: draw(rows(len(node.values))) for case in cases}
        tables.append(Table(node.name, tuple(p.name for p in parents), table))
        arrows += [Edge(p.name, node.name) for p in parents]
    return Sketch("m", None, tuple(listed), tuple(arrows), tables=tuple(tables))


@given(networks())
def test_a_network_comes_back_from_its_own_text(network):
    again = read(bif(network))
    assert [(n.name, n.values, n.kind) for n in again.nodes] == [
        (n.name, n.values, n.kind) for n in network.nodes
    ]
    assert again.tables == network.tables
    assert {(e.left, e.right) for e in again.arrows} == {(e.left, e.right) for e in network.arrows}


@given(networks())
def test_a_network_comes_back_from_a_model(network):
    text = imported("bif", Source("there.bif", bif(network)))
    same(network, read(exported("bif", model_of(text))))


# ---- forms of the format ---------------------------------------------------------------------

HEAD = """
network "a cold" { property author = "me; or not" ; }
variable cold { type discrete [ 2 ] { yes, no }; property position = (1, 2); }
variable fever { type discrete[3]{ "high" mild none } }
"""


def test_a_flat_table_lists_all_cases_of_the_first_value_first():
    flat = "probability (fever | cold) { table 0.6 0.1 0.3 0.2 0.1, 0.7; }"
    cased = "probability (fever | cold) { (yes) 0.6 0.3 0.1; (no) 0.1, 0.2, 0.7; }"
    assert read(HEAD + flat).tables == read(HEAD + cased).tables


def test_a_default_row_stands_for_the_cases_that_are_not_there():
    text = "probability (fever, cold) { /* any */ default .2 .3 .5; (no) 0 0 1; // sure\n}"
    (table,) = read(HEAD + text).tables
    assert dict(table.rows) == {(0,): (0.2, 0.3, 0.5), (1,): (0, 0, 1)}


def test_a_rounded_row_is_divided_by_its_sum_and_that_is_said():
    found = read(HEAD + "probability (fever) { table 0.333, 0.333, 0.333; }")
    assert found.tables[0].rows[()] == pytest.approx((1 / 3,) * 3)
    assert any("fever" in note and "divided by their sum" in note for note in found.notes)


def test_a_variable_without_probabilities_is_left_open():
    text = imported("bif", Source("cold.bif", HEAD + "probability (cold) { table 0.5 0.5; }"))
    assert "no probabilities there: fever" in text
    assert model_of(text).mechanism("fever") is None


BROKEN = {
    "": ("the end of the file stands where a variable should", ""),
    "variable x { type continuous; }": ("`continuous` stands where `discrete` should", "continuous"),
    "variable x { type discrete [ 3 ] { a, b }; }": ("`[3]` stands before 2 values", "3 ] { a, b };"),
    "variable x { type discrete [ 1 ] { a }; }": ("a variable needs at least two values", "1 ] { a };"),
    "variable x { }": ("`x` has no values", "x"),
    "variable cold { }": ("`cold` is declared twice", "cold"),
    "probability (cold | x) { }": ("no variable is called `x`", "x"),
    "probability (cold) { table 0.5 0.6; }": (
        "the probabilities of `cold` add up to 1.1, not 1", "cold"),
    "probability (cold) { table 0.5; }": ("1 numbers where 2 are needed", "0.5;"),
    "probability (cold) { table 0.5 -0.5; }": ("`-0.5` is no probability", "-0.5"),
    "probability (cold) { table 0.5 nan; }": ("`nan` is no probability", "nan"),
    "probability (cold | fever) { (mild) 1 0; }": (
        "no probabilities of `cold` where fever is high", "cold"),
    "probability (cold | fever) { (warm) 1 0; }": ("`warm` is no value of `fever`", "warm"),
    "probability (cold | fever) { () 1 0; }": ("this case names 0 of 1 causes", "()"),
    "probability (cold | fever) { (mild) 1 0; (mild) 1 0; }": (
        "this case stands here twice", "(mild)"),
    "probability (cold) { table 1 0; } probability (cold) { }": (
        "`cold` has its probabilities twice", "cold"),
    "probability (cold | cold) { }": ("`cold` is joined to itself", "cold"),
    "probability (cold) { table 1 0": ("the end of the file stands where a probability or `;` should", ""),
    'variable "x': ("a quoted word that is never closed", '"'),
    "/* variable": ("a comment that is never closed", "/"),
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_network_is_told_with_its_place(text):
    assert refusal((HEAD if text else "") + text) == BROKEN[text]


def test_a_circle_is_told_with_its_arrows():
    text = (
        HEAD
        + "probability (fever | cold) { default 1 0 0; } probability (cold | fever) { default 1 0; }"
    )
    assert refusal(text) == ("the arrows form a circle: cold -> fever -> cold", "fever")


def test_tables_without_end_are_refused():
    listed = ", ".join(f"v{i}" for i in range(100))
    text = "".join(f"variable {n} {{ type discrete [100] {{ {listed} }}; }}\n" for n in "abc")
    row = " ".join(["0.01"] * 100)
    message, _ = refusal(text + f"probability (a | b, c) {{ default {row}; }}")
    assert "10,000" in message


# ---- which mechanisms have a table -------------------------------------------------------------

START = """causalimg 1

variables {
  a : category {low, mid, high}
  b : binary
}

"""


def table(rest: str, variable: str = "b") -> Table:
    tables = tables_of(model_of(START + rest))
    return next(t for t in tables if t.variable == variable)


MADE = {
    "b ~ Bernoulli(match a { low: 0.1, mid: 0.2, high: 1 })": [0.1, 0.2, 1],
    "b ~ Bernoulli(logit = if a == mid then log(3) else 0)": [0.5, 0.75, 0.5],
    "b ~ Uniform()": [0.5],
    "b := a == mid": [0, 1, 0],
    "b := not (a == mid)": [1, 0, 1],
    "b := u < match a { low: 0.25, mid: -1, high: 3 }": [0.25, 0, 1],
    "b := u > 0.25 and u <= 0.5 or a == high": [0.25, 0.25, 1],
    "b := 0.25 < u and (w == 1 or a == low)": [0.75, 0.3, 0.3],
}


@pytest.mark.parametrize("mechanism", MADE)
def test_a_mechanism_in_numbers_has_its_exact_table(mechanism):
    used = [n for n in "uw" if f"{n} " in mechanism.partition(":=")[2]]
    laws = {"u": "u ~ Uniform(0, 1)", "w": "w ~ Bernoulli(0.4)"}
    noise = f"noise {{\n {chr(10).join(laws[n] for n in used)}\n}}\n" if used else ""
    text = (
        noise
        + f"mechanisms {{\n a ~ Categorical(low = 0.2, mid = 0.3, high = 0.5)\n {mechanism}\n}}\n"
    )
    found = table(text)
    assert [row[1] for row in found.rows.values()] == pytest.approx(MADE[mechanism], abs=1e-12)
    assert all(sum(row) == pytest.approx(1) for row in found.rows.values())


def test_a_finite_noise_is_summed_over():
    noise = "noise {\n u : category {x, y, z} ~ Categorical(x = 0.2, y = 0.3, z = 0.5)\n}\n"
    for made in ("if u == x then mid else high", "if u != x then high else mid"):
        found = table(f"{noise}mechanisms {{\n a := {made}\n b ~ Uniform()\n}}\n", "a")
        assert found.rows[()] == pytest.approx((0, 0.2, 0.8))


def test_ordered_odds_have_a_table():
    made = "mechanisms {\n a ~ Uniform()\n b ~ Uniform()\n}\n"
    text = START.replace("category {low, mid, high}", "ordinal {low < mid < high}")
    text += made.replace("a ~ Uniform()", "a ~ OrderedLogistic(log(3) * b, cuts = [0, log(3)])")
    (first, _) = tables_of(model_of(text))
    assert first.rows[0,] == pytest.approx((0.5, 0.25, 0.25))
    assert first.rows[1,] == pytest.approx((0.25, 0.25, 0.5))


WITHOUT = {
    "": "`a` has no mechanism, and BIF has nothing else",
    "mechanisms {\n a ~ Uniform()\n b ~ table() given a\n}": "`b` has no table of known probabilities",
    "parameters {\n p : real in (0, 1)\n}\nmechanisms {\n a ~ Uniform()\n b ~ Bernoulli(p)\n}":
        "`b` has no table of known probabilities",
    "noise {\n u ~ Normal(0, 1)\n}\nmechanisms {\n a ~ Uniform()\n b := u < 0\n}":
        "`b` has no table of known probabilities",
    "noise {\n u ~ Uniform(0, 1)\n}\nmechanisms {\n a ~ Uniform()\n b := u * u < 0.5\n}":
        "`b` has no table of known probabilities",
}  # fmt: skip


@pytest.mark.parametrize("text", WITHOUT)
def test_what_has_no_table_is_named(text):
    with pytest.raises(CausalimgError) as caught:
        tables_of(model_of(START + text))
    (found,) = caught.value.diagnostics
    assert found.code == "E0802"
    assert found.message.startswith(WITHOUT[text])
    assert found.span is not None

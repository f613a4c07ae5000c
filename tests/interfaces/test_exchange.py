"""Graphs to other tools and back: nothing that both can say is lost."""

import json
import re
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError, Severity
from causalimg.interfaces.exchange import Edge, Node, Sketch, sketch_of
from causalimg.interfaces.exchange.dagitty_write import dagitty
from causalimg.interfaces.exchange.json_write import node_link, plain_json
from causalimg.interfaces.exchange.mermaid import mermaid
from causalimg.interfaces.exchange.naming import fitted, identifier, plain, value
from causalimg.interfaces.exchange.writing import written
from causalimg.interfaces.exchanging import WRITTEN, exported, imported
from causalimg.library.words import SHAPED, VALUED
from causalimg.semantics.model import Model
from causalimg.source import Source
from causalimg.syntax import parse
from causalimg.syntax.format import format_tree
from causalimg.syntax.words import RESERVED, TYPES
from strategies import CONTEXTUAL

ROOT = Path(__file__).parents[2]
GALLERY = sorted((ROOT / "models").glob("*.scm"))


def checked(text: str, name: str = "model.scm") -> Model:
    """The model of a text, which is without error and in the one form."""
    source = Source(name, text)
    analysed = analyse(source)
    errors = [d for d in analysed.diagnostics if d.severity is Severity.ERROR]
    assert errors == [], text
    assert analysed.model is not None
    parsed = parse(source)
    assert parsed.tree is not None
    assert format_tree(parsed.tree, source) == text
    return analysed.model


def back(form: str, text: str) -> Model:
    """What becomes of a text of another tool."""
    return checked(imported(form, Source(f"there.{form}", text)))


def edges(found: Sketch) -> tuple[set, set]:
    arcs = {(frozenset((e.left, e.right)), e.reason) for e in found.arcs}
    return {(e.left, e.right, e.reason) for e in found.arrows}, arcs


# ---- random graphs ---------------------------------------------------------------------------

names = st.one_of(
    st.text("abxyzEP_9é年", min_size=1, max_size=5),
    st.sampled_from([*CONTEXTUAL, *sorted(RESERVED), "graph", "node", "end", "dag", "latent"]),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=6),
).filter(lambda name: plain(name) == name and "\\" not in name and name)
reasons = st.none() | st.text("ab c<&'", min_size=1, max_size=6).filter(lambda t: plain(t) == t)


@st.composite
def nodes(draw):
    kind = draw(st.sampled_from(["observed", "observed", "latent", "selection"]))
    word = draw(st.sampled_from([*TYPES, "real"]))
    word = "binary" if kind == "selection" else word
    words = draw(st.lists(names, min_size=2, max_size=3, unique=True))
    values = ["0", "1"] if word == "binary" else words if word in VALUED else []
    shape = {"mask": (8, 9), "vector": (3,)}.get(word, (2, 8, 9) if word in SHAPED else ())
    support = (
        draw(st.sampled_from([None, "[0, 1]", "(-inf, 1e-05)", "(0.123456789, inf)"]))
        if word == "real"
        else None
    )
    unit = draw(st.sampled_from([None, "mm^2", "years"])) if word == "real" else None
    name, doc = draw(names), draw(reasons)
    return Node(name, kind, word, tuple(values), shape, support, unit, doc)


@st.composite
def sketches(draw):
    listed = draw(st.lists(nodes(), min_size=1, max_size=6, unique_by=lambda n: n.name))
    pairs = list(combinations([n.name for n in listed], 2))
    some = st.lists(st.sampled_from(pairs), unique=True) if pairs else st.just([])
    arrows = tuple(Edge(a, b, draw(reasons)) for a, b in draw(some))
    arcs = tuple(Edge(a, b, draw(reasons)) for a, b in draw(some))
    return Sketch("m", draw(reasons), tuple(listed), arrows, arcs)


SOMEWHERE = Source("there", "")


@given(sketches())
def test_any_graph_can_be_written_as_a_model_that_checks(sketch):
    model = checked(written(sketch, SOMEWHERE))
    words = {w for n in sketch.nodes if n.type != "binary" for w in n.values if not w.isdigit()}
    called = fitted((n.name for n in sketch.nodes), words)
    again = sketch_of(model)
    assert [n.name for n in again.nodes] == [called[n.name] for n in sketch.nodes]
    for old, new in zip(sketch.nodes, again.nodes, strict=True):
        facts = ("kind", "type", "values", "shape", "support", "unit")
        assert [getattr(old, f) for f in facts] == [getattr(new, f) for f in facts]
    renamed = [
        {(called[e.left], called[e.right], e.reason) for e in group}
        for group in (sketch.arrows, sketch.arcs)
    ]
    assert renamed == [
        {(e.left, e.right, e.reason) for e in g} for g in (again.arrows, again.arcs)
    ]


@given(sketches())
@pytest.mark.parametrize("write", [plain_json, node_link])
def test_a_graph_comes_back_from_json_whole(write, sketch):
    first = checked(written(sketch, SOMEWHERE))
    second = back("json", write(sketch_of(first)))
    assert sketch_of(second).nodes == sketch_of(first).nodes
    assert edges(sketch_of(second)) == edges(sketch_of(first))
    assert (second.name, second.title) == (first.name, first.title)


@given(sketches())
def test_a_graph_comes_back_from_dagitty_with_its_kinds(sketch):
    first = sketch_of(checked(written(sketch, SOMEWHERE)))
    second = sketch_of(back("dagitty", dagitty(first)))
    assert [(n.name, n.kind) for n in second.nodes] == [(n.name, n.kind) for n in first.nodes]
    assert {(e.left, e.right) for e in second.arrows} == {(e.left, e.right) for e in first.arrows}
    arcs = [{frozenset((e.left, e.right)) for e in found.arcs} for found in (first, second)]
    assert arcs[0] == arcs[1]


@given(sketches())
def test_networkx_opens_what_is_written_for_it(sketch):
    model = checked(written(sketch, SOMEWHERE))
    graph = nx.node_link_graph(json.loads(exported("networkx", model)), edges="edges")
    assert tuple(graph.nodes) == tuple(v.name for v in model.variables)
    assert [graph.nodes[v.name]["kind"] for v in model.variables] == [
        v.kind for v in model.variables
    ]
    assert graph.is_directed()
    assert graph.is_multigraph() == bool(model.bidirected)
    signs = [sign for _, _, sign in graph.edges(data="arrow")]
    assert (signs.count("->"), signs.count("<->")) == (len(model.arrows), len(model.bidirected))


@given(st.lists(names, unique=True, max_size=6), st.sets(names, max_size=3))
def test_names_fit_and_stay_apart(words, taken):
    found = fitted(words, taken)
    assert list(found) == words
    assert len(set(found.values())) == len(words)
    for word, name in found.items():
        assert identifier(name) == name
        assert name not in taken
        assert name == word or identifier(word) != word or word in taken


@given(st.lists(names, min_size=2, max_size=4, unique=True))
def test_any_word_can_be_a_value(words):
    assume(not {"c", "b_b"} & set(words))  # a value is called otherwise than a variable
    listed = ", ".join(map(value, words))
    arms = ", ".join(f"{value(w)}: 0.5" for w in words)
    text = f"causalimg 1\nvariables {{\n c : category {{{listed}}}\n b_b : binary\n}}\n"
    text += f"mechanisms {{\n c ~ Uniform()\n b_b ~ Bernoulli(match c {{ {arms} }})\n}}\n"
    found = analyse(Source("", text))
    assert [d for d in found.diagnostics if d.severity is Severity.ERROR] == []
    assert found.model.variable("c").type.values == tuple(words)


# ---- the gallery -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", GALLERY, ids=lambda p: p.stem)
def test_the_gallery_goes_out_and_comes_back(path):
    first = checked_file(path)
    for form in ("json", "networkx"):
        second = back("json", exported(form, first))
        assert sketch_of(second).nodes == sketch_of(first).nodes
        assert edges(sketch_of(second)) == edges(sketch_of(first))
    third = sketch_of(back("dagitty", exported("dagitty", first)))
    seen = {"environment": "observed"}
    assert [(n.name, n.kind) for n in third.nodes] == [
        (v.name, seen.get(v.kind, v.kind)) for v in first.variables
    ]
    assert {(e.left, e.right) for e in third.arrows} == {(a.cause, a.effect) for a in first.arrows}


def checked_file(path: Path) -> Model:
    model = analyse(Source(str(path), path.read_text("utf-8"))).model
    assert model is not None
    return model


@pytest.mark.parametrize("path", GALLERY, ids=lambda p: p.stem)
@pytest.mark.parametrize("form", [form for form in WRITTEN if form != "bif"])
def test_every_form_names_every_variable(path, form):
    model = checked_file(path)
    text = exported(form, model)
    for variable in model.variables:
        word = variable.name.replace("_", r"\_") if form == "latex" else variable.name
        assert word in text


def test_what_is_written_is_as_it_was_blessed(snapshot):
    folder = Path(__file__).parent / "exchange"
    model = checked_file(folder / "clinic.scm")
    for form, ending in (
        ("dagitty", "dagitty"), ("mermaid", "mmd"), ("latex", "tex"), ("json", "json"),
        ("networkx", "node_link.json"),
    ):  # fmt: skip
        snapshot(folder / f"clinic.{ending}", exported(form, model))
    snapshot(folder / "trial.bif", exported("bif", checked_file(folder / "trial.scm")))


# ---- mermaid and LaTeX -----------------------------------------------------------------------


@given(sketches())
def test_mermaid_has_one_line_per_node_and_edge_and_no_loose_quote(sketch):
    lines = mermaid(sketch).splitlines()
    dashed = any(n.kind == "latent" for n in sketch.nodes)
    count = len(sketch.nodes) + len(sketch.arrows) + len(sketch.arcs)
    assert len(lines) == 1 + count + dashed
    for line in lines[1 : 1 + count]:
        quoted = re.sub(r'"[^"]*"', '""', line)
        assert re.fullmatch(
            r'  \w+[(\[]+""[)\]]+(:::latent)?|  \w+ (-->|<-\.->)(\|""\|)? \w+', quoted
        ), line
    ids = [line.split("(")[0].split("[")[0].strip() for line in lines[1 : 1 + len(sketch.nodes)]]
    assert len(set(ids)) == len(ids)


@given(sketches())
def test_latex_closes_what_it_opens(sketch):
    text = exported("latex", checked(written(sketch, SOMEWHERE)))
    bare = text.replace(r"\{", "").replace(r"\}", "").replace(r"\\", "")
    assert bare.count("{") == bare.count("}")
    assert text.count("\\begin{") == text.count("\\end{")
    assert len(re.findall(r"\\node\[", text)) == len(sketch.nodes)
    assert len(re.findall(r"\\draw\[", text)) == len(sketch.arrows) + len(sketch.arcs)


def test_a_refused_format_is_a_diagnostic(tmp_path):
    with pytest.raises(CausalimgError) as caught:
        imported("json", Source("x", "[]"))
    assert caught.value.diagnostics[0].code == "E0801"

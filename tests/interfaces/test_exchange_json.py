"""Graphs in JSON: ours and that of networkx; what is wrong is told with its place."""

import json
import re
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.diagnostics import CausalimgError
from causalimg.interfaces.exchange.json_located import Located, read_located
from causalimg.interfaces.exchange.json_read import read_json
from causalimg.interfaces.exchanging import imported
from causalimg.source import Source

scalars = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def bare(located: Located):
    match located.value:
        case dict():
            return {key: bare(one) for key, one in located.value.items()}
        case list():
            return [bare(one) for one in located.value]
        case value:
            return value


@given(values, st.booleans(), st.sampled_from([None, 2]))
def test_our_reader_reads_what_json_writes(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert bare(read_located(Source("", text))) == value


@given(st.dictionaries(st.text(), values, min_size=1, max_size=3))
def test_every_value_knows_its_place(value):
    text = json.dumps(value)
    found = read_located(Source("", text)).value
    for key, one in found.items():
        assert json.loads(text[one.span.start : one.span.end]) == value[key]


@given(st.text('{}[]:,"a1.e- truefalsnu\\', max_size=20))
def test_our_reader_refuses_what_json_refuses(text):
    try:
        expected = json.loads(text, parse_constant=lambda _: 1 / 0)
    except (ValueError, ZeroDivisionError):
        with pytest.raises(CausalimgError):
            read_located(Source("", text))
    else:
        if json.dumps(expected).count('":') == text.count('":'):  # no key twice
            assert bare(read_located(Source("", text))) == expected


def test_a_graph_of_networkx_becomes_a_model():
    graph = nx.DiGraph(name="plan")
    graph.add_node(1, doc="first")
    graph.add_node("dose", type="real", unit="mGy", support="[0, inf)")
    graph.add_node("grade", type="ordinal", values=["low", "high"], kind="latent")
    graph.add_node("film", type="image", shape=[1, 8, 8])
    graph.add_edge(1, "dose", reason="by hand")
    graph.add_edges_from([("dose", "film"), ("grade", "film")])
    text = json.dumps(nx.node_link_data(graph, edges="links"))
    model = imported("json", Source("plan.json", text))
    for line in (
        "model plan", "## first; called `1` where it comes from",
        "dose         : real in [0, inf) mGy", "latent grade : ordinal {low < high}",
        "film         : image[1, 8, 8]", '"by hand"', "dose, grade -> film",
    ):  # fmt: skip
        assert line in model


def test_the_shortest_graph_is_names_and_pairs():
    text = '{"variables": ["x", "y"], "arrows": [{"cause": "x", "effect": "y"}]}'
    assert "x -> y" in imported("json", Source("", text))


NODES = '"variables": ["x", "y"]'
REFUSED = {
    "": ("the end of the file stands where a value", ""),
    "[1]": ("there is no list of variables here", "[1]"),
    '{"variables": 3}': ("there is no list of variables here", '{"variables": 3}'),
    '{"variables": [3]}': ('this entry has no "name"', "3"),
    '{"variables": [{"name": true}]}': ('"name" is no text', "true"),
    '{"variables": ["x", {"name": "x"}]}': ("`x` is declared twice", '"x"'),
    '{"variables": [{"name": "x", "type": "colour"}]}': ("`colour` is no type of a variable", '"colour"'),
    '{"variables": [{"name": "x", "kind": "hidden"}]}': ("`hidden` is no kind of a variable", '"hidden"'),
    '{"variables": [{"name": "x", "type": "category", "values": ["a"]}]}': (
        "a `category` needs at least two different values", '["a"]'),
    '{"variables": [{"name": "x", "type": "image", "shape": [8, 8]}]}': (
        "the shape of a `image` is a list of 3 whole numbers", "[8, 8]"),
    '{"variables": [{"name": "x", "unit": "furlong"}]}': ("`furlong` is no unit", '"furlong"'),
    '{"variables": [{"name": "x", "support": "positive"}]}': ("`positive` is no interval", '"positive"'),
    '{"variables": [{"name": "x", "kind": "environment"}]}': (
        "as a model this has a fault: the environment `x` needs a list of values", '"x"'),
    f'{{{NODES}, "arrows": [{{"cause": "x", "effect": "z"}}]}}': ("no variable is called `z`", '"z"'),
    f'{{{NODES}, "arrows": [{{"cause": "x"}}]}}': ('this entry has no "effect"', '{"cause": "x"}'),
    f'{{{NODES}, "arrows": 5}}': ('"arrows" is no list', "5"),
    f'{{{NODES}, "edges": [{{"source": "x", "target": "y", "arrow": "--"}}]}}': (
        "`--` is no arrow of a model", '"--"'),
    f'{{{NODES}, "directed": false}}': ("the edges of this graph have no direction", "false"),
    f'{{{NODES}, "arrows": [{{"cause": "x", "effect": "x"}}]}}': (
        "`x` is joined to itself", '{"cause": "x", "effect": "x"}'),
    '{"a": 1, "a": 2}': ('the key "a" stands here twice', '"a"'),
    '{"a" 1}': ("`1` stands where `:` should", "1"),
    '{"a": 1,}': ("`}` stands where a key in quotes should", "}"),
    '["\\x"]': ("an unknown escape", '"\\x"'),
    "[" * 70: ("values inside 64 others", "["),
    "{'a': 1}": ("`'` has no place here", "'"),
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_is_told_with_its_place(text):
    with pytest.raises(CausalimgError) as caught:
        imported("json", Source("there.json", text))
    (found,) = caught.value.diagnostics
    message, place = REFUSED[text]
    assert found.message.startswith(message)
    assert text[found.span.start : found.span.end] == place
    assert found.code == "E0801"


def test_reading_leaves_the_types_to_the_person_where_none_is_said():
    assert any("types" in note for note in read_json(Source("", f"{{{NODES}}}")).notes)


def test_the_manual_shows_what_is_read():
    page = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text("utf-8")
    text = re.search(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[1]
    model = imported("json", Source("ward.json", text))
    assert 'dose -> film  "more light"' in model
    assert "age <-> dose" in model
    cut = re.MULTILINE | re.DOTALL
    network = re.search(r"^```text\n(network cold.*?)^```", page, cut)[1]
    said = re.search(r"^```scm\n(causalimg 1\n\n# read from cold.*?)^```", page, cut)[1]
    assert imported("bif", Source("cold.bif", network)) == said

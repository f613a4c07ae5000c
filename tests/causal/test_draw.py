"""Drawing: what must be visible is visible, nothing overlaps, nothing escapes."""

import os
import re
import shutil
import xml.etree.ElementTree as ET
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.drawing.crossings import few_crossings
from causalimg.causal.drawing.curves import Box, arc, point_on
from causalimg.causal.drawing.draw import dot, svg
from causalimg.causal.drawing.layout import lay_out, layers
from causalimg.causal.drawing.marks import ADJUSTED, SET, Highlight, along
from causalimg.causal.drawing.shapes import size_of, style_of
from causalimg.causal.graphs.admg import Admg, sketch
from causalimg.causal.graphs.separation import open_path

SVG = "{http://www.w3.org/2000/svg}"
CHEST = sketch("""
    frailty -> disease, bedside
    age, sex -> disease
    age <-> sex
    site -> age, sex, scanner
    disease, bedside, age, sex, scanner -> image
    disease -> label <- site
    disease, bedside -> archived
""")
ROLES = {
    "frailty": "latent",
    "disease": "latent",
    "site": "environment",
    "archived": "selection",
    "image": "image",
}


@pytest.fixture
def no_dot(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)


@st.composite
def graphs(draw):
    names = tuple(f"v{i}" for i in range(draw(st.integers(1, 12))))
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    some = st.sets(st.sampled_from(pairs), max_size=24) if pairs else st.just(set())
    arcs = st.sets(st.sampled_from(pairs), max_size=3) if pairs else st.just(set())
    return Admg(names, frozenset(draw(some)), frozenset(map(frozenset, draw(arcs))))


def titles(text):
    return [title.text for title in ET.fromstring(text).iter(f"{SVG}title")]


@given(graphs())
def test_causes_stand_above_effects_and_nodes_do_not_overlap(graph):
    sizes = dict.fromkeys(graph.nodes, (70.0, 34.0))
    layout = lay_out(graph, sizes)
    for a, b in graph.directed:
        assert layout.places[a][1] < layout.places[b][1]
    for a, b in combinations(graph.nodes, 2):
        (ax, ay), (bx, by) = layout.places[a], layout.places[b]
        assert abs(ax - bx) >= 69.9 or abs(ay - by) >= 34
    for x, y in layout.places.values():
        assert 34.9 <= x <= layout.width - 34.9
        assert 16.9 <= y <= layout.height - 16.9


@given(graphs())
def test_every_arrow_goes_down_through_one_bend_per_layer(graph):
    layout = lay_out(graph, dict.fromkeys(graph.nodes, (70.0, 34.0)))
    layer = layers(graph)
    for (a, b), bends in layout.bends.items():
        heights = [layout.places[a][1], *(y for _, y in bends), layout.places[b][1]]
        assert heights == sorted(heights)
        assert len(bends) == layer[b] - layer[a] - 1


@settings(max_examples=30)
@given(graphs())
def test_every_picture_is_well_formed_and_names_every_node_and_edge(graph):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shutil, "which", lambda _: None)
        text = svg(graph, {})
        assert text == svg(graph, {})
    assert text.startswith("<svg ")
    assert len(titles(text)) == 1 + len(graph.nodes) + len(graph.directed) + len(graph.bidirected)


def test_an_order_without_crossings_is_found():
    rows = few_crossings([["a", "b", "c"], ["x", "y", "z"]], [("a", "z"), ("b", "y"), ("c", "x")])
    assert rows[0] == list(reversed([{"x": "c", "y": "b", "z": "a"}[p] for p in rows[1]])) or (
        [{"a": "z", "b": "y", "c": "x"}[p] for p in rows[0]] == rows[1]
    )


def test_roles_can_be_told_apart(no_dot):
    text = svg(CHEST, ROLES)
    root = ET.fromstring(text)
    groups = {g.find(f"{SVG}title").text: g for g in root.iter(f"{SVG}g") if g.find(f"{SVG}title") is not None}  # fmt: skip
    assert groups["frailty (latent)"].find(f"{SVG}ellipse").get("stroke-dasharray")
    assert groups["age (observed)"].find(f"{SVG}ellipse").get("stroke-dasharray") is None
    assert groups["site (environment)"].find(f"{SVG}rect") is not None
    assert len(groups["archived (selection)"].findall(f"{SVG}rect")) == 2
    assert len(groups["image (image)"].findall(f"{SVG}rect")) == 2
    assert groups["age <-> sex"].find(f"{SVG}path").get("stroke-dasharray")
    words = [t.text for t in root.iter(f"{SVG}text")]
    for word in ("environment", "selection", "latent", "image", "observed", "unseen common cause"):
        assert word in words


def test_documentation_and_reasons_are_tooltips(no_dot):
    docs = {"image": "as stored"}
    reasons = {("site", "scanner"): "purchasing", ("sex", "age"): "who lives longest"}
    found = titles(svg(CHEST, ROLES, docs, reasons))
    assert "image (image): as stored" in found
    assert "site -> scanner: purchasing" in found
    assert "age <-> sex: who lives longest" in found


def test_what_users_write_is_escaped(no_dot):
    nasty = '</title><script>alert("1")</script> & \x07\x00'
    text = svg(sketch("a -> b"), {}, {"a": nasty}, {("a", "b"): nasty})
    assert "<script" not in text
    assert any("</title><script>" in title for title in titles(text))
    strange = Admg(('a"<&', "年齢"), frozenset({('a"<&', "年齢")}))
    assert [t.text for t in ET.fromstring(svg(strange, {})).iter(f"{SVG}text")][:2] == [
        'a"<&',
        "年齢",
    ]


def test_an_open_path_is_lit(no_dot):
    path = open_path(CHEST, {"sex"}, {"scanner"}, {"label"})
    assert (
        svg(CHEST, ROLES, highlight=along(path)).count('stroke-width="2.8"')
        == len(path.arrows) + 1
    )
    arc_path = open_path(sketch("a <-> b"), {"a"}, {"b"})
    assert svg(sketch("a <-> b"), {}, highlight=along(arc_path)).count('stroke-width="2.8"') == 2


def test_an_empty_graph_is_a_picture_too(no_dot):
    assert titles(svg(Admg((), frozenset()), {})) == ["causal graph of 0 variables"]


def test_wide_letters_need_wide_nodes():
    style = style_of("observed")
    assert size_of("年齢層別集計", style)[0] > size_of("iiiiii", style)[0]
    assert style_of("no such role") == style


def test_an_arc_goes_around_a_node_in_its_way():
    one, other = Box(0, 0, 60, 34, rounded=True), Box(300, 0, 60, 34, rounded=True)
    middle = Box(150, 0, 60, 34, rounded=True)
    curve = arc(one, other, [one, other, middle])
    assert all(
        abs(x - 150) > 35 or abs(y) > 22 for x, y in (point_on(curve, i / 24) for i in range(25))
    )
    flat = arc(one, other, [one, other])
    assert all(abs(point_on(flat, i / 8)[1]) < 1e-9 for i in range(9))


def test_dot_text_shows_roles_reasons_and_arcs():
    path = open_path(CHEST, {"sex"}, {"scanner"})
    text = dot(
        CHEST, ROLES, {"image": "as \\stored"}, {("site", "scanner"): "purchasing"}, along(path)
    )
    assert text.startswith("digraph {")
    assert 'frailty [label=frailty color="#7d8997"' in text
    assert "dashed" in text
    assert "peripheries=2" in text
    assert "dir=both" in text
    assert "purchasing" in text
    assert "as \\\\stored" in text
    assert text.count("penwidth=2.4") == len(path.arrows)


@pytest.fixture
def a_dot_program(tmp_path, monkeypatch):
    def install(body):
        program = tmp_path / "dot"
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + os.environ["PATH"])

    return install


def test_graphviz_draws_where_it_is_installed(a_dot_program):
    a_dot_program("cat > /dev/null; echo '<?xml version=\"1.0\"?><svg>drawn</svg>'")
    assert svg(CHEST, ROLES).strip() == "<svg>drawn</svg>"


@pytest.mark.parametrize("body", ["cat > /dev/null; exit 1", "cat > /dev/null; echo nothing"])
def test_a_broken_graphviz_is_passed_over(a_dot_program, body):
    a_dot_program(body)
    assert "age (observed)" in titles(svg(CHEST, ROLES))


# ---- at the sizes of real studies ------------------------------------------------------------


def study(size, arrows, arcs, seed):
    """A graph whose arrows reach no further than a study's do, with names of all lengths."""
    random = Random(seed)
    names = tuple("x" * (1 + (7 * i) % 13) + str(i) for i in range(size))
    near = [(a, b) for i, a in enumerate(names) for b in names[i + 1 : i + 12]]
    directed = frozenset(random.sample(near, min(arrows, len(near))))
    tied = map(frozenset, random.sample(near, min(arcs, len(near))))
    return Admg(names, directed, frozenset(tied))


STUDIES = [(5, 6, 1), (12, 18, 2), (30, 45, 3), (60, 75, 5), (60, 120, 8)]


def boxes_of(text):
    """The outline of each node, of the label in it, and the path of each edge, by their titles."""
    nodes, edges = {}, {}
    for group in ET.fromstring(text).iter(f"{SVG}g"):
        title = group.find(f"{SVG}title")
        if title is None:
            continue
        oval = group.find(f"{SVG}ellipse")
        if oval is not None:
            x, y, rx, ry = (float(oval.get(key)) for key in ("cx", "cy", "rx", "ry"))
            nodes[title.text.split(" ")[0]] = (x, y, rx, ry, group.find(f"{SVG}text"))
        else:
            edges[title.text] = group.find(f"{SVG}path").get("d")
    return nodes, edges


def points(path):
    """Points all along a path of cubics."""
    numbers = [tuple(map(float, pair.split(","))) for pair in re.findall(r"[-\d.]+,[-\d.]+", path)]
    start, *rest = numbers
    for i in range(0, len(rest), 3):
        curve = (start, *rest[i : i + 3])
        yield from (point_on(curve, t / 20) for t in range(21))
        start = rest[i + 2]


@pytest.mark.parametrize("shape", STUDIES, ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_no_label_leaves_its_node_and_no_arrow_runs_over_one(shape, seed, no_dot):
    graph = study(*shape, seed)
    nodes, edges = boxes_of(svg(graph, {}))
    assert nodes.keys() == {*graph.nodes}
    assert len(edges) == len(graph.directed) + len(graph.bidirected)
    for x, y, rx, ry, label in nodes.values():
        assert (float(label.get("x")), float(label.get("y"))) == (x, y)
        # The half width of the words at half their height, within the oval.
        assert 13.5 * 0.55 * len(label.text) / 2 < rx * (1 - (5 / ry) ** 2) ** 0.5
    for a, b in combinations(nodes.values(), 2):
        assert abs(a[0] - b[0]) > a[2] + b[2] or abs(a[1] - b[1]) > a[3] + b[3]
    layer = layers(graph)
    for title, path in edges.items():
        a, arrow, b = title.split(" ")
        if arrow == "<->" and layer[a] == layer[b]:
            continue  # a bulge beside others in its row goes around what it can
        others = [box for name, box in nodes.items() if name not in (a, b)]
        for px, py in points(path):
            assert all(
                ((px - x) / rx) ** 2 + ((py - y) / ry) ** 2 > 1 for x, y, rx, ry, _ in others
            )


def test_marks_are_told_by_tag_ring_and_legend(no_dot):
    marks = {"age": SET, "sex": ADJUSTED}
    text = svg(CHEST, ROLES, highlight=Highlight(marks, {("age", "disease")}, caption="why <not>"))
    words = [t.text for t in ET.fromstring(text).iter(f"{SVG}text")]
    assert words.count("do") == words.count("adjust") == 2
    assert {"set by the act", "adjusted for", "open path", "why <not>"} <= {*words}
    assert "age (observed), set by the act" in titles(text)
    assert text.count('opacity="0.45"') == len(CHEST.directed) + len(CHEST.bidirected) - 1


def test_graphviz_pictures_have_the_legend_too(a_dot_program):
    a_dot_program(
        'cat > /dev/null; echo \'<svg width="100pt" height="50pt" viewBox="0 0 100 50">x</svg>\''
    )
    text = svg(CHEST, ROLES, highlight=Highlight({"age": SET}))
    assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ')
    words = [t.text for t in ET.fromstring(text).iter(f"{SVG}text")]
    assert {"environment", "set by the act", "do"} <= {*words}
    assert "penwidth=3" in dot(CHEST, ROLES, highlight=Highlight({"age": SET}))

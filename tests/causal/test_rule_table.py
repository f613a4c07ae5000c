"""The rule table of causal transfer: plain separations with content and appearance spelt out.

C is stable content, N appearance, Y the target, E the site, A an attribute, S a selection that is
always conditioned on. `ok`: content satisfies the independence; `NO`: it violates it.
"""

import pytest

from causalimg.causal.graphs.admg import sketch
from causalimg.causal.graphs.separation import m_separated, open_path

OK, NO = True, False

# name, graph, attribute, selection, then: C _||_ V, C _||_ V | Y, Y _||_ V | C, and whether
# appearance breaks the last (its power), where the table says so
ROWS = [
    ("R1", "Y -> C; E -> A -> N", "E", (), OK, OK, OK, False),
    ("R1 direct", "Y -> C; E -> N", "E", (), OK, OK, OK, False),
    ("R1c", "C -> Y; E -> N", "E", (), OK, OK, OK, False),
    ("R2", "E -> Y -> C", "E", (), NO, OK, NO, None),
    ("R12", "E -> Y -> C; E -> A -> N", "E", (), NO, OK, NO, None),
    ("R12 scanner", "E -> Y -> C; E -> A -> N", "A", (), NO, OK, NO, None),
    ("R12 arc", "E <-> Y; Y -> C; E -> A -> N", "E", (), NO, OK, NO, None),
    ("R3", "Y -> C <- E", "E", (), NO, NO, NO, None),
    ("R4", "E -> C -> Y; E -> N", "E", (), NO, NO, OK, False),
    ("R4a", "E -> Z -> Y, C; Y -> C", "E", (), NO, NO, NO, None),
    ("R5", "C -> Y <- E", "E", (), OK, NO, NO, None),
    ("R5b site", "C -> Y <- E; E -> A -> N", "E", (), OK, NO, NO, None),
    ("R5b scanner", "C -> Y <- E; E -> A -> N", "A", (), OK, NO, NO, None),
    ("R5n", "T -> C; T -> Y <- E", "E", (), OK, NO, NO, None),
    ("R6", "Y <- U -> A -> N; Y -> C", "A", (), NO, OK, NO, None),
    ("R7", "Y <- U -> A -> N; C -> Y", "A", (), OK, NO, NO, None),
    ("R8", "Y -> S <- A; A -> N; Y -> C", "A", ("S",), NO, OK, NO, None),
    ("R8c", "Y -> S <- A; A -> N; C -> Y", "A", ("S",), NO, OK, NO, None),
    ("R9 attribute", "Y -> A -> N; E -> A; Y -> C", "A", (), NO, OK, NO, None),
    ("R9 site", "Y -> A -> N; E -> A; Y -> C", "E", (), OK, OK, OK, True),
    ("R9c site", "Y -> A -> N; E -> A; C -> Y", "E", (), OK, OK, OK, True),
    ("R10", "E -> A -> N; Y -> C", "A", (), OK, OK, OK, False),
    ("R11", "A -> C; Y -> C", "A", (), NO, NO, NO, None),
    ("R11p", "A -> C, Y; Y -> C", "A", (), NO, NO, NO, None),
    ("R13", "C -> S <- E; E -> N; C -> Y", "E", ("S",), NO, NO, OK, False),
    ("R13 anticausal", "C -> S <- E; E -> N; Y -> C", "E", ("S",), NO, NO, OK, False),
    ("R14", "Z -> E, Y, C; Y -> C; E -> N", "E", (), NO, NO, NO, None),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_of_the_table(row):
    _, text, v, selected, marginal, conditional, risk, power = row
    graph = sketch(text)
    assert m_separated(graph, {"C"}, {v}, selected) == marginal
    assert m_separated(graph, {"C"}, {v}, {"Y", *selected}) == conditional
    assert m_separated(graph, {"Y"}, {v}, {"C", *selected}) == risk
    if power is not None:
        both = {"C", "N", *selected}
        assert (not m_separated(graph, {"Y"}, {v}, both)) == power


@pytest.mark.parametrize(
    ("text", "v", "given"),
    [
        ("E -> Y -> C; E -> A -> N", "A", {"E"}),  # R12: for the scanner also given the site
        ("E -> Z -> Y, C; Y -> C", "E", {"Z"}),  # R4a
        ("Z -> E, Y, C; Y -> C; E -> N", "E", {"Z"}),  # R14
        ("Y -> C <- E; E -> A -> N", "A", {"E"}),  # R3 with acquisition
        ("E -> C -> Y; E -> A -> N", "A", {"E"}),  # R4 with acquisition
        ("E -> age -> C; Y -> C", "E", {"age"}),  # R11 with a site behind it
        ("Y -> S <- A; E -> A -> N; Y -> C", "E", {"S", "Y"}),  # R8, the site behind it
        ("Y -> S <- A; E -> A -> N; Y -> C", "E", {"S", "A"}),
        ("sex -> Y, C; Y -> C; Y -> V", "V", {"Y"}),
        ("sex -> Y, C, V; Y -> C, V", "V", {"Y", "sex"}),
    ],
)
def test_a_condition_that_separates_content_and_no_smaller_one(text, v, given):
    graph = sketch(text)
    assert m_separated(graph, {"C"}, {v}, given)
    for name in given - {"S"}:
        assert not m_separated(graph, {"C"}, {v}, given - {name})


def test_equal_risks_are_not_the_same_as_an_invariant_risk():
    for text, selected in (("E -> C -> Y; E -> N", ()), ("C -> S <- E; E -> N; C -> Y", ("S",))):
        graph = sketch(text)
        assert m_separated(graph, {"Y"}, {"E"}, {"C", *selected})
        assert not m_separated(graph, {"C"}, {"E"}, selected)


def test_the_site_alone_is_not_licensed_under_selection():
    graph = sketch("Y -> S <- A; E -> A -> N; Y -> C")
    assert str(open_path(graph, {"C"}, {"E"}, {"S"})) == "C <- Y -> S <- A <- E"


def test_quality_control_opens_a_path_from_content_to_appearance():
    graph = sketch("Y -> C -> X <- N <- E; X -> S")
    assert m_separated(graph, {"C"}, {"E"})
    path = open_path(graph, {"C"}, {"E"}, {"S"})
    assert str(path) == "C -> X <- N <- E"
    assert path.colliders[0].route == ("X", "S")


def test_a_measured_label_does_not_block_the_way_through_the_latent_target():
    graph = sketch("E -> T -> C; T -> L")
    assert m_separated(graph, {"C"}, {"E"}, {"T"})
    assert not m_separated(graph, {"C"}, {"E"}, {"L"})

"""The names of shifts: Castro's tables, the rows of the rule table, and laws."""

import pytest
from hypothesis import given

from causalimg.causal.graphs.admg import sketch
from causalimg.causal.licences.partition import split
from causalimg.causal.licences.question import Question
from causalimg.causal.licences.shifts import Kind, shifts_of, unchanged
from licences import asked

# graph, invariant to, latent, then the shifts; `T` is the target, `X` the image
NAMED = {
    "R1 acquisition": ("T -> X; E -> A -> X", "A", "", {"A": "acquisition"}),
    "R1 direct": ("T -> X; E -> X", "E", "", {"X": "acquisition"}),
    "R1c causal": ("C -> X, T; E -> A -> X", "A", "C", {"A": "acquisition"}),
    "R2 prevalence": ("E -> T -> X", "", "", {"T": "prevalence"}),
    "R12 usual": (
        "E -> T -> X; E -> A -> X",
        "A",
        "",
        {"T": "prevalence", "A": "acquisition"},
    ),
    "R12 arc": ("E <-> T; T -> X", "", "", {"T": "prevalence"}),
    "R3 manifestation": ("T -> C -> X; E -> C", "", "C", {"C": "manifestation"}),
    "R4 population": ("E -> C -> T; C -> X", "", "C", {"C": "population"}),
    "R4a covariate": ("E -> Z -> T, C; T -> C -> X", "", "C", {"Z": "population"}),
    "risk factor": ("E -> Z -> T -> X", "", "", {"Z": "population"}),
    "R5 annotation": ("C -> X, T; E -> T", "", "C", {"T": "annotation"}),
    "R5 annotator": ("X -> T; C -> X; E -> B -> T", "", "C", {"B": "annotation"}),
    "R5n label": ("T -> X; T -> L; E -> L", "", "", {"L": "annotation"}),
    "reader's way": ("T -> X; T -> L; E -> B -> L", "", "", {"B": "annotation"}),
    "R9 mark": ("T -> X; T -> A -> X; E -> A", "A", "", {"A": "manifestation"}),
    "R14 referral": ("Z -> E, T, X; T -> X", "", "", {"Z": "population"}),
    "straight in": ("T -> X; E -> X", "", "", {"X": "manifestation acquisition"}),
    "patient or camera": ("T -> X; E -> B -> X", "", "", {"B": "population acquisition"}),
    "mixed": ("C -> X, T; T -> X; E -> T", "", "C", {"T": "prevalence"}),
    "no matter": ("T -> X; E -> Q", "", "", {"Q": ""}),
    "R8 selected": ("T -> S; A -> S; A -> X; T -> X", "A", "", {"S": "selection"}),
    "by target": ("T -> S; T -> X", "", "", {"S": "prevalence"}),
    "by quality": ("X -> S; T -> X", "", "", {"S": "population acquisition"}),
    "by scanner": ("T -> X; A -> X; A -> S", "A", "", {"S": "acquisition"}),
    "R13 referral by image": ("C -> S; E -> S; C -> T, X", "", "C", {"S": "population"}),
}


def question(text, invariant, latent):
    graph = sketch(text)
    return Question(
        graph,
        "X",
        "T",
        label="L" if "L" in graph.nodes else None,
        invariant_to=tuple(invariant),
        environment="E" if "E" in graph.nodes else None,
        selection=("S",) if "S" in graph.nodes else (),
        latent=frozenset(latent),
    )


@pytest.mark.parametrize("name", NAMED)
def test_the_name_of_a_shift(name):
    text, invariant, latent, wanted = NAMED[name]
    one = question(text, invariant, latent)
    found = {s.variable: " ".join(s.kinds) for s in shifts_of(one, split(one))}
    assert found == wanted


def test_what_no_site_changes_is_told():
    one = question("E -> T -> X; E -> A -> X; Q -> T", "A", "")
    assert unchanged(one, split(one)) == ("X", "Q")


@given(asked())
def test_what_reaches_neither_image_nor_label_has_no_name(one):
    partition = split(one)
    graph = partition.graph
    ends = {"y", *partition.relevant, *partition.nuisances}
    for shift in shifts_of(one, partition):
        reaches = graph.descendants({shift.variable}) & ends
        if shift.tie != "selected" and shift.variable != "x":
            assert bool(shift.kinds) == bool(reaches)


@given(asked())
def test_each_arrow_from_the_site_is_told_once_and_the_rest_stays(one):
    partition = split(one)
    site = one.environment
    told = [s.variable for s in shifts_of(one, partition) if s.tie == "->"]
    moved = {"x" if n not in one.graph.nodes else n for n in partition.graph.children(site)}
    assert sorted(told) == sorted(moved - set(one.selection))
    assert not set(told) & set(unchanged(one, partition))


def test_a_mixture_has_several_names():
    one = question("E -> B; B -> X; B -> A; A -> X; T -> X", "A", "")
    (shift,) = shifts_of(one, split(one))
    assert shift.kinds == (Kind.POPULATION, Kind.ACQUISITION)

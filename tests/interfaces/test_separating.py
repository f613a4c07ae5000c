"""`causalimg separated`: the path that is open, or where it is closed, as a user asks."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.answers.apart import apart
from causalimg.causal.answers.bridge import graph_of
from causalimg.causal.graphs.separation import m_separated
from causalimg.diagnostics import CausalimgError
from causalimg.interfaces.drafted import drafted
from causalimg.semantics.question import resolve_separation

MODELS = Path(__file__).parents[2] / "models"
CONTRAST = drafted(MODELS / "contrast.scm", {})
NAMES = ("site", "reminder", "elderly", "frailty", "dose", "bright", "clot", "seen")


def told(text, model=CONTRAST):
    return str(apart(model, resolve_separation(model, text))).splitlines()


@pytest.mark.parametrize(
    ("claim", "lines"),
    [
        (
            "bright _||_ elderly | dose",
            [
                "bright and elderly are separated given dose",
                "  bright <- dose <- frailty <- elderly   (closed at dose, which is held fixed)",
            ],
        ),
        (
            "dose _||_ seen | bright",
            [
                "dose and seen are not separated given bright, this path is open",
                "  dose <- frailty -> seen",
                "  frailty causes both sides and is not held fixed",
                "  no set of observed variables separates them",
            ],
        ),
        (
            "reminder _||_ frailty | bright",
            [
                "reminder and frailty are not separated given bright, this path is open",
                "  reminder -> dose <- frailty",
                (
                    "  dose is a common effect, and you condition on bright, which it causes "
                    "(dose -> bright)"
                ),
                "  separated given nothing",
            ],
        ),
        (
            "site _||_ clot",
            ["site and clot are separated", "  no path between them is open to begin with"],
        ),
    ],
)
def test_each_node_of_a_path_is_told(claim, lines):
    assert told(claim) == lines


def test_a_selection_is_conditioned_on_and_told():
    film = drafted(MODELS / "chest_xray.scm", {})
    lines = told("bedside _||_ age | frailty", film)
    assert "  archived is a common effect, and you condition on it" in lines
    assert "  every row passed through archived" in lines


@given(st.permutations(NAMES), st.integers(0, 4))
def test_what_is_said_is_what_the_graph_says(names, size):
    left, right, *rest = names
    held = rest[:size]
    bar = f" | {', '.join(held)}" if held else ""
    claim = resolve_separation(CONTRAST, f"{left} _||_ {right}{bar}")
    found = apart(CONTRAST, claim)
    graph = graph_of(CONTRAST)
    assert (found.path is None) == m_separated(graph, {left}, {right}, held)
    assert all(m_separated(graph, {left}, {right}, {*one}) for one in found.separators)
    assert "frailty" not in {name for one in found.separators for name in one}


@pytest.mark.parametrize(
    "claim", ["dos _||_ seen", "identified help", "a b", "", "dose _||_ dose"]
)
def test_a_text_that_claims_nothing_is_a_diagnostic(claim):
    with pytest.raises(CausalimgError):
        told(claim)


def test_the_command_prints_it(cli):
    done = cli("separated", MODELS / "contrast.scm", "site _||_ clot")
    assert done.exit_code == 0
    assert done.stdout.startswith("site and clot are separated\n")

"""What fits and trainings cannot do yet is told in `check` and `advise`, with what works."""

import pytest
from typer.testing import CliRunner

from causalimg.causal.analyse import analyse
from causalimg.interfaces.cli import app
from causalimg.semantics.holes import compile_problems
from causalimg.semantics.later import known_odds
from causalimg.source import Source

SELECTED = """causalimg 1
variables {
  blur             : real
  site             : category {north, south, "3T"}
  ill              : binary
  selection passed : binary
}
graph { blur, site, ill -> passed }
mechanisms {
  blur ~ Normal(0, 1)
  site ~ Uniform()
  ill  ~ Bernoulli(0.5) via threshold
  PASSED
}
"""
SEGMENTED = """causalimg 1
grid film = 8 x 8 at 5 mm
variables { ill : binary
 lungs : mask[film] {background, lung}
 image : image[film] }
graph { ill -> lungs -> image }
predictors { outline : lungs from image
 triage : ill from image }
"""


def notes(text):
    return [d for d in analyse(Source("a.scm", text)).diagnostics if d.code == "E0009"]


def test_what_is_proposed_for_a_selection_compiles():
    source = Source("a.scm", SELECTED.replace("PASSED", ""))
    (hole,) = compile_problems(analyse(source).model)
    proposed = known_odds(analyse(source).model, "passed")
    assert proposed in hole.helps[0]
    assert 'match site { north: 0, south: 1, "3T": 2 }' in proposed
    filled = analyse(Source("a.scm", SELECTED.replace("PASSED", proposed)))
    assert filled.model is not None, filled.diagnostics
    assert compile_problems(filled.model) == ()
    assert notes(SELECTED.replace("PASSED", proposed)) == []


def test_a_selection_that_would_be_learned_is_told_in_check_in_the_words_of_the_model():
    learned = "passed ~ Bernoulli(logit = linear(blur, site, ill)) via threshold"
    (note,) = notes(SELECTED.replace("PASSED", learned))
    assert note.severity.value == "note"
    assert "0.5 * blur" in note.helps[0]
    assert "disease" not in str(note)


def test_a_predictor_that_cannot_be_trained_is_told_in_check_and_advise(tmp_path):
    (note,) = notes(SEGMENTED)
    assert "training a predictor of a mask (`lungs`)" in note.message
    path = tmp_path / "a.scm"
    path.write_text(SEGMENTED)
    advised = CliRunner().invoke(app, ["advise", str(path)])
    assert advised.exit_code == 0
    assert advised.output.count("training a predictor of a mask (`lungs`)") == 1
    other = CliRunner().invoke(app, ["advise", str(path), "--predictor", "triage"])
    assert "not built yet" not in other.output


LEARNED = """causalimg 1
variables { x : real
 latent m : real
 y, z : real }
noise { u, v ~ Normal(0, 1) }
parameters { k : real ~ Normal(0, 1) }
mechanisms {
 x ~ Normal(0, 1)
 m MAKES
 y := SEES
 z := READS
}
"""


@pytest.mark.parametrize(
    ("makes", "sees", "reads", "told"),
    [
        (":= k * x", "m + u", "m + v", False),  # seen through, with a density
        ("~ Normal(k * x, 1)", "m ^ 2", "m + v", False),  # `z` tells of it
        ("~ Normal(k * x, 1)", "m ^ 2", "x + v", True),
        (":= k * x", "m", "x + v", True),
        (":= 2 * x", "m", "x + v", False),  # nothing is learned
        (":= 2 * x", "k * (u ^ 2) * m", "x + v", True),
        (":= 2 * x", "x ^ 2", "k * x + v", False),  # determined by what is observed
    ],
)
def test_what_tells_a_fit_nothing(makes, sees, reads, told):
    text = LEARNED.replace("MAKES", makes).replace("SEES", sees).replace("READS", reads)
    found = analyse(Source("a.scm", text))
    assert found.model is not None, found.diagnostics
    codes = [d.code for d in found.diagnostics]
    assert ("W0407" in codes) == told

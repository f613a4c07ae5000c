"""What follows from the arrows: circles, claims, counterfactuals, promises."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.analyse import analyse
from causalimg.causal.answers.bridge import graph_of
from causalimg.causal.answers.counterfactual import counterfactual_problems, rerun, worlds
from causalimg.causal.graphs.admg import shortest_cycle
from causalimg.causal.graphs.separation import m_separated
from causalimg.diagnostics import CODES, apply_fixes
from causalimg.semantics.question import resolve_question
from causalimg.source import Source

NAMES = "abcdef"


def analysed(text):
    return analyse(Source("case.scm", "causalimg 1\n\n" + text))


def sketch(arrows, extra=""):
    return analysed(
        f"variables {{\n  {', '.join(NAMES)} : real\n}}\n\ngraph {{\n{arrows}\n}}\n{extra}"
    )


def codes(found):
    return [d.code for d in found.diagnostics]


pairs = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] != p[1])


@given(st.lists(pairs, min_size=1, max_size=9, unique=True))
def test_a_circle_is_told_exactly_where_there_is_one(arrows):
    found = sketch("\n".join(f"  {a} -> {b}" for a, b in arrows))
    cycle = shortest_cycle(graph_of(found.draft))

    assert (cycle is not None) == ("E0301" in codes(found))
    if cycle:
        (told,) = [d for d in found.diagnostics if d.code == "E0301"]
        ring = told.message.rpartition(": ")[2].split(" -> ")
        assert ring[0] == ring[-1]
        assert len(ring) == len(cycle)
        assert all((a, b) in arrows for a, b in pairwise(ring))


ordered = pairs.map(lambda p: tuple(sorted(p)))


@given(
    st.lists(ordered, min_size=1, max_size=9, unique=True),
    pairs,
    st.sets(st.sampled_from(NAMES), max_size=3),
)
def test_a_claim_is_refused_exactly_where_it_is_false_and_its_fix_holds(arrows, ends, held):
    given_ = sorted(held - set(ends))
    bar = f" | {', '.join(given_)}" if given_ else ""
    claim = f'claims {{\n  {ends[0]} _||_ {ends[1]}{bar} "so we think"\n}}\n'
    found = sketch("\n".join(f"  {a} -> {b}" for a, b in arrows), claim)
    graph = graph_of(found.draft)
    told = [d for d in found.diagnostics if d.code == "E0305"]

    assert bool(told) != m_separated(graph, {ends[0]}, {ends[1]}, given_)
    for one in told:
        if one.fix:
            mended = apply_fixes(found.source.text, [one])
            assert "E0305" not in codes(analyse(Source("case.scm", mended)))
        else:
            assert "no set" in one.helps[0]


def test_selection_is_conditioned_on_in_every_claim():
    text = """variables {
  age, dose          : real
  selection archived : binary
}
graph {
  age, dose -> archived
}
claims {
  age _||_ dose
}
"""
    found = analysed(text)
    assert codes(found) == ["W0601", "E0305"]
    assert codes(analysed(text.replace("selection archived", "archived"))) == []


# ---- counterfactuals ------------------------------------------------------------------------

WARD = """variables {
  age     : real in [18, 100] years
  disease : binary
  scanner : category {agfa, philips}
  dose    : real
  image   : image[1, 8, 8] in [0, 1]
}

noise {
  u : real ~ Normal(0, 1)
}

mechanisms {
  age     ~ flow()
  disease ~ Bernoulli(logit = 0.1 * age)DISEASE
  scanner ~ table()SCANNER
  dose    := abs(u) + match scanner { agfa: 0, philips: 1 }
  image   ~ vae() given disease, dose
}

predictors {
  triage : disease from image
}
"""
PLAIN = analysed(WARD.replace("DISEASE", "").replace("SCANNER", ""))
COUPLED = analysed(WARD.replace("DISEASE", " via threshold").replace("SCANNER", " via gumbel_max"))


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("image had age = 80 years", ("disease", "image")),
        ("image had disease = 1", ("image",)),
        ("disease had age = 80 years", ("disease",)),
        ("age had age = 80 years", ()),
        ("image had age = 80 years, disease = 1", ("image",)),
        ("dose had age = 80 years", ()),
        ("image - (image had scanner = agfa)", ("dose", "image")),
        ("triage had scanner = agfa", ("dose", "image")),
        ("E[disease had age = 80 years | disease == 0]", ("disease",)),
    ],
)
def test_what_comes_after_the_act_and_before_the_answer_runs_again(text, again):
    model = COUPLED.model
    (world,) = worlds(model, resolve_question(model, text))

    assert rerun(model, world) == again


def problems(model, text):
    found = counterfactual_problems(model, resolve_question(model, text))
    return [d.code for d in found]


def test_a_discrete_draw_needs_a_coupling_where_a_counterfactual_touches_it():
    assert problems(PLAIN.model, "image had age = 80 years") == ["E0502"]
    assert problems(COUPLED.model, "image had age = 80 years") == []
    assert problems(PLAIN.model, "image had disease = 1") == []
    assert problems(PLAIN.model, "E[disease | do(age = 80 years)]") == []
    assert problems(PLAIN.model, "E[disease had age = 80 years | age < 60 years]") == ["E0502"]


def test_lost_noise_matters_where_its_value_is_evidence():
    assert problems(COUPLED.model, "image had scanner = agfa") == ["E0501"]
    assert problems(COUPLED.model, "image had scanner = agfa given image, disease") == []
    assert problems(COUPLED.model, "image had dose = 1") == []
    assert problems(COUPLED.model, "E[dose had scanner = agfa | scanner == philips]") == []


def test_problems_of_a_question_asked_later_do_not_point_into_it():
    (found,) = counterfactual_problems(
        PLAIN.model, resolve_question(PLAIN.model, "image had age = 80 years")
    )

    assert found.others == ()
    assert PLAIN.source.slice(found.span).startswith("disease")


def test_a_text_that_does_not_follow_the_grammar_has_no_model():
    found = analyse(Source("case.scm", "nothing"))

    assert (found.tree, found.model, found.draft) == (None, None, None)
    assert found.diagnostics[0].code in CODES

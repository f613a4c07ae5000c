"""What `check` says of effects: identified, in which rows, how bad, and what would help."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.analyse import Analysis, analyse
from causalimg.causal.answers.asked import effects_of
from causalimg.causal.answers.effects import Found, by_adjustment, judge
from causalimg.causal.identification.identify import Identified
from causalimg.diagnostics import Diagnostic, Severity
from causalimg.semantics.question import resolve_question
from causalimg.source import Source
from exact_models import graphs

CODES = {"E0503", "E0505", "E0605", "E0606", "E0009", "E0101", "E0201"}


def said(
    graph: str,
    query: str = "P(y | do(x = 1))",
    *,
    variables: str = "x, y : binary",
    mechanisms: str = "",
    more: str = "",
) -> tuple[Diagnostic, ...]:
    analysed = read(graph, query, variables, mechanisms, more)
    apart = [d for d in analysed.diagnostics if d.code != "W0109"]
    return tuple(d for d in apart if d.severity is not Severity.NOTE)


def read(graph: str, query: str, variables: str, mechanisms: str, more: str) -> Analysis:
    text = "causalimg 1\nvariables {\n"
    text += "".join(f"  {line.strip()}\n" for line in variables.split(";"))
    text += f"}}\n{more}\ngraph {{\n" + "".join(f"  {g.strip()}\n" for g in graph.split(";"))
    text += "}\n"
    if mechanisms:
        text += (
            "mechanisms {\n" + "".join(f"  {m.strip()}\n" for m in mechanisms.split(";")) + "}\n"
        )
    text += f"queries {{\n  asked : {query}\n}}\n"
    analysed = analyse(Source("case.scm", text))
    assert analysed.tree is not None, text
    return analysed


def verdicts(
    graph: str, query: str = "P(y | do(x = 1))", *, variables: str, mechanisms: str = ""
) -> list[Found]:
    """What the arrows say of each term of a query."""
    draft = read(graph, query, variables, mechanisms, "").draft
    assert draft is not None
    return [
        by_adjustment(draft, judge(draft, one)).found
        for one in effects_of(draft, draft.query("asked"))
    ]


def kinds(*args: str, **options: str) -> list[tuple[str, str]]:
    return [(d.code, str(d.severity)) for d in said(*args, **options)]


BOW = "x -> y; x <-> y"
HIDDEN = "latent u : real; x, y : binary"
LEARNED = "u ~ Normal(0, 1); x ~ Bernoulli(logit = u) via threshold"


@pytest.mark.parametrize("graph", ["x -> y", "y -> x", "x -> y; y <-> x; y -> y2"])
def test_only_hedges_are_complained_of(graph) -> None:
    found = kinds(graph, variables="x, y, y2 : binary")
    assert found == ([("E0503", "error")] if "<->" in graph else [])


@pytest.mark.parametrize(
    ("mechanism", "severity"),
    [
        ("y ~ Bernoulli(logit = x + u) via threshold", None),
        ("y ~ Bernoulli(logit = b * x + u) via threshold", "warning"),
        ("y ~ Bernoulli(logit = linear(x, u)) via threshold", "warning"),
        ("y ~ Bernoulli(logit = mlp(x, u)) via threshold", "error"),
        ("y ~ mlp() given x, u via threshold", "error"),
        ("", "error"),
    ],
)
def test_what_is_written_decides_how_bad_it_is(mechanism, severity) -> None:
    parameters = "parameters { b : real }" if "b *" in mechanism else ""
    found = kinds(
        "x -> y; u -> x, y",
        variables=HIDDEN,
        mechanisms=f"{LEARNED}; {mechanism}" if mechanism else LEARNED,
        more=parameters,
    )
    assert found == ([("E0503", severity)] if severity else [])


def test_a_warning_says_that_the_form_may_settle_it() -> None:
    (found,) = said(
        "x -> y; u -> x, y",
        variables=HIDDEN,
        mechanisms=f"{LEARNED}; y ~ Bernoulli(logit = linear(x, u)) via threshold",
    )
    assert any("form of the equations" in note for note in found.notes)
    assert found.helps[0] == "measure `u`, then it is identified"


def test_a_mediator_is_advised_only_where_it_would_do() -> None:
    (plain,) = said(BOW)
    (tied,) = said("x -> y; x <-> y; x <-> z; z <-> y", variables="x, y, z : binary")
    assert any("front door" in text for text in plain.helps)
    assert [text for text in tied.helps if "front door" in text] == list(plain.helps[1:])
    (frail,) = said("x -> m -> y; x <-> m", variables="x, m, y : binary")
    assert any("all of `x -> m`" in text for text in frail.helps)


@pytest.mark.parametrize(
    ("query", "complained"),
    [
        ("E[y | do(x = 1)]", True),
        ("E[y | do(x ~ Bernoulli(0.3))]", True),
        ("P(y | do(x = 1)) - P(y | do(x = 0))", True),
        ("P(y | x == 1)", False),
        ("E[y had x = 1 | x == 0]", False),
        ("E[y had x = 1]", True),
        ("P(x | do(y = 1))", False),
        ("P(y | do(z = 1))", False),
    ],
)
def test_do_is_judged_and_other_rungs_are_left(query, complained) -> None:
    found = kinds(BOW + "; z -> x", query, variables="x, y, z : binary")
    found = [one for one in found if one[0] == "E0503"]
    assert found == ([("E0503", "error")] if complained else [])


def test_a_shift_needs_the_natural_value_of_what_it_shifts() -> None:
    graph, names = "x -> m -> y; x <-> m", "x, m, y : real"
    assert kinds("x -> m -> y; x <-> y", "E[y | do(x = x + 1)]", variables=names) == []
    assert kinds(graph, "E[y | do(x = x + 1)]", variables=names) == [("E0503", "error")]


def test_an_event_needs_its_own_law_and_a_value_does_not() -> None:
    """P(y | do(x), z) is P(y | x, z) here, though P(z | do(x)) is not identified."""
    graph, names = "x -> z -> y; x <-> z", "x, y : binary; z : real"
    assert kinds(graph, "E[y | do(x = 1), z == 2]", variables=names)[1:] == []
    found = kinds(graph, "E[y | do(x = 1), z > 2]", variables=names)
    assert ("E0503", "error") in found


# ---- sites -----------------------------------------------------------------------------------

SITES = "environment site : category {n, s}; x, y : binary"


@pytest.mark.parametrize(
    ("graph", "code"),
    [
        ("site -> y <- x", None),
        ("site -> x -> y", None),
        (f"{BOW}; site -> y", "E0606"),
        (f"{BOW}; site -> x", "E0503"),
    ],
)
def test_a_site_is_seen_and_what_is_the_same_elsewhere_can_be_tried_there(graph, code) -> None:
    found = said(graph, "P(y | do(x = 1)) for s", variables=SITES)
    assert [d.code for d in found] == ([code] if code else [])
    assert all("given `site`" not in d.message for d in found)


def test_an_experiment_elsewhere_is_promised_only_where_no_row_is_selected() -> None:
    graph, query = f"{BOW}; site -> x", "P(y | do(x = 1)) for s"
    (free,) = said(graph, query, variables=SITES)
    (chosen,) = said(f"{graph}; site -> c", query, variables=f"{SITES}; selection c : binary")
    assert any("an experiment at any site" in note for note in free.notes)
    assert not any("experiment" in note for note in chosen.notes)


# ---- selection -------------------------------------------------------------------------------

CHOSEN = "x, y, z : binary; selection s : binary"


@pytest.mark.parametrize(
    ("graph", "query", "code"),
    [
        ("x -> y; z -> s", "P(y) for everyone", None),
        ("x -> y; x -> s", "P(y | x == 1) for everyone", None),
        ("x -> y; x -> s", "P(y | do(x = 1)) for everyone", None),
        ("x -> y; x -> s", "P(y) for everyone", "E0605"),
        ("x -> y -> s", "P(y | x == 1) for everyone", "E0605"),
        ("x -> y -> s", "P(y | x == 1)", None),
        ("x -> y -> s", "P(y | do(x = 1))", None),
        ("z -> x -> y -> s; z -> y", "P(y | do(x = 1))", "E0503"),
        ("z -> x -> y; z -> y; z -> s", "P(y | do(x = 1))", None),
        ("x -> y; x <-> s; s <-> y", "P(y | do(x = 1))", "E0503"),
    ],
)
def test_rows_are_those_that_were_selected(graph, query, code) -> None:
    found = said(graph, query, variables=CHOSEN)
    assert [d.code for d in found if d.code in CODES] == ([code] if code else [])


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("P(y | do(x = 1))", "is not identified from the selected rows"),
        ("P(y | do(x = 1)) for everyone", "is not identified even from rows that nobody selected"),
    ],
)
def test_what_nobody_could_tell_is_said_for_sure(query, message) -> None:
    """A bow stays a bow, however rows are selected; without it no proof is at hand."""
    (found,) = said(f"{BOW}; x -> s", query, variables=CHOSEN)
    assert (found.code, str(found.severity)) == ("E0503", "error")
    assert found.message.endswith(message)
    found = kinds("z -> x -> y -> s; z -> y", query, variables=CHOSEN)
    assert [severity for _, severity in found] == ["warning"]


def test_selection_is_not_blamed_for_an_unseen_cause() -> None:
    """`u` makes `x -> y` a bow for anybody; once it is measured, selection does no harm."""
    names = "x, y, z : binary; latent u : real; selection s : binary"
    (found,) = said("x -> y; u -> x, y; u, z -> s", "P(y | do(x = 1))", variables=names)
    assert [label.text for label in found.others[1:]] == ["an unseen cause of `x` and `y`"]
    assert found.helps[0] == "measure `u`, then it is identified"
    held = said("x -> y; u -> x; y <-> z; u, z -> s", "P(y | do(x = 1))", variables=names)
    assert held == ()  # adjusting for `z` closes what being selected opens
    names += "; latent v : real"
    (tied,) = said("x -> y; u -> x; v -> y; u, v -> s", "P(y | do(x = 1))", variables=names)
    assert [label.text for label in tied.others] == [
        "the effect asked for",
        "being selected ties `u` (an unseen cause of `x`) and `v` (an unseen cause of `y`)",
    ]


def test_known_odds_of_selection_bring_everyone_back() -> None:
    query, graph = "P(y) for everyone", "x -> y -> s"
    odds = "s ~ Bernoulli(logit = y - 1)"
    assert kinds(graph, query, variables=CHOSEN) == [("E0605", "error")]
    assert kinds(graph, query, variables=CHOSEN, mechanisms=odds) == []
    never = "s ~ Bernoulli(if y == 1 then 1 else 0)"
    assert [c for c, _ in kinds(graph, query, variables=CHOSEN, mechanisms=never)] == ["E0605"]


@pytest.mark.parametrize(
    ("query", "estimand"),
    [
        ("E[y had x = 1]", "sum_{z} P(y | x, z) P(z)"),
        ("E[y | do(x = 1)]", "P[selected](y | x)"),
        ("E[y had z = 1]", "sum_{x} P(y | z, x) P(x)"),
        ("E[y had x = 1] for everyone", None),
        ("E[y had x = 1 | x == 0]", "sum_{z} P(y | x, z) P(z | x′)"),
        ("E[y had x = 1 | y == 0]", None),
    ],
)
def test_rows_are_selected_in_the_natural_world_for_what_had_been(query, estimand) -> None:
    """`had` speaks of the rows that we see, `do` of those that would then be selected."""
    found = verdicts("x, z -> y; x, z -> s", query, variables=CHOSEN)
    told = [str(f.estimand) if isinstance(f, Identified) else None for f in found]
    assert told == [estimand]


def test_what_rows_had_been_is_no_effect_of_do_where_the_act_leads_to_selection() -> None:
    """No error stands for it, nor for one row; a note says what the answer rests on."""
    graph = "z -> x -> y -> s; z -> y"
    assert said(graph, "E[y had x = 1]", variables=CHOSEN) == ()
    (found,) = verdicts(graph, "E[y had x = 1]", variables=CHOSEN)
    assert str(found).endswith("`had` changes s, so this is about two worlds")
    assert kinds(f"{BOW}; z -> s", "E[y had x = 1]", variables=CHOSEN) == [("E0503", "error")]


@pytest.mark.parametrize(("query", "codes"), [("", ["E0503"]), (" for everyone", [])])
def test_what_is_so_for_everyone_is_not_so_among_the_selected(query, codes) -> None:
    """The text states `z` of everyone; who would be selected under `do` is another matter."""
    found = said(
        "z, x -> y; z, x -> s; w -> x, z",
        f"P(y | do(x = 1)){query}",
        variables="x, y, z, w : binary; selection s : binary",
        mechanisms="z ~ Bernoulli(0.2 + 0.5 * w); w ~ Bernoulli(0.5)",
    )
    assert [d.code for d in found if d.code in CODES] == codes


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("E[y had x = 1, z = z | x == 0]", "P(y | x)"),
        ("E[y had x = 1, w = w | x == 0]", "P(y had x | x′)"),
        ("E[y had z = z]", "P(y)"),
        ("E[y | do(z = z)]", "P(y)"),
        ("E[y | do(x = 1, z = z)]", "P(y)"),
        ("E[z had x = 1, z = z]", "P(z)"),
    ],
)
def test_what_keeps_its_natural_value_stops_the_act(query, text) -> None:
    """By consistency: where nothing passes what is kept, the other world is this one."""
    (found,) = verdicts("x -> z -> y; x -> w", query, variables="x, y, z, w : binary")
    assert str(found.effect) == text


def test_the_law_of_the_selected_is_not_what_the_text_states_of_everyone() -> None:
    made = "z ~ Bernoulli(0.5) via threshold; y ~ Bernoulli(0.1 + 0.5 * z) via threshold"
    (found,) = verdicts("z -> y; x -> y; z -> s", variables=CHOSEN, mechanisms=made)
    assert "stated(z)" not in str(found)


# ---- latents and claims ----------------------------------------------------------------------


TOLD = "latent u : real; x, y : real"


@pytest.mark.parametrize(
    ("below", "severity"),
    [
        ("y ~ Normal(u, 1)", None),
        ("y ~ Normal(b * u, 1)", "warning"),
        ("y ~ flow() given u", "error"),
        ("y ~ flow()", "error"),
    ],
)
def test_what_is_written_below_a_latent_decides_what_may_fix_it(below, severity) -> None:
    graph = "x -> u -> y" if "u" in below else "x -> u"
    made = f"x ~ Normal(0, 1); u ~ Normal({'b * x' if severity else 'x'}, 1); {below}"
    parameters = "parameters { b : real }" if "b *" in made else ""
    found = kinds(graph, "E[u | do(x = 1)]", variables=TOLD, mechanisms=made, more=parameters)
    assert found == ([("E0503", severity)] if severity else [])


ROW = "latent u : real; x, y : real"


@pytest.mark.parametrize(
    ("mechanism", "rests"),
    [
        ("y := x + u + e", None),
        ("y := b * x + u + e", "the form in which `y` is written"),
        ("y ~ flow() given x, u", "the network of `y`"),
    ],
)
def test_a_row_whose_effect_no_data_settle_says_what_it_rests_on(mechanism, rests) -> None:
    made = f"u ~ Normal(0, 1); x ~ Normal(u, 1); {mechanism}"
    more = "parameters { b : real }\nnoise { e ~ Normal(0, 1) }"
    text = f"causalimg 1\nvariables {{\n  {ROW.replace('; ', chr(10))}\n}}\n{more}\n"
    text += "mechanisms {\n" + made.replace("; ", "\n") + "\n}\n"
    text += "queries {\n  asked : y had x = 1\n}\n"
    analysed = analyse(Source("case.scm", text))
    found = [d for d in analysed.diagnostics if d.code == "E0503"]
    assert [str(d.severity) for d in found] == (["note"] if rests else [])
    assert all(d.message.endswith(f"rests on {rests}") for d in found)


DAMAGE = """causalimg 1
variables {
  dose, care, outcome : binary
  latent damage       : real
  selection seen      : binary
}
graph {
  dose -> damage -> outcome
  dose -> care -> outcome
  dose -> seen
}
mechanisms {
  damage  ~ Normal(linear(dose), 1)
  care    ~ mlp() given dose via threshold
  outcome ~ OUTCOME
  seen    ~ Bernoulli(0.2 + 0.5 * dose)
}
queries {
  q : QUERY
}
"""
FORM, NETWORK = "Bernoulli(logit = linear(damage, care)) via threshold", "mlp() given damage, care via threshold"  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "query", "rests"),
    [
        (FORM, "E[outcome had damage = 3 | dose == 0]", "the form in which `outcome` is written"),
        (NETWORK, "E[outcome had damage = 3 | dose == 0]", "the network of `outcome`"),
        (FORM, "E[outcome had dose = 1, damage = damage, care = care | dose == 0]", None),
        (FORM, "E[outcome had dose = 1 | dose == 0]", None),
        (FORM, "E[outcome had dose = 1] - E[damage had dose = 0]", "`damage` is written"),
    ],
)
def test_a_note_names_what_is_in_doubt_and_nothing_that_rows_show(outcome, query, rests) -> None:
    """The network of `care` reads nothing unseen: rows tell it, whatever else is open."""
    text = DAMAGE.replace("OUTCOME", outcome).replace("QUERY", query)
    found = [d for d in analyse(Source("d.scm", text)).diagnostics if d.code == "E0503"]
    assert [d.message.partition("rests on ")[2].endswith(rests or "?") for d in found] == [
        True
    ] * (rests is not None)
    assert not any("`care`" in d.message for d in found)


def test_what_no_data_show_is_said_by_name() -> None:
    (found,) = said(
        "x -> u -> y", "P(y | do(u = 1))", variables="latent u : binary; x, y : binary"
    )
    assert "no data show `u`" in found.message


@pytest.mark.parametrize(
    ("graph", "query", "codes"),
    [
        ("x -> y", "P(y | do(x = 1))", []),
        (BOW, "P(y | do(x = 1))", ["E0503"]),
        (BOW, "P(y had x = 1 | x == 0)", ["E0009"]),
        (BOW, "y had x = 1 given x, y", ["E0201"]),
    ],
)
def test_a_claim_of_identification_is_proved_or_refused(graph, query, codes) -> None:
    found = said(graph, query, more="claims {\n  identified asked\n}")
    assert [d.code for d in found if d.code in CODES] == codes


def test_a_claim_names_a_query() -> None:
    (found,) = said("x -> y", more="claims {\n  identified askd\n}")
    assert (found.code, found.fix.text if found.fix else "") == ("E0101", "asked")


def test_the_form_of_equations_excuses_no_claim() -> None:
    found = kinds(
        "x -> y; u -> x, y",
        variables=HIDDEN,
        mechanisms=f"{LEARNED}; y ~ Bernoulli(logit = linear(x, u)) via threshold",
        more="claims {\n  identified asked\n}",
    )
    assert found == [("E0503", "error")]


@given(graphs(4, 2), st.data())
def test_check_says_what_the_engine_says(graph, data) -> None:
    """The whole way from a text agrees with the arrows, for sketches without mechanisms."""
    from causalimg.causal.identification.identify import Effect, identify

    y, x, *_ = data.draw(st.permutations(graph.nodes))
    arrows = [f"{a} -> {b}" for a, b in sorted(graph.directed)]
    arrows += [f"{a} <-> {b}" for a, b in sorted(map(sorted, graph.bidirected))]
    if not arrows:
        return
    text = f"causalimg 1\nvariables {{\n  {', '.join(graph.nodes)} : binary\n}}\ngraph {{\n  "
    text += "\n  ".join(arrows) + f"\n}}\nqueries {{\n  q : P({y} | do({x} = 1))\n}}\n"
    analysed = analyse(Source("case.scm", text))
    codes = [d.code for d in analysed.diagnostics if d.code == "E0503"]
    found = isinstance(identify(graph, Effect((y,), (x,))), Identified)
    assert codes == ([] if found else ["E0503"])
    draft = analysed.draft
    assert draft is not None
    (one,) = effects_of(draft, draft.query("q"))
    assert isinstance(judge(draft, one).found, Identified) == found


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("u had x = 1 given x", ["E0505"]),
        ("u had x = 1 given x, y", []),
        ("u had x = 1", []),
        ("y had x = 1 given x", []),
        ("u, y had u = 1 given x", []),
        ("y - (u had x = 1) given x", ["E0505"]),
    ],
)
def test_a_latent_without_evidence_keeps_its_prior(query, codes) -> None:
    found = said("x, u -> y", query, variables="latent u : real; x, y : real")
    assert [d.code for d in found if d.code == "E0505"] == codes


NUMBERS = """causalimg 1
variables {
  latent u : binary
  w, x, m, y : binary
}
graph {
  u -> x, y
  w -> x -> m -> y
}
mechanisms {
  u ~ Bernoulli(0.4)
  w ~ Bernoulli(0.5) via threshold
  x ~ Bernoulli(0.2 + 0.5 * u + 0.1 * w) via threshold
  m ~ Bernoulli(0.2 + 0.5 * x) via threshold
  y ~ Bernoulli(0.1 + 0.4 * u + 0.3 * m) via threshold
}
"""


@pytest.mark.parametrize(
    "question", ["E[y | do(x = 1)]", "E[y had x = 0 | x == 1]", "E[y | do(x = 1), w == 1]"]
)
def test_what_rows_show_stands_before_what_the_text_states(question):
    """The numbers of a file do not change what its arrows let one read from a table."""
    written = analyse(Source("numbers.scm", NUMBERS)).model
    sketched = NUMBERS.partition("mechanisms")[0]
    for model in (written, analyse(Source("sketch.scm", sketched)).model):
        (asked,) = effects_of(model, resolve_question(model, question))
        found = str(judge(model, asked).found)
        assert "stated" not in found
        assert "P(m | x)" in found


def test_an_adjustment_says_whose_rows_stand_for_everyone():
    """The text states all, and rows that weigh as it says show as much."""
    text = """causalimg 1
variables { x, y : binary
  selection s : binary }
mechanisms {
  x ~ Bernoulli(0.5) via threshold
  y ~ Bernoulli(0.2 + 0.4 * x) via threshold
  s ~ Bernoulli(0.1 + 0.8 * y) via threshold
}
"""
    model = analyse(Source("chosen.scm", text)).model
    (asked,) = effects_of(model, resolve_question(model, "E[y | do(x = 1)] for everyone"))
    assert judge(model, asked).rows == "weighted"
    assert by_adjustment(model, judge(model, asked)).rows == "weighted"

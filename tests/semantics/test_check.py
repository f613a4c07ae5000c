"""Laws of checking: no text makes it raise, names and order mean nothing, good models are quiet."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import strategies
from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CODES, Severity, has_errors
from causalimg.semantics.check import check
from causalimg.semantics.expr import CategoryValue, Number, VariableRef
from causalimg.semantics.model import Interval
from causalimg.semantics.types import Category, Image
from causalimg.source import Source
from causalimg.syntax import parse, tree
from causalimg.syntax.walk import walk
from causalimg.syntax.words import RESERVED

ROOT = Path(__file__).parents[2]
GALLERY = sorted((ROOT / "models").glob("*.scm"))
BAD = sorted((ROOT / "tests" / "models" / "bad").glob("[EW]0[1-6]*.scm"))
WARD = """causalimg 1

model ward

param latents : int = 4
grid  chest = 8 x 8 at 5 mm

variables {
  environment site : category {north, south}
  age              : real in [18, 100] years  ## at the visit
  sex              : category {female, male}
  latent frailty   : real
  disease          : binary
  stage            : ordinal {early < late}
  field            : category {"1.5T", "3T"}
  dose             : real in (0, inf) mGy
  image            : image[chest] in [0, 1]
}

graph {
  site -> age, sex
  age <-> sex
  age, sex, frailty -> disease -> stage
  site -> field -> dose "purchasing"
  disease, dose, field -> image
}

parameters {
  b_0, b_age : real ~ Normal(0, 2)
}

noise {
  u_dose  : real ~ Normal(0, 1)
  u_grain : image[chest] ~ Normal(0, 1)
}

mechanisms {
  (age, sex) ~ joint() given site
  frailty    ~ Normal(0, 1)
  disease    ~ Bernoulli(logit = b_0 + b_age * (age - 60 years) / 10 years
                               + (sex == male) + frailty) via threshold
  stage      ~ OrderedLogistic(mlp(disease, hidden = latents)) via threshold
  field      ~ table() given site via gumbel_max
  dose       := exp((if field == "3T" then 1 else 0) + 0.5 * u_dose)
  image      := sigmoid(match field { "1.5T": 0, "3T": 1 } + disease + u_grain / sqrt(dose))
}

predictors {
  triage : disease from image, age invariant to field fair to sex
}

interventions {
  harmonise : field = "3T", dose = 1 mGy
}

claims {
  frailty _||_ field | site  "nobody knows"
  invariant image given disease, dose, field across site
}

queries {
  effect  : E[disease | do(age = 80 years)] - E[disease | do(age = age + 1 years)]
  att     : E[stage == late | sex == male] + P(disease | age > 70 years) for north
  lighter : image, dose had dose = 500 uGy
  restyle : image had harmonise
  ladder  : image had age in 20 years .. 80 years by 10 years given image, age, sex, field
  change  : image - (image had disease = 0)
}
"""


def checked(text, **settings):
    source = Source("ward.scm", text)
    parsed = parse(source)
    assert parsed.tree is not None, [d.message for d in parsed.diagnostics]
    return check(parsed.tree, source, settings)


def said(text):
    return [(d.code, d.message) for d in analyse(Source("ward.scm", text)).diagnostics]


# ---- good models ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", GALLERY, ids=lambda p: p.stem)
def test_the_gallery_raises_nothing_but_notes(path):
    found = analyse(Source(str(path), path.read_text(encoding="utf-8")))

    assert [d for d in found.diagnostics if d.severity is not Severity.NOTE] == []
    assert found.model is not None


def test_a_model_with_one_of_everything_is_quiet():
    assert said(WARD) == []


def test_names_become_what_they_stand_for():
    model = checked(WARD).model
    age, image = model.variable("age"), model.variable("image")

    assert (age.support, age.unit, age.doc) == (
        Interval(18, 100, True, True),
        "years",
        "at the visit",
    )
    assert image.type == Image(1, (8, 8), "chest")
    assert model.variable("site").type == Category(("north", "south"))
    assert model.mechanism("sex").targets == ("age", "sex")
    assert model.parents("image") == ("disease", "field", "dose")
    assert model.environment == "site"
    assert model.mechanism("image").noises == ("u_grain",)
    restyle = model.query("restyle").assignments
    assert [a.variable for a in restyle] == ["field", "dose"]
    assert restyle[0].value == CategoryValue("3T", 1)
    assert model.query("change").assignments == ()
    assert model.query("ladder").given == ("image", "age", "sex", "field")
    assert model.predictor("triage").task == "classification"


def test_numbers_are_brought_into_the_unit_of_their_variable():
    (set_to,) = checked(WARD).model.query("lighter").assignments

    assert set_to.value == Number(0.5, "mGy")


def test_a_shift_keeps_the_factual_value_on_the_right():
    effect = checked(WARD).model.query("effect").value.right

    assert effect.assignments[0].value.left == VariableRef("age")


def test_what_is_no_number_is_no_constant():
    text = "causalimg 1\nparam w : real = 1\nvariables { x : real }\nmechanisms { x := w }\n"
    assert [d.code for d in checked(text, w=float("nan")).diagnostics][:1] == ["E0201"]


def test_settings_stand_above_params():
    assert checked(WARD).model.constants[0].value == 4
    assert checked(WARD, latents=7.0).model.constants[0].value == 7
    (wrong,) = [d for d in checked(WARD, latent=7.0).diagnostics if d.code == "E0101"]
    assert "`latents`" in wrong.helps[0]


def test_params_may_lean_on_each_other_in_any_order():
    text = "causalimg 1\nparam a : int = 2 * b\nparam b : int = 3\nvariables {\n x : real\n}\n"
    found = checked(text).draft

    assert {c.name: c.value for c in found.constants} == {"a": 6, "b": 3}
    circle = checked(text.replace("= 3", "= a"))
    assert circle.model is None
    assert [d.code for d in circle.diagnostics] == ["E0201", "E0201"]


@pytest.mark.parametrize(
    ("shape", "sized"),
    [
        ("side, side", Image(1, (4, 4))),
        ("rgb, side, 8", Image(3, (4, 8))),
        ("rgb, strip", Image(3, (8, 4), "strip")),
        ("strip", Image(1, (8, 4), "strip")),
    ],
)
def test_a_param_gives_sizes_as_its_number_would(shape, sized):
    text = f"""causalimg 1
param side : int = 4
param rgb  : int = 3
grid strip = 8 x side at 1 mm
variables {{ x : image[{shape}] }}
"""
    numbers = text.replace("side,", "4,").replace("side]", "4]").replace("rgb,", "3,")
    numbers = numbers.replace("x side", "x 4")

    assert checked(text).draft.variable("x").type == sized
    assert checked(numbers).draft.variable("x").type == sized
    wide = checked(text, side=6.0).draft.variable("x").type
    assert wide.extent == tuple(6 if n == 4 else n for n in sized.extent)


@pytest.mark.parametrize(
    "line", ["y := x ^ 1e200 ^ 2", "y := x ^ 1e300", "y ~ flow(bins = 1e300)"]
)
def test_numbers_beyond_the_floats_make_nothing_raise(line):
    text = f"causalimg 1\nvariables {{\n x, y : real mm\n}}\nmechanisms {{\n {line}\n}}\n"

    assert {d.code for d in checked(text).diagnostics} <= set(CODES)


# ---- laws -----------------------------------------------------------------------------------


@settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
@given(strategies.files)
def test_no_tree_makes_checking_raise(file):
    found = check(file, Source("any.scm", ""))

    assert {d.code for d in found.diagnostics} <= set(CODES)
    assert (found.model is None) == has_errors(found.diagnostics)


WORDS = re.compile(r'"[^"\n]*"|\w+|[^\w\s]+')


@settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_no_slip_of_the_pen_makes_analysing_raise(data):
    text = data.draw(st.sampled_from([WARD, *(p.read_text(encoding="utf-8") for p in GALLERY)]))
    words = list(WORDS.finditer(text))
    for _ in range(data.draw(st.integers(1, 3))):
        old = data.draw(st.sampled_from(words[2:]))
        new = data.draw(st.sampled_from(words))
        text = text[: old.start()] + new.group() + text[old.end() :]
    found = analyse(Source("slip.scm", text))

    for one in found.diagnostics:
        assert one.code in CODES
        spans = [one.span] if one.span else []
        spans += [o.span for o in one.others] + ([one.fix.span] if one.fix else [])
        assert all(0 <= s.start <= s.end <= len(text) for s in spans), one


def renamed(text, old, new):
    """The text with a variable called otherwise: types, laws and arguments keep their words."""
    file = parse(Source("ward.scm", text)).tree
    words = [node for node in walk(file) if isinstance(node, tree.Name)]
    fixed = {id(getattr(node, part, None)) for node in walk(file) for part, kind in
             (("name", tree.Type), ("name", tree.Law), ("name", tree.Argument), ("function", tree.Call))
             if isinstance(node, kind)}  # fmt: skip
    places = [w.span for w in words if w.text == old and id(w) not in fixed]
    for span in sorted(set(places), reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return text


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_renaming_a_variable_renames_every_diagnostic_and_nothing_else(path):
    text = path.read_text(encoding="utf-8")
    file = parse(Source("ward.scm", text)).tree
    if file is None:
        pytest.skip("does not follow the grammar")
    names = {n.text for d in file.block("variables") for n in getattr(d, "names", ())}
    # A reserved word and a word that is also a value would be cured by a new name.
    for name in sorted(names - {*RESERVED, "male"}):
        found = said(renamed(text, name, f"{name}_2"))
        back = [(code, message.replace(f"{name}_2", name)) for code, message in found]
        assert sorted(back) == sorted(said(text))
        assert not any(f"`{name}`" in message for _, message in found)


def shuffled(file, random):
    """The same file with the entries of each block in another order."""

    def mixed(block):
        entries = list(block.entries)
        random.shuffle(entries)
        return replace(block, entries=tuple(entries))

    items = [mixed(i) if isinstance(i, tree.Block) else i for i in file.items]
    return replace(file, items=tuple(items))


def contents(model):
    """A model without the order of its parts."""
    names = ("variables", "arrows", "bidirected", "noises", "mechanisms", "claims", "queries")
    return {name: frozenset(map(str, getattr(model, name))) for name in names}


@given(st.randoms(use_true_random=False))
def test_reordering_statements_changes_nothing(random):
    source = Source("ward.scm", WARD)
    file = parse(source).tree
    before, after = check(file, source), check(shuffled(file, random), source)

    assert after.model is not None
    assert contents(before.model) == contents(after.model)


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_reordering_statements_changes_no_complaint(path):
    text = path.read_text(encoding="utf-8")
    source = Source("ward.scm", text)
    file = parse(source).tree
    if file is None:
        pytest.skip("does not follow the grammar")
    backwards = [
        replace(i, entries=i.entries[::-1]) if isinstance(i, tree.Block) else i for i in file.items
    ]
    found = check(file, source).diagnostics
    turned = check(replace(file, items=tuple(backwards)), source).diagnostics

    assert sorted(d.code for d in found) == sorted(d.code for d in turned)


@pytest.mark.parametrize(
    ("share", "warned"),
    [
        ("exp(p * a) / (1 + exp(p * a) + exp(q * a))", False),
        ("exp(p * a) / (1 + (exp(q * a) + exp(p * a)))", False),
        ("exp(p * a) / (1 + exp(q * a))", True),
        ("exp(p * a) / (exp(p * a) + q)", True),
        ("(p * a) / (p * a + exp(a))", True),
    ],
)
def test_a_share_of_a_sum_of_positive_parts_lies_between_0_and_1(share: str, warned: bool) -> None:
    text = f"""causalimg 1
variables {{ a : real
  y : category {{aa, bb}} }}
parameters {{ p, q : real }}
mechanisms {{
  a ~ Normal(0, 1)
  y ~ Categorical(aa = {share}, bb = 1 - {share})
}}
"""
    found = analyse(Source("shares.scm", text)).diagnostics
    assert {d.code for d in found if d.code == "E0205"} == ({"E0205"} if warned else set())
    assert not has_errors(found)


def test_words_of_a_category_may_be_called_like_parameters_of_laws() -> None:
    text = """causalimg 1
variables { risk : category {low, high} }
mechanisms { risk ~ Categorical(low = 0.6, high = 0.4) }
"""
    assert not analyse(Source("risk.scm", text)).diagnostics

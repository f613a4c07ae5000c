"""Hypothesis strategies for trees of `.scm` texts, from words up to whole files."""

import re
import unicodedata

from hypothesis import strategies as st

from causalimg.syntax import tree as t
from causalimg.syntax.words import RESERVED, ROLES

_LETTERS = "abcxyzEPéβ年齢_"
#: Words of the grammar that are free for names elsewhere.
CONTEXTUAL = re.split(
    " ",
    "x at by to in for from of E P do had_ model grid param latent selection environment as fair "
    "invariant identified across import int everyone",
)


@st.composite
def _named(draw, strategy, _):
    return draw(strategy())


def _short(name, strategy):
    """The same strategy with a short repr: Hypothesis prints nested ones in full."""
    return _named(lambda: strategy, name)


words = st.one_of(
    st.text(_LETTERS, min_size=1, max_size=4).filter(lambda w: w not in RESERVED and w != "_"),
    st.sampled_from(["age", "sex", "image", "scanner", "disease", "u_1", "linear", "Normal"]),
    st.sampled_from([word for word in CONTEXTUAL if word not in RESERVED]),
)
names = st.builds(t.Name, words)
dotted = st.one_of(names, st.builds(lambda a, b: t.Name(f"{a}.{b}"), words, words))
name_lists = st.lists(names, min_size=1, max_size=3).map(tuple)
texts = st.builds(
    t.Text,
    st.text(
        st.characters(codec="utf-8", exclude_characters='"', exclude_categories=("C", "Z")),
        max_size=6,
    ).map(lambda s: unicodedata.normalize("NFC", s)),
)
_unit_atoms = st.sampled_from(["mm", "years", "mm^2", "s^-1", "mGy", "grey", "μm"])
units = st.builds(
    lambda atoms, signs: t.Unit(
        atoms[0] + "".join(s + a for s, a in zip(signs, atoms[1:], strict=False))
    ),
    st.lists(_unit_atoms, min_size=1, max_size=3),
    st.lists(st.sampled_from("*/"), min_size=2, max_size=2),
)
_digits = st.sampled_from(["0", "1", "42", "0.5", "3.25", "1e-3", "2.5E+4", "inf"])
_integers = st.integers(0, 300).map(lambda n: t.Number(str(n)))
numbers = st.builds(t.Number, _digits, st.none() | units)
values = st.one_of(names, texts, _integers)
ranges = st.builds(t.IntRange, st.integers(0, 9), st.integers(0, 99))
_signs = ["+", "-", "*", "/", "^", "==", "!=", "<", "<=", ">", ">=", "and", "or"]


def _arguments(inner):
    one = st.builds(t.Argument, st.none() | values, inner)
    return st.lists(one, max_size=3).map(tuple)


def _settings(inner):
    sweeps = st.builds(t.Sweep, names, inner, inner, inner)
    one = st.one_of(
        st.builds(t.SetTo, names, inner),
        st.builds(t.DrawFrom, names, laws_of(inner)),
        sweeps,
        st.builds(t.Named, names),
    )
    return st.lists(one, min_size=1, max_size=2).map(tuple)


def intervals_of(inner):
    return st.builds(t.Interval, inner, inner, st.booleans(), st.booleans())


def laws_of(inner):
    return st.builds(t.Law, dotted, _arguments(inner), st.none() | intervals_of(inner))


_CALLABLE = dotted.filter(lambda n: n.text not in ("P", "do"))
_leaves_long = st.one_of(numbers, texts, st.builds(t.Ref, dotted))
leaves = _short("leaves", _leaves_long)


def _grown(inner):
    some = st.lists(values | ranges, min_size=1, max_size=3).map(tuple)
    arms = st.lists(st.builds(t.Arm, some, inner), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(t.Binary, st.sampled_from(_signs), inner, inner),
        st.builds(t.Unary, st.sampled_from(["-", "not"]), inner),
        st.builds(t.Conditional, inner, inner, inner),
        st.builds(t.Call, _CALLABLE, _arguments(inner)),
        st.builds(t.Match, names, arms),
        st.builds(t.Array, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    )


#: Expressions as mechanisms have them: nothing asked inside.
_expressions_long = st.recursive(leaves, _grown, max_leaves=8)
expressions = _short("expressions", _expressions_long)
_small_long = st.recursive(leaves, _grown, max_leaves=3)
small = _short("small", _small_long)
laws = laws_of(expressions)
_assignments_long = _settings(small)
assignments = _short("assignments", _assignments_long)
_conditions_long = st.lists(
    st.one_of(small, st.builds(t.Do, assignments)), min_size=0, max_size=2
).map(tuple)
conditions = _short("conditions", _conditions_long)
_hads_long = st.builds(t.Had, small, assignments)
hads = _short("hads", _hads_long)
_expectations_long = st.builds(t.Expectation, st.sampled_from("EP"), small | hads, conditions)
expectations = _short("expectations", _expectations_long)


def _sums(leaf):
    return st.recursive(
        leaf,
        lambda inner: st.builds(t.Binary, st.sampled_from("+-*/"), inner, inner | small),
        max_leaves=3,
    )


estimands = st.builds(t.Estimand, _sums(expectations), st.none() | values)
references = st.lists(st.builds(t.Ref, names), min_size=1, max_size=3).map(tuple)
counterfactuals = st.one_of(
    st.builds(t.Counterfactual, references, assignments, st.just(()) | name_lists),
    st.builds(t.Counterfactual, _sums(hads).map(lambda e: (e,)), st.just(()), st.just(())),
)
questions = st.one_of(estimands, counterfactuals)

# `x : latent` is a role at the wrong place, whatever the grammar says.
_of_types = names.filter(lambda n: n.text not in ROLES)
_plain_types = st.builds(
    t.Type, _of_types, st.lists(st.one_of(names, _integers), max_size=3).map(tuple)
)
_listed = st.lists(st.one_of(values, ranges), min_size=1, max_size=3).map(tuple)
_ordered = st.lists(values, min_size=2, max_size=3).map(tuple)
_types_long = st.one_of(
    _plain_types,
    st.builds(t.Type, _of_types, st.just(()), _listed),
    st.builds(t.Type, _of_types, st.just(()), _ordered, st.just(True)),
)
types = _short("types", _types_long)
_supports_long = st.none() | intervals_of(small)
supports = _short("supports", _supports_long)
reasons = st.none() | texts
roles = st.none() | st.sampled_from(ROLES).map(t.Name)


@st.composite
def chains(draw):
    links = draw(st.lists(st.sampled_from(["->", "<-", "<->"]), min_size=1, max_size=3))
    groups = draw(st.lists(name_lists, min_size=len(links) + 1, max_size=len(links) + 1))
    return t.Chain(tuple(groups), tuple(links), draw(reasons))


ENTRIES = {
    "variables": st.builds(t.Declaration, roles, name_lists, types, supports, st.none() | units),
    "graph": chains(),
    "noise": st.builds(t.NoiseEntry, name_lists, st.none() | types, laws),
    "parameters": st.builds(t.ParameterEntry, name_lists, types, supports, st.none() | laws),
    "mechanisms": st.one_of(
        st.builds(t.Equation, names, expressions),
        st.builds(t.Draw, name_lists, laws, st.just(()) | name_lists, st.none() | names),
    ),
    "interventions": st.builds(t.InterventionEntry, names, assignments),
    "claims": st.one_of(
        st.builds(t.Independent, name_lists, name_lists, st.just(()) | name_lists, reasons),
        st.builds(t.Identified, names, reasons),
        st.builds(t.Invariant, names, name_lists, names, reasons),
    ),
    "queries": st.builds(t.QueryEntry, names, questions),
    "predictors": st.builds(
        t.PredictorEntry,
        names,
        names,
        st.none() | names,
        name_lists,
        st.just(()) | name_lists,
        st.just(()) | name_lists,
    ),
}


@st.composite
def blocks(draw):
    word = draw(st.sampled_from(sorted(ENTRIES)))
    return t.Block(t.Name(word), tuple(draw(st.lists(ENTRIES[word], max_size=4))))


lines = st.one_of(
    st.builds(t.ModelLine, names, reasons),
    st.builds(t.ImportModule, texts, names),
    st.builds(t.ImportNames, dotted, name_lists),
    st.builds(t.Param, names, types, st.none() | small),
    st.builds(
        t.Grid,
        names,
        st.lists(names | _integers, min_size=2, max_size=3).map(tuple),
        names | _digits.filter(lambda d: d != "inf").map(t.Number),
        st.none() | units,
    ),
)
files = st.builds(t.File, st.just(1), st.lists(st.one_of(lines, blocks()), max_size=5).map(tuple))

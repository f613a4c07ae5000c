"""The good models use the whole language: each construct of the grammar, each record of the library.

Where one of these tests fails, the language has grown: write a good model that uses what is new.
"""

import re
from dataclasses import is_dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from causalimg.causal.analyse import analyse
from causalimg.library import functions, units, words
from causalimg.library.laws import LAWS
from causalimg.library.networks import NETWORKS, Network
from causalimg.semantics.model import Draw, Model
from causalimg.source import Source
from causalimg.syntax import parse, tree
from causalimg.syntax.grammar import grammar
from causalimg.syntax.walk import walk
from causalimg.syntax.words import ROLES, TYPES
from productions import all_productions, used_productions

GOOD = Path(__file__).parent / "models" / "good"
TEXTS = {path: path.read_text(encoding="utf-8") for path in sorted(GOOD.glob("*.scm"))}

#: What the grammar takes and the checker refuses in every model, with the code that says so.
REFUSED = {
    "call: dotted ( )": "E0209",  # no function is without arguments
    "law: dotted ( ) truncated": "E0209",  # networks and `Uniform()` cannot be cut
    "match: match NAME { arm }": "E0207",  # what is chosen by has two values at least
    "match: match NAME { arm , }": "E0207",
    "param: param NAME : type": "E0209",  # needs `--set`
}


@cache
def trees() -> tuple[tree.File, ...]:
    found = (parse(Source(path.name, text)).tree for path, text in TEXTS.items())
    return tuple(one for one in found if one is not None)


@cache
def nodes() -> tuple[Any, ...]:
    return tuple(node for one in trees() for node in (*walk(one), *one.comments))


@cache
def models() -> tuple[Model, ...]:
    found = (analyse(Source(str(path), text)).model for path, text in TEXTS.items())
    return tuple(model for model in found if model is not None)


def of(kind: type) -> list[Any]:
    return [node for node in nodes() if isinstance(node, kind)]


def missing(wanted: set[str], used: set[str]) -> str:
    return ", ".join(sorted(wanted - used))


# ---- the grammar -----------------------------------------------------------------------------


def test_every_text_is_read() -> None:
    assert len(trees()) == len(models()) == len(TEXTS)


def test_every_production_is_used() -> None:
    left = all_productions() - used_productions(TEXTS.values()) - set(REFUSED)
    assert not left, f"no good model uses: {'; '.join(sorted(left))}"


def test_every_kind_of_node_is_used() -> None:
    kinds = {name for name in tree.__all__ if is_dataclass(getattr(tree, name, None))}
    assert not missing(kinds, {type(node).__name__ for node in nodes()})


def test_every_word_and_sign_of_the_grammar_is_used() -> None:
    kept = "\n".join(re.sub(r'"[^"\n]*"|#[^\n]*', " ", text) for text in TEXTS.values())
    wanted = set(grammar().keywords)
    assert not missing(wanted, set(re.findall(r"[^\W\d]\w*", kept)))
    assert [sign for sign in grammar().signs if sign not in kept] == []


def test_every_sign_of_an_expression_is_used() -> None:
    signs = {"+", "-", "*", "/", "^", "==", "!=", "<", "<=", ">", ">=", "and", "or"}
    assert not missing(signs, {node.sign for node in of(tree.Binary)})
    assert not missing({"-", "not"}, {node.sign for node in of(tree.Unary)})
    assert not missing({"E", "P"}, {node.sign for node in of(tree.Expectation)})


def test_every_kind_of_interval_is_used() -> None:
    used = {(node.low_closed, node.high_closed) for node in of(tree.Interval)}
    assert used == set(product([True, False], repeat=2))


def test_comments_of_both_kinds_stand_alone_and_behind() -> None:
    used = {(comment.doc, comment.trailing) for comment in of(tree.Comment)}
    assert used == set(product([True, False], repeat=2))


# ---- the library -----------------------------------------------------------------------------


def test_every_type_and_role_is_declared() -> None:
    used = {node.type.name.text for node in of(tree.Declaration)}
    assert not missing(set(TYPES), used)
    noisy = {node.type.name.text for node in of(tree.NoiseEntry) if node.type}
    assert not missing({"real", "binary", "count", "category", "image", "kspace"}, noisy)
    assert not missing(set(ROLES), {n.role.text for n in of(tree.Declaration) if n.role})
    constants = {node.type.name.text for node in of(tree.Param)}
    assert not missing(set(words.CONSTANT_TYPES), constants)


def test_pictures_have_every_shape() -> None:
    grids = {len(node.extent) for node in of(tree.Grid)}
    shapes = {(n.name.text, len(n.shape)) for n in of(tree.Type) if n.shape}
    assert grids == {2, 3}
    assert {("image", 1), ("image", 2), ("image", 3), ("mask", 1), ("mask", 2)} <= shapes
    assert {("kspace", 2), ("kspace", 3), ("vector", 1)} <= shapes


def test_every_law_is_drawn_from_and_cut_where_it_can_be() -> None:
    # Laws and networks of other packages are theirs to show.
    known = {law.name: law for law in LAWS.values() if law.module is None}
    drawn = {node.name.text for node in of(tree.Law)}
    assert not missing(set(known), drawn)
    cut = {node.name.text for node in of(tree.Law) if node.truncated}
    numbers = {name for name, law in known.items() if "real" in law.targets}
    assert not missing(numbers - {"Delta"}, cut)


def test_every_law_draws_all_that_it_can() -> None:
    wanted = {
        f"{law.name} {kind}" for law in LAWS.values() if not law.module for kind in law.targets
    }
    made = {
        f"{mechanism.law.law} {type(model.variable(mechanism.target).type).__name__.lower()}"
        for model in models()
        for mechanism in model.mechanisms
        if isinstance(mechanism, Draw)
    }
    assert not missing(wanted, made)


def test_every_coupling_of_every_law_is_used() -> None:
    used = {
        f"{node.law.name.text} {node.via.text}" for node in of(tree.Draw) if node.via is not None
    }
    makers = [one for one in (*LAWS.values(), *_built()) if one.module is None]
    assert not missing({f"{one.name} {via}" for one in makers for via in one.couplings}, used)


def _built() -> list[Network]:
    return [network for network in NETWORKS.values() if network.built and not network.module]


def test_every_network_is_used_with_every_option() -> None:
    used = {node.name.text for node in of(tree.Law)}
    assert not missing({network.name for network in _built()}, used)
    called = {node.function.text for node in of(tree.Call)}
    assert not missing({network.name for network in _built() if network.function}, called)
    named = {
        f"{name.text} {argument.name.text}"
        for node in (*of(tree.Law), *of(tree.Call))
        for name in [getattr(node, "name", None) or node.function]
        for argument in node.arguments
        if argument.name is not None
    }
    options = {f"{network.name} {o.name}" for network in _built() for o in network.options}
    assert not missing(options, named)


@pytest.mark.parametrize("module", ["", *functions.MODULES])
def test_every_function_is_called(module: str) -> None:
    every = functions.MODULES[module] if module else functions.BUILT_IN.values()
    called = {node.function.text for node in of(tree.Call)}
    imported = {f"{n.module.text}.{name.text}" for n in of(tree.ImportNames) for name in n.names}
    assert not missing({function.name for function in every}, called)
    assert not missing({function.key for function in every if module}, imported)


def test_every_family_of_units_is_used() -> None:
    written = {node.text for node in of(tree.Unit)}
    singles = {word for text in written for word in re.findall(r"[^\W\d]\w*", text)}
    assert not missing(set(units.names()), singles)
    assert any("*" in text for text in written)
    assert any("/" in text for text in written)
    assert any("^" in text for text in written)


def test_predictors_have_every_task() -> None:
    tasks = {predictor.task for model in models() for predictor in model.predictors}
    assert tasks == {"classification", "regression", "segmentation", "reconstruction"}


# ---- what is not used --------------------------------------------------------------------------


@pytest.mark.parametrize("written", REFUSED)
def test_what_the_grammar_takes_and_no_model_may_say(written: str) -> None:
    text = {
        "call: dotted ( )": "x := exp()",
        "law: dotted ( ) truncated": "x ~ flow() truncated [0, 1]",
        "match: match NAME { arm }": "x := match y { 1: 2 }",
        "match: match NAME { arm , }": "x := match y { 1: 2, }",
        "param: param NAME : type": "x := n",
    }[written]
    whole = (
        "causalimg 1\nparam n : real\nvariables {\n  x : real\n  y : binary\n}\n"
        f"mechanisms {{\n  y ~ Bernoulli(0.5)\n  {text}\n}}\n"
    )
    assert used_productions([whole]) >= {written}
    assert REFUSED[written] in {d.code for d in analyse(Source("no.scm", whole)).diagnostics}

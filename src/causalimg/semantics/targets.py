"""What is made: the targets of mechanisms, and why a network cannot make some of them."""

import math
from collections.abc import Iterator

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.library.networks import Network
from causalimg.semantics.complaints import beside, thing, things
from causalimg.semantics.law_calls import type_word
from causalimg.semantics.model import MOST_COUNTS, Variable
from causalimg.semantics.reader import Expected
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import Count, Pixels
from causalimg.syntax import tree

_LEARNED_BY = {"real": "flow", "image": "vae", "binary": "table", "category": "table",
               "ordinal": "table", "vector": "flow", "mask": "vae", "kspace": "vae"}  # fmt: skip


def target_of(name: str, scope: Scope) -> Expected | None:
    """Type and name of a variable that is made, None where its declaration is wrong."""
    variable = scope.variables.get(name)
    if variable is None or name in scope.clouded:
        return None
    return Expected(variable.type, name)


def unmade(entry: tree.Draw, scope: Scope, network: Network, name: str) -> Iterator[Diagnostic]:
    """Why a network cannot make one of its targets: E0009, E0201.

    Args:
        entry: the draw.
        scope: what names stand for.
        network: that it names.
        name: of the target.
    """
    target, variable = target_of(name, scope), scope.variables.get(name)
    if target is None or variable is None:
        return
    if type_word(target.type) not in network.targets:
        yield _wrong_network(entry, scope, network, variable)
    elif _is_endless(variable):
        yield _endless(entry, scope, name)
    elif isinstance(target.type, Pixels) and len(target.type.extent) > 2:
        yield _volume(entry, scope, name)


def _wrong_network(
    entry: tree.Draw, scope: Scope, network: Network, variable: Variable
) -> Diagnostic:
    word = type_word(variable.type)
    made = things(network.targets)
    message = f"`{network.name}` makes {made}, and `{variable.name}` is {thing(word)}"
    others = beside(scope.type_span(variable.name), f"`{variable.name}` is declared here")
    better = _LEARNED_BY.get(word)
    helps = (f"use `{better}()`",) if better else ("use a law, such as `Poisson(rate)`",)
    fix = Fix(entry.law.span, f"{better}()") if better else None
    return Diagnostic("E0201", message, entry.law.span, others=others, helps=helps, fix=fix)


def _is_endless(variable: Variable) -> bool:
    return isinstance(variable.type, Count) and not variable.counts


def _endless(entry: tree.Draw, scope: Scope, target: str) -> Diagnostic:
    """E0201: a network gives each value its probability, so a count has to have a last one."""
    support = scope.variables[target].support
    endless = support is None or math.isinf(support.high)
    range_ = "counts without end" if endless else f"has none, or more than {MOST_COUNTS:,} of them"
    message = f"`{entry.law.name.text}` gives each count its probability, and `{target}` {range_}"
    others = beside(scope.type_span(target), f"`{target}` is declared here")
    helps = (
        f"say how far it counts: `{target} : count in [0, 9]`",
        "or give it a law, such as `Poisson(rate)`",
    )
    return Diagnostic("E0201", message, entry.law.span, others=others, helps=helps)


def _volume(entry: tree.Draw, scope: Scope, target: str) -> Diagnostic:
    """E0009: what learns pictures is flat so far; equations and laws know volumes."""
    network = entry.law.name
    message = f"`{network.text}` of a volume (`{target}`) is designed but not built yet"
    others = beside(scope.type_span(target), "three dimensions")
    helps = (
        f"model a slice: declare `{target} : image[1, 64, 64]`, or a grid of height and width",
        f"or take the depth as channels: `{target} : image[32, slice]`",
        f"or give the volume a known law: `{target} ~ Normal(0, 1)`",
    )
    return Diagnostic("E0009", message, network.span, others=others, helps=helps)

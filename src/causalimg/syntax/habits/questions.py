"""How an effect is asked for, and an independence claimed, of variables that a text names."""

import re
from collections.abc import Iterator

from causalimg.source import Source
from causalimg.syntax import tree as t
from causalimg.syntax.nearby import Nearby, nearby

BY_DOING = "an effect is asked for by doing: an average under one act, minus another"
#: Types that have no mean, but can be imagined.
_MANY = ("vector", "image", "mask", "kspace")
#: So many independences are written out.
_MOST_CLAIMS = 3


def effect(source: Source, cause: str, outcome: str) -> str:
    """`E[y | do(x = 1)] - E[y | do(x = 0)]`, with values that the cause can have.

    Args:
        source: the text that declares them, as far as it does.
        cause: what is set.
        outcome: what is asked for.
    """
    near = nearby(source)
    high, low = levels(near, cause)
    if near.kind(outcome) in _MANY:
        return f"{outcome} had {cause} = {high}"
    return " - ".join(_mean(near, outcome, f"do({cause} = {level})") for level in (high, low))


def direct(source: Source, cause: str, outcome: str) -> str:
    """The effect with everything between the two held where it was."""
    near = nearby(source)
    high, low = levels(near, cause)
    return _natural(near, cause, outcome, high, low)


def indirect(source: Source, cause: str, outcome: str, through: str = "") -> str:
    """The effect of what lies between the two alone.

    Args:
        source: the text that declares them, as far as it does.
        cause: what is set.
        outcome: what is asked for.
        through: the one mediator, where only one is meant.
    """
    near = nearby(source)
    high, low = levels(near, cause)
    return _natural(near, cause, outcome, low, high, through)


def _natural(
    near: Nearby, cause: str, outcome: str, set_to: str, as_if: str, through: str = ""
) -> str:
    """Pearl (2001): the cause at one value, its mediators as they would be at another."""
    low = levels(near, cause)[1]
    between = (through,) if through else near.between(cause, outcome)
    if not between and set_to == low:
        between = ("m",)  # an indirect effect goes through something
    held = "".join(f", {m} = ({m} had {cause} = {as_if})" for m in between)
    one, other = f"{outcome} had {cause} = {set_to}{held}", f"{outcome} had {cause} = {low}"
    if near.kind(outcome) in _MANY:
        return one
    return f"{_averaged(near, outcome, one)} - {_averaged(near, outcome, other)}"


def _averaged(near: Nearby, outcome: str, world: str) -> str:
    """The mean of an outcome in another world, or how likely a value is there."""
    event = _event(near, outcome)
    return f"E[{world}]" if event == outcome else f"P(({world}){event.removeprefix(outcome)})"


def mean(source: Source, outcome: str, condition: str) -> str:
    """`E[y | condition]`, or the probability of a value where `y` is a category."""
    near = nearby(source)
    if near.kind(outcome) in _MANY:
        act = condition.removeprefix("do(").removesuffix(")")
        return f"{outcome} had {act}"
    return _mean(near, outcome, condition)


def _mean(near: Nearby, outcome: str, condition: str) -> str:
    event = _event(near, outcome)
    return f"E[{outcome} | {condition}]" if event == outcome else f"P({event} | {condition})"


def _event(near: Nearby, outcome: str) -> str:
    """`scanner == philips` of a category, and the name alone of what has a mean."""
    values = near.values(outcome)
    return f"{outcome} == {values[-1]}" if values else outcome


# ---- values -------------------------------------------------------------------------------------


def levels(near: Nearby, name: str) -> tuple[str, str]:
    """Two values that a variable can have, the higher one first."""
    values = near.values(name)
    if len(values) > 1:
        return values[1], values[0]
    entry = near.declared.get(name)
    support = entry.support if entry else None
    low, high = (_end(support.low), _end(support.high)) if support else (None, None)
    if not support or (_holds(support, 1, low, high) and _holds(support, 0, low, high)):
        return "1", "0"
    return _inside(low, high)


def _inside(low: float | None, high: float | None) -> tuple[str, str]:
    if low is not None and high is not None:
        step = (high - low) / 4
        digits = 0 if step >= 2 else 2
        return f"{round(high - step, digits):g}", f"{round(low + step, digits):g}"
    if low is not None:
        return f"{low + 2:g}", f"{low + 1:g}"
    return (f"{high - 1:g}", f"{high - 2:g}") if high is not None else ("1", "0")


def _holds(support: t.Interval, at: float, low: float | None, high: float | None) -> bool:
    above = low is None or low < at or (low == at and support.low_closed)
    below = high is None or at < high or (high == at and support.high_closed)
    return above and below


def _end(node: t.Expr) -> float | None:
    """The number at an end of an interval, or None where there is none."""
    match node:
        case t.Unary("-", operand):
            end = _end(operand)
            return -end if end is not None else None
        case t.Number(text) if text != "inf":
            return float(text)
        case _:
            return None


# ---- names that are not said --------------------------------------------------------------------


def outcome_of(source: Source, cause: str) -> str:
    """What an effect of a cause is likely asked on: the end of its arrows, or `y`."""
    near = nearby(source)
    below = near.below(cause) if near.knows(cause) else [b for _, b in near.arrows]
    below = below or tuple(near.declared)
    plain = [each for each in below if near.role(each) != "selection" and each != cause]
    ends = [each for each in plain if not near.effects(each)]
    return (ends or plain or ["y"])[0]


def cause_of(source: Source, outcome: str) -> str:
    """What an effect on an outcome is likely asked of: what an arrow leads from, or `x`."""
    near = nearby(source)
    above = near.causes(outcome) if near.knows(outcome) else [a for a, _ in near.arrows]
    above = above or tuple(near.declared)
    plain = [each for each in above if near.role(each) != "environment" and each != outcome]
    return (plain or ["x"])[0]


def pair_of(source: Source, cause: str, outcome: str) -> tuple[str, str]:
    """Cause and outcome; what is not said is guessed from the arrows."""
    cause = cause or cause_of(source, outcome)
    return cause, outcome or outcome_of(source, cause)


def about(source: Source, text: str) -> tuple[str, ...]:
    """The three kinds of questions about one variable; none where it is not known.

    Args:
        source: the text.
        text: `sick`, `sick | do(dose = 1)`.
    """
    near = nearby(source)
    name, bar, condition = (part.strip() for part in text.partition("|"))
    if name not in near.declared:
        return ()
    event, cause = _event(near, name), cause_of(source, name)
    likely = f"{name} > 0" if near.kind(name) == "real" else event
    behind = f" | {condition}" if bar else ""
    act = re.fullmatch(r"do\(([^()]*)\)", condition)
    done = act[1] if act else f"{cause} = {levels(near, cause)[0]}"
    return (
        f"for the average in a population: `E[{name}{behind}]`",
        f"for how likely something is: `P({likely}{behind})`",
        f"for one patient, had things been different: `{name} had {done}`",
    )


def implied(source: Source) -> tuple[str, ...]:
    """Some independences that the arrows imply: of each variable, given its causes."""
    near = nearby(source)
    return tuple(_implied(near))[:_MOST_CLAIMS]


def _implied(near: Nearby) -> Iterator[str]:
    hidden = {name for pair in near.shared for name in pair}
    names = [n for n in near.declared if near.role(n) not in ("latent", "selection")]
    for name in names:
        causes = near.causes(name)
        seen = all(near.declared.get(c) and near.role(c) != "latent" for c in causes)
        if not causes or not seen or hidden & {name, *causes}:
            continue
        for other in names:
            if other not in (name, *causes, *near.below(name), *hidden):
                yield f"{name} _||_ {other} | {', '.join(causes)}"
                break

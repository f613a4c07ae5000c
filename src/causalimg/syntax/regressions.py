"""How a sum behind `~` is written here: the law depends on what the target is declared to be."""

import re

from causalimg.syntax.slip import Slip

_TYPES = "real|count|binary|category|ordinal|vector|image|mask|kspace"
#: Lines longer than this are not searched, so that no pattern takes long.
_LONGEST = 300
_SPREAD = "what is to be learned is declared: `parameters { s : real in (0, inf) }`"


def declared(slip: Slip, name: str) -> str | None:
    """The word of the type that a name is declared with, or None where none is found.

    The text does not parse, so its letters are searched instead of its tree.
    """
    pattern = re.compile(rf"\b{re.escape(name)}\b[^:#{{}}]*:[ \t]*({_TYPES})\b")
    lines = (line.split("#")[0] for line in slip.source.text.splitlines() if name in line)
    found = (pattern.search(line) for line in lines if len(line) <= _LONGEST)
    return next((one[1] for one in found if one), None)


def regression(slip: Slip, target: str, mean: str, causes: str) -> tuple[str, ...]:
    """What to write for a regression, line by line.

    Args:
        slip: the statement.
        target: what is made.
        mean: its mean, or that on the scale of its link.
        causes: the names that it reads, with commas.
    """
    normal, logit = f"`{target} ~ Normal({mean}, s)`", f"`{target} ~ Bernoulli(logit = {mean})`"
    match declared(slip, target) if target.isidentifier() else "real":
        case "binary":
            return (f"for a regression write {logit}",)
        case "count":
            return (f"for a regression write `{target} ~ Poisson(exp({mean}))`",)
        case "category" | "ordinal":
            return (f"for a regression write `{target} ~ linear() given {causes or '..'}`",)
        case "image" | "mask" | "kspace":
            return (f"to learn a picture write `{target} ~ vae() given {causes or '..'}`",)
        case None:
            either = f"for a regression write {normal}, or {logit} where `{target}` is binary"
            return (either, _SPREAD)
        case _:
            return (f"for a regression write {normal}", _SPREAD)

"""Pieces of Python with what is known about them: how tightly they bind, what they hold."""

import math
import re
from dataclasses import dataclass, replace
from typing import Literal

Holds = Literal["number", "truth", "index", "scalar", "fact", "word"]
"""`number`, `truth`, `index`: tensors of floats, of booleans, of int64; `scalar`: a Python number;
`fact`: a Python boolean; `word`: the index of a category's value as a Python integer."""

_SIMPLE = re.compile(r"-?[\w.]+(e[-+]\d+)?(\*\*-?[\w.]+(e[-+]\d+)?)*")

COMPARE, OR, AND, ADD, MULTIPLY, SIGN, POWER, ATOM = range(8)


@dataclass(frozen=True, slots=True)
class Code:
    """One expression of Python.

    Args:
        text: on one line.
        binds: how tightly its outermost operation binds.
        holds: what its value is.
        event: right dimensions that belong to one row: 3 for a picture `[channel, h, w]`, 1 for
            a vector, else 0.
        literal: the Python list of a vector of literals.
    """

    text: str
    binds: int = ATOM
    holds: Holds = "number"
    event: int = 0
    literal: str = ""

    @property
    def constant(self) -> bool:
        """Whether Python knows it without tensors."""
        return self.holds in {"scalar", "fact", "word"}


def number(value: float) -> Code:
    """A literal: whole numbers without a point, `math.inf` by name."""
    if math.isinf(value) or math.isnan(value):
        word = "math.nan" if math.isnan(value) else "math.inf"
        return Code(word if value != -math.inf else "-math.inf", SIGN, "scalar")
    whole = value == int(value) and abs(value) < 1e9
    text = str(int(value)) if whole else repr(float(value))
    return Code(text, SIGN if value < 0 else ATOM, "scalar")


def argument(code: Code) -> str:
    """The text as an argument of a call: whole literals with a point, so that they stay floats."""
    digits = code.text.removeprefix("-").isdigit()
    return f"{code.text}.0" if code.holds == "scalar" and digits else code.text


def inside(code: Code, binds: int) -> str:
    """The text as an operand of something that binds as given."""
    return f"({code.text})" if code.binds < binds else code.text


def tensor(code: Code) -> Code:
    """As a tensor, whatever it was."""
    if not code.constant:
        return code
    kinds: dict[Holds, Holds] = {"fact": "truth", "word": "index"}
    literal = code.holds != "scalar" or set(code.text) <= set("-0123456789.e")
    text = argument(code) if literal else f"float({code.text})"
    return Code(f"torch.tensor({text})", holds=kinds.get(code.holds, "number"))


def as_number(code: Code) -> Code:
    """As floats: truths become 0 and 1."""
    match code.holds:
        case "truth":
            return Code(f"{inside(code, ATOM)}.float()", event=code.event)
        case "fact":
            return Code(f"float({code.text})", holds="scalar")
        case _:
            return code


def as_truth(code: Code) -> Code:
    """As booleans: everything but 0 is true."""
    match code.holds:
        case "truth" | "fact":
            return code
        case "scalar" | "word":
            return Code(f"bool({code.text})", holds="fact")
        case _:
            return Code(f"{inside(code, ATOM)}.bool()", holds="truth", event=code.event)


def lifted(code: Code, event: int) -> Code:
    """A number for each row, spread over the pixels of its row."""
    if code.constant or code.event >= event:
        return code
    dims = "" if event == 3 else f", {event}"
    return Code(f"pixels({code.text}{dims})", holds=code.holds, event=event)


def together(*codes: Code) -> tuple[list[Code], int]:
    """Codes lifted to the largest picture among them, and its dimensions."""
    event = max(code.event for code in codes)
    return [lifted(code, event) for code in codes], event


def infix(sign: str, left: Code, right: Code, binds: int, holds: Holds = "number") -> Code:
    """A left-associative operation."""
    (left, right), event = together(left, right)
    text = f"{inside(left, binds)} {sign} {inside(right, binds + 1)}"
    both = left.constant and right.constant
    constant: Holds = "fact" if holds == "truth" else "scalar"
    return Code(text, binds, constant if both else holds, event)


def power(base: Code, exponent: Code) -> Code:
    """`base ** exponent`, which binds to the right and tighter than a sign before it."""
    (base, exponent), event = together(base, exponent)
    # Formatters let simple operands stand close.
    close = (
        base.binds == ATOM and _SIMPLE.fullmatch(base.text) and _SIMPLE.fullmatch(exponent.text)
    )
    sign = "**" if close else " ** "
    text = f"{inside(base, ATOM)}{sign}{inside(exponent, SIGN)}"
    return Code(text, POWER, "scalar" if base.constant and exponent.constant else "number", event)


def call(function: str, *arguments: Code, holds: Holds = "number", event: int = 0) -> Code:
    """A function applied."""
    return Code(f"{function}({', '.join(argument(a) for a in arguments)})", ATOM, holds, event)


def with_event(code: Code, event: int) -> Code:
    """The same text, known to be a picture (or not)."""
    return replace(code, event=event)

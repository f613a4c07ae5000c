"""How people write it, and how it is written here: a table of patterns over one statement."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from causalimg.source import Span
from causalimg.syntax.slip import Slip

#: Statements longer than this are not matched, so that no pattern takes long.
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One habit.

    Args:
        blocks: where it is met; none stands for everywhere.
        pattern: what is typed.
        meant: what to put there, a template or a function of the match.
        message: how it is written here.
    """

    blocks: tuple[str, ...]
    pattern: re.Pattern[str]
    meant: str | Callable[[re.Match[str]], str]
    message: str


def rewritten(slip: Slip) -> Iterator[tuple[str, Span, str]]:
    """Guesses for a statement: the message, the stretch, and what to put there.

    Args:
        slip: a statement that does not parse.
    """
    text = slip.text()
    if len(text) > _LONGEST:
        return
    for row in _TABLE:
        if row.blocks and slip.block not in row.blocks:
            continue
        found = list(row.pattern.finditer(text))
        if len(found) == 1:
            start, end = (slip.span.start + at for at in found[0].span())
            meant = (
                found[0].expand(row.meant) if isinstance(row.meant, str) else row.meant(found[0])
            )
            yield row.message, Span(start, end), meant
        elif found:
            yield row.message, slip.span, row.pattern.sub(row.meant, text)


def _upwards(found: re.Match[str]) -> str:
    return "{" + " < ".join(reversed([w.strip() for w in found[1].split(">")])) + "}"


def _row(
    blocks: str, pattern: str, meant: str | Callable[[re.Match[str]], str], message: str
) -> Rewrite:
    return Rewrite(tuple(blocks.split()), re.compile(pattern), meant, message)


_UNIT = "a unit stands at the end, without brackets or quotes"
_CLAIM = "an independence is written `_||_`"
_SET = "what is set stands inside `do(..)`"
_CHOICE = "a choice is written `if .. then .. else ..`"
_COMMAS = "several variables are listed with commas"
_SIZE = "a picture has its size in square brackets: channels, height, width"
_INTERVAL = "an interval is written `[0, 1]`"
_TABLE = (
    # ---- what there is
    _row("variables parameters", r"\[([^;,\]]*);([^;,\]]*)\]", r"[\1,\2]", _INTERVAL),
    _row("variables parameters", r"\bin \[([\d.-]*\d)\s*\.\.\s*([\d.-]+)\]", r"in [\1, \2]",
         _INTERVAL),
    _row("variables parameters", r"\bin (-?\d+)\s*\.\.\s*(-?\d+)", r"in [\1, \2]", _INTERVAL),
    _row("variables", r"\{\s*(\d+)\s*-\s*(\d+)\s*\}", r"{\1..\2}",
         "a range of values is written `0..9`"),
    _row("variables", r"\{([^{}<]*>[^{}<]*)\}", _upwards, "an ordinal goes from low to high"),
    _row("variables", r"(?<=[{,<\s])(\d+(?:\.\d+)?[A-Za-z]\w*)(?=\s*[,<}])", r'"\1"',
         "a value of digits and letters stands in quotes"),
    _row("variables", r"\s*<=\s*", " < ", "the values of an ordinal are parted by `<`"),
    _row("variables", r"\bimage\s*\[(\d+)\s*x\s*(\d+)\]", r"image[1, \1, \2]", _SIZE),
    _row("variables", r"\bimage\s+(\d+)\s*x\s*(\d+)", r"image[1, \1, \2]", _SIZE),
    _row("variables", r"\bimage\s*\(([^()]*)\)", r"image[\1]", _SIZE),
    _row("variables", r"\s*[(\[](\w+)[)\]]\s*:\s*(.+)$", r" : \2 \1", _UNIT),
    _row("variables", r"\s*[(\[](\w+)[)\]]$", r" \1", _UNIT),
    _row("variables", r"\"(\w+)\"$", r"\1", _UNIT),
    _row("variables graph", r"\"(\w+)\"", r"\1", "a name stands without quotes"),
    # ---- what may depend on what
    _row("graph", r"(\w+)[ \t]+(\w+)", r"\1, \2", _COMMAS),
    _row("claims", r"\bindependent of\b|\bindep\w*\b|_\|_|\b_I_\b", "_||_", _CLAIM),
    _row("claims", r",?\s*\bgiven\b", " |", "what is held fixed stands behind a bar"),
    _row("claims", r"\{([^{}]*)\}", r"\1", "what is held fixed is listed without braces"),
    # ---- how it comes about
    _row("mechanisms", r"^(\w+(?:\s*,\s*\w+){1,9})\s*~", r"(\1) ~",
         "several targets stand in brackets"),
    _row("mechanisms", r"\bif\s*\(?([^{}()]*)\)?\s*\{([^{}]*)\}\s*else\s*\{([^{}]*)\}",
         lambda m: f"if {m[1].strip()} then {m[2].strip()} else {m[3].strip()}", _CHOICE),
    _row("mechanisms", r"\bif ([^:]*):([^:]*)\belse\s*:", r"if \1 then\2else", _CHOICE),
    _row("mechanisms queries", r"(?<=[\s\w)])\.([*/^])", r"\1",
         "signs are written without a point, for numbers and pictures alike"),
    _row("noise", r"^(\w+(?:\s*,\s*\w+){0,9})\s*:=", r"\1 ~", "a noise is drawn with `~`"),
    _row("noise", r"^(\w+)\s*:\s*(?=[A-Z]\w*\()", r"\1 ~ ", "a noise is drawn with `~`"),
    # ---- what is asked
    _row("queries", r"\bdo\(\s*(\w+)\s*\)\s*=\s*([^\]\[(),|]+)", r"do(\1 = \2)", _SET),
    _row("queries", r"\bdo\s+(\w+\s*=\s*[^\]\[(),|]+)", r"do(\1)", _SET),
    _row("queries", r"(\w+)_\{\s*(\w+)\s*=\s*([^{}]+)\}", r"\1 had \2 = \3",
         "what would have been is written `had`"),
    _row("queries", r"\]\s*do\(([^()]*)\)$", r" | do(\1)]", "what is done stands behind a bar"),
    _row("queries", r"\|([^|\[\]]*[^|\[\]\s])\s*\|", r"|\1,",
         "what is done and what is given stand behind one bar, with commas"),
    _row("queries", r"\bin (\S+) to (\S+) by\b", r"in \1 .. \2 by",
         "a ladder goes `20 .. 80 by 10`"),
    _row("interventions", r"\bdo\(([^()]*)\)$", r"\1", "an intervention needs no `do`"),
    _row("predictors", r"\binvariant (?!to\b)(\w+)", r"invariant to \1",
         "a promise says `invariant to`"),
    _row("predictors", r",\s*(invariant|fair) to\b", r" \1 to",
         "a promise follows the inputs without a comma"),
    _row("predictors", r":\s*predict\w*\s+(\w+)", r": \1", "a predictor names its target first"),
)  # fmt: skip

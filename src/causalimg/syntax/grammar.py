"""The grammar file, found and turned into a parser once, when it is first needed."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from causalimg.syntax import build, tables
from causalimg.syntax.lalr import Machine

#: Everything that can be parsed by itself: a file, a line, one entry of a block, a question.
STARTS = (
    "start",
    "line",
    "declaration",
    "parameter",
    "chain",
    "noise_entry",
    "mechanism",
    "intervention",
    "claim",
    "query",
    "predictor",
    "question",
    "assignments",
    "expr",
    "law",
)

#: The rule for an entry of each block.
ENTRY_RULES = {
    "variables": "declaration",
    "parameters": "parameter",
    "graph": "chain",
    "noise": "noise_entry",
    "mechanisms": "mechanism",
    "interventions": "intervention",
    "claims": "claim",
    "queries": "query",
    "predictors": "predictor",
}


#: C's comments, and an `#include` of a file, which as a comment would include nothing.
_ELSEWHERE = (
    r"//[^\n]*|/\*[^\n]*"
    r"|#include[ \t]{1,9}[\"<]?[\w./-]{1,99}\.\w{1,9}[\">]?[ \t]{0,9}(?=\r?\n|\Z)"
)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The parser and what the words and signs are called in it.

    Args:
        machine: the LALR parser; lexemes are fed to it one by one.
        keywords: keyword to the name of its terminal.
        signs: sign to the name of its terminal.
        spelling: name of a terminal to what people type.
        lexemes: one alternative per kind of lexeme, named groups, spaces before it.
    """

    machine: Machine
    keywords: dict[str, str]
    signs: dict[str, str]
    spelling: dict[str, str]
    lexemes: re.Pattern[str]


def grammar_path() -> Path:
    """Where the grammar lies: inside the installed package, or at the root of a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "_grammar" / "scm.lark"
    return inside if inside.exists() else here.parents[2] / "grammar" / "scm.lark"


def keep_table() -> None:
    """Write the table of the grammar beside it, for the next start to read."""
    path = grammar_path()
    text = path.read_text(encoding="utf-8")
    tables.keep(tables.made(text, STARTS), text, path.with_name(tables.TABLE))


@cache
def grammar() -> Grammar:
    """The one parser of this process, from its kept table where that fits."""
    path = grammar_path()
    text = path.read_text(encoding="utf-8")
    table = tables.kept(path.with_name(tables.TABLE), text) or tables.made(text, STARTS)
    fixed = {t.pattern: t.name for t in table.terminals if t.fixed}
    patterns = {t.name: t.pattern for t in table.terminals if not t.fixed}
    words = {text: name for text, name in fixed.items() if text.isidentifier()}
    signs = {text: name for text, name in fixed.items() if text not in words}
    spelling = {name: text for text, name in fixed.items()}
    spelling |= {"PER": "/", "TIMES": "*", "RAISED": "^"}
    return Grammar(
        Machine(table, vars(build.REDUCTIONS)), words, signs, spelling, _pattern(patterns, signs)
    )


def _pattern(patterns: dict[str, str], signs: dict[str, str]) -> re.Pattern[str]:
    longest_first = sorted(signs, key=len, reverse=True)
    kinds = {
        "NEWLINE": r"\r?\n",
        "ELSEWHERE": _ELSEWHERE,
        "COMMENT": patterns["COMMENT"],
        "STRING": patterns["STRING"],
        "NUMBER": patterns["NUMBER"],
        "INT": patterns["INT"],
        "SIGN": "|".join(re.escape(sign) for sign in longest_first),
        "NAME": patterns["NAME"],
        "SPACE": patterns["SPACE"],
        "STRAY": r"(?s:.)",
    }
    one = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items())
    # Spaces go with what stands behind them: half as many matches.
    return re.compile(f"(?:{patterns['SPACE']})?(?:{one})")

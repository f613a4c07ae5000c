"""The grammar file, found and turned into a parser once, when it is first needed."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark
from lark.lexer import Lexer, PatternStr

from causalimg.diagnostics import CausalimgInternalError
from causalimg.syntax import build, tables

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


@dataclass(frozen=True, slots=True)
class Grammar:
    """The parser and what the words and signs are called in it.

    Args:
        lark: the LALR parser; lexemes are fed to it one by one.
        keywords: keyword to the name of its terminal.
        signs: sign to the name of its terminal.
        spelling: name of a terminal to what people type.
        lexemes: one alternative per kind of lexeme, named groups.
    """

    lark: Any
    keywords: dict[str, str]
    signs: dict[str, str]
    spelling: dict[str, str]
    lexemes: re.Pattern[str]


class _FedFromOutside(Lexer):  # type: ignore[misc]
    """Stands where Lark wants a lexer: ours decides newlines first and feeds the parser."""

    def __init__(self, conf: object) -> None:
        self.conf = conf

    def lex(self, *_: object) -> Any:
        """Never called."""
        raise CausalimgInternalError("the parser is fed, it does not read")


def grammar_path() -> Path:
    """Where the grammar lies: inside the installed package, or at the root of a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "_grammar" / "scm.lark"
    return inside if inside.exists() else here.parents[2] / "grammar" / "scm.lark"


def parser_of(text: str) -> Any:
    """The LALR parser of a grammar, its table made anew."""
    return Lark(
        text,
        parser="lalr",
        lexer=_FedFromOutside,
        start=list(STARTS),
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=build.REDUCTIONS,
    )


def keep_table() -> None:
    """Write the table of the grammar beside it, for the next start to read."""
    path = grammar_path()
    text = path.read_text(encoding="utf-8")
    path.with_name(tables.TABLE).write_text(tables.made(parser_of(text), text), encoding="utf-8")


@cache
def grammar() -> Grammar:
    """The one parser of this process, from its kept table where that fits."""
    path = grammar_path()
    text = path.read_text(encoding="utf-8")
    kept = tables.read(path.with_name(tables.TABLE), text, _FedFromOutside, build.REDUCTIONS)
    lark = kept or parser_of(text)
    fixed = {t.pattern.value: t.name for t in lark.terminals if isinstance(t.pattern, PatternStr)}
    patterns = {t.name: t.pattern.value for t in lark.terminals if t.pattern.value not in fixed}
    words = {text: name for text, name in fixed.items() if text.isidentifier()}
    signs = {text: name for text, name in fixed.items() if text not in words}
    spelling = {name: text for text, name in fixed.items()}
    spelling |= {"PER": "/", "TIMES": "*", "RAISED": "^"}
    return Grammar(lark, words, signs, spelling, _pattern(patterns, signs))


def _pattern(patterns: dict[str, str], signs: dict[str, str]) -> re.Pattern[str]:
    longest_first = sorted(signs, key=len, reverse=True)
    kinds = {
        "SPACE": patterns["SPACE"],
        "COMMENT": patterns["COMMENT"],
        "ELSEWHERE": r"//[^\n]*|/\*[^\n]*",
        "NEWLINE": r"\r?\n",
        "STRING": patterns["STRING"],
        "NUMBER": patterns["NUMBER"],
        "INT": patterns["INT"],
        "SIGN": "|".join(re.escape(sign) for sign in longest_first),
        "NAME": patterns["NAME"],
        "STRAY": r"(?s:.)",
    }
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()))

"""Colours for `.scm` in Jupyter, Sphinx and terminals: a lexer for Pygments.

Pygments finds it by the entry point `pygments.lexers`. Its words are those of the library and of
the syntax room, so a new law is coloured as soon as it exists. What a word is depends on what
stands around it, as it does for the parser: `by` is a word of the language only in some places.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, ClassVar

from pygments.lexer import Lexer
from pygments.token import (
    Comment,
    Error,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Whitespace,
)

from causalimg.library.functions import BUILT_IN, MODULES
from causalimg.library.laws import LAWS
from causalimg.library.networks import NETWORKS
from causalimg.library.words import CONSTANT_TYPES
from causalimg.syntax.layout import AFTER_A_NAME
from causalimg.syntax.words import BLOCK_WORDS, LINE_WORDS, RESERVED, ROLES, TYPES

_FIRST = re.compile(r"\A\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*causalimg[ \t]+[0-9]")
_LEXEMES = re.compile(
    r"""(?P<space>[ \t\r\n\ufeff]+)
      | (?P<doc>\#\#[^\n]*)
      | (?P<comment>\#[^\n]*)
      | (?P<text>"[^"\n]*")
      | (?P<number>[0-9]+\.[0-9]+[eE][+-]?[0-9]+|[0-9]+\.[0-9]+|[0-9]+[eE][+-]?[0-9]+)
      | (?P<int>[0-9]+)
      | (?P<sign>_\|\|_|<->|->|<-|:=|==|!=|<=|>=|\.\.|[-+*/^<>=~|])
      | (?P<mark>[()\[\]{},:.])
      | (?P<word>[A-Za-z_\u0080-\U0010ffff][0-9A-Za-z_\u0080-\U0010ffff]*)
      | (?P<stray>.)""",
    re.VERBOSE | re.DOTALL,
)

_KINDS = {
    "space": Whitespace,
    "doc": String.Doc,
    "comment": Comment.Single,
    "text": String.Double,
    "number": Number.Float,
    "int": Number.Integer,
    "sign": Operator,
    "mark": Punctuation,
    "stray": Error,
}
_OPERATING = frozenset({"and", "or", "not", "do", "had", "if", "then", "else", "match", "E", "P"})
#: Words that are free for names elsewhere.
_IN_PLACE = frozenset({"as", "import", "in", "by", "from", "to", "across", "for", "at"})
_NAMING = frozenset({*LINE_WORDS, "as"})
_CLAIMING = frozenset({"identified", "invariant"})
_OPENERS = {"E": "[", "P": "(", "do": "("}
_LEARNED = frozenset(name for name, one in NETWORKS.items() if one.built)
_CALLED = frozenset(BUILT_IN) | {f.name for functions in MODULES.values() for f in functions}


class CausalimgLexer(Lexer):  # type: ignore[misc]
    """Cuts a `.scm` text into coloured pieces; every character is in exactly one of them.

    Example:
        >>> lexer = CausalimgLexer()
        >>> [(str(kind), text) for kind, text in lexer.get_tokens("x ~ Normal(0, 1)")][4]
        ('Token.Name.Class', 'Normal')
    """

    name = "causalimg"
    url = "https://pypi.org/project/causalimg/"
    aliases: ClassVar[list[str]] = ["causalimg"]
    filenames: ClassVar[list[str]] = ["*.scm"]
    mimetypes: ClassVar[list[str]] = ["text/x-causalimg"]

    @staticmethod
    def analyse_text(text: str) -> float:
        """Sure where the first line is `causalimg 1`, since Scheme has the same ending."""
        return 1.0 if _FIRST.match(text) else 0.0

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, Any, str]]:
        """Every piece with its place and colour."""
        found = list(_LEXEMES.finditer(text))
        code = [at for at, one in enumerate(found) if one.lastgroup not in _SILENT]
        behind = {at: found[after].group() for at, after in pairwise(code)}
        before, block, depth = "", "", 0
        for at, one in enumerate(found):
            kind, piece = one.lastgroup or "stray", one.group()
            next_one = behind.get(at, "")
            if kind == "word":
                yield one.start(), _word(piece, before, next_one, block), piece
            else:
                yield one.start(), _KINDS[kind], piece
            depth += (piece == "{") - (piece == "}")
            if piece in BLOCK_WORDS and next_one == "{":
                block, depth = piece, 0
            elif depth <= 0 and piece == "}":
                block, depth = "", 0
            if kind not in _SILENT:
                before = piece
            elif "\n" in piece:
                before = "\n"


_SILENT = frozenset({"space", "doc", "comment"})
_TYPED = frozenset({"", "variables", "parameters", "noise"})


def _word(word: str, before: str, behind: str, block: str) -> Any:
    """The colour of a word between two others, in a block."""
    if word == "x" and not block and before not in _NAMING and _is_size(before, behind):
        return Operator.Word  # of a grid
    if _is_language(word, before, behind):
        declares = word in BLOCK_WORDS or (word in LINE_WORDS and not block)
        if declares or word == "causalimg":
            return Keyword.Declaration
        return Operator.Word if word in _OPERATING else Keyword
    return _name(word, before, behind, block)


def _name(word: str, before: str, behind: str, block: str) -> Any:
    """The colour of a word that is none of the language's own."""
    if before == ":" and block in _TYPED:
        return Keyword.Type if word in TYPES or word in CONSTANT_TYPES else Name
    if behind == "(":
        return _called(word)
    if before == "via":
        return Name.Builtin
    if before[:1].isdigit() or (
        block == "variables" and (before in {"]", ")"} or before in TYPES)
    ):
        return Name.Attribute  # a unit
    if behind == ":" and before in {"", "\n", ",", "{", *ROLES}:
        return Name.Variable
    return Name.Constant if word == "inf" else Name


def _is_language(word: str, before: str, behind: str) -> bool:
    """Whether a word is one of the language here, by the same signs that the parser goes by."""
    if word == "inf" or behind in AFTER_A_NAME or (before == "," and word not in RESERVED):
        return False
    if word in BLOCK_WORDS:
        return behind == "{"
    if word in _OPENERS:
        return behind == _OPENERS[word]
    if behind == "to" and word in {"invariant", "fair"}:
        return True
    return _by_place(word, behind, first=before in {"", "\n", "{"})


def _by_place(word: str, behind: str, *, first: bool) -> bool:
    if word in ROLES or word in _CLAIMING:
        return first and _is_word(behind)
    if word in LINE_WORDS and first:
        return _is_word(behind) or behind[:1] == '"'
    return word in RESERVED or (word in _IN_PLACE and (not first or _is_word(behind)))


def _is_word(text: str) -> bool:
    return text[:1] == "_" or text[:1].isalpha()


def _is_size(*texts: str) -> bool:
    return all(text.isdigit() or _is_word(text) for text in texts)


def _called(word: str) -> Any:
    if word in LAWS:
        return Name.Class
    if word in _LEARNED:
        return Name.Builtin
    return Name.Function if word in _CALLED else Name

"""The parser's table kept beside the grammar: to read it takes a tenth of the time to make it.

`make bless` writes it. It is JSON, since Lark's own `cache=` unpickles. A
table of another grammar, or of another release of Lark, is not used: then the parser is made anew.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

TABLE = "scm.table.json"


def stamp(text: str) -> str:
    """What a table has to carry to fit a grammar: a digest of its text, and Lark's release."""
    return f"{sha256(text.encode()).hexdigest()} lark {lark.__version__}"


def made(parser: Any, text: str) -> str:
    """The table of a parser as JSON.

    Args:
        parser: the `Lark` that was made from the grammar.
        text: the grammar.
    """
    data, memo = parser.memo_serialize([TerminalDef, Rule])
    del data["options"]["transformer"], data["options"]["lexer"]
    del data["parser"]["lexer_conf"]["lexer_type"]
    held = {"stamp": stamp(text), "data": data, "memo": memo}
    return json.dumps(held, separators=(",", ":")) + "\n"


def read(path: Path, text: str, lexer: type, transformer: object) -> Any:
    """The parser of a kept table, or None where there is none that fits the grammar.

    Args:
        path: of the table.
        text: the grammar.
        lexer: what stands where Lark wants a lexer.
        transformer: the reductions.
    """
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if held.get("stamp") != stamp(text):
        return None
    data, memo = held["data"], _numbered(held["memo"])
    table = data["parser"]["parser"]
    table["tokens"] = _numbered(table["tokens"])
    table["states"] = {int(at): _row(row) for at, row in table["states"].items()}
    data["parser"]["lexer_conf"]["lexer_type"] = lexer
    data["options"]["lexer"] = lexer
    return Lark._load_from_dict(data, memo, transformer=transformer)  # noqa: SLF001  as Lark's standalone parsers do


def _numbered(table: Mapping[str, Any]) -> dict[int, Any]:
    """JSON has words for keys where Lark has numbers."""
    return {int(key): value for key, value in table.items()}


def _row(row: Mapping[str, list[Any]]) -> dict[int, tuple[Any, ...]]:
    return {int(token): tuple(action) for token, action in row.items()}

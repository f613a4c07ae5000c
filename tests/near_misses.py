"""Texts of almost 1 MiB that are nearly words of the grammar, for each of its terminals."""

from collections.abc import Iterator

from causalimg.syntax.grammar import grammar
from causalimg.syntax.lexemes import MAX_BYTES

_WORDS = {
    "SPACE": (" ", "\t", " \t", " \t$", "\t }"),
    "COMMENT": ("#", "# a\n", "##\n", "/", "//", "/*", "*/", "/*\n", "/ *"),
    "_NL": ("\n", "\r\n", "\n ", "a\n", "a : real\n", "{\n", "}\n", ";\n"),
    "STRING": ('"', '"a', '""', '"\n', '"" "', "'", '"a\n"'),
    "NUMBER": ("1.", "1.5", "1e", "1e+", "1.5e", ".5", "1.1.", "0.", "1e5", "9e9e9", "9e999 "),
    "INT": ("1", "1 ", "0x", "1,", "1_", "0"),
    "NAME": (
        "a",
        "a ",
        "_",
        "e\u0301",
        "e\u03011 ",
        "\u0301",
        "年",
        "é",
        "a.",
        "→ ",
        "\u00a0",
        "🙂",
    ),
    "PER": ("3 m/", "m/s", "1 m / "),
    "TIMES": ("3 m*", "m*s", "1 m * "),
    "RAISED": ("3 m^", "m^-", "1 m^-2^"),
    "brackets": ("()", "(]", "a {\n", "E[", "P(", "match a {", "[ "),
    "statements": (
        "E() ",
        "latent a, ",
        "1 if x else ",
        "a - b ",
        "x -> ",
        "given (a) ",
        "$ ",
        "\\",
    ),
}
#: Inside an expression, where most fits; as an entry; and where a line begins.
AROUND = {
    "expression": "causalimg 1\nmechanisms {{\n  x := {}\n}}\n",
    "entry": "causalimg 1\ngraph {{\n{}",
    "line": "causalimg 1\n{}",
}


def pieces() -> dict[str, tuple[str, ...]]:
    """What is repeated, by the terminal that it almost is."""
    return _WORDS | dict(_signs()) | {"keywords": _keywords()}


def _signs() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each sign alone, too short, doubled, and run into what stands before it."""
    for sign, terminal in grammar().signs.items():
        near = (f"{sign} ", sign, sign[:-1], f"{sign}{sign} ", f"a{sign}")
        yield terminal, tuple(dict.fromkeys(piece for piece in near if piece))


def _keywords() -> tuple[str, ...]:
    """All words of the language in a row: as they are, a letter too short, and too long."""
    words = sorted(grammar().keywords)
    return tuple(
        " ".join(near) + " " for near in (words, [w[:-1] for w in words], [w + "_" for w in words])
    )


def near_miss(piece: str, around: str, size: int = MAX_BYTES) -> str:
    """A piece again and again, up to so many bytes.

    Example:
        >>> near_miss("1.", "line", 20)
        'causalimg 1\\n1.1.1.1.'
    """
    room = size - len(AROUND[around].format("").encode())
    return AROUND[around].format(piece * (room // len(piece.encode())))

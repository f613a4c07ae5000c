"""Foreign words become words of the language; whatever had to change is said."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

from causalimg.syntax.words import RESERVED

_SEPARATE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+")
LONGEST = 200


def plain(text: str) -> str:
    """A text that may stand between quotes: one line, no quote, no character that hides.

    Example:
        >>> plain('say "yes"')
        "say 'yes'"
    """
    held = unicodedata.normalize("NFC", text.replace('"', "'"))
    kept = "".join(" " if unicodedata.category(c) in _SEPARATE else c for c in held)
    return " ".join(kept.split())


def identifier(word: str) -> str:
    """The nearest name that the language can hold.

    Example:
        >>> identifier("EDN1.3"), identifier("2nd visit"), identifier("match")
        ('EDN1_3', 'v_2nd_visit', 'match_')
    """
    held = unicodedata.normalize("NFC", word)[:LONGEST]
    # Python takes the middle dot for a letter, the language takes it for a sign.
    name = "".join(c if f"x{c}".isidentifier() and c != "·" else "_" for c in held)
    name = name if name.isidentifier() else f"v_{name}".rstrip("_")
    # What joins a base letter only after normalising would be a new name at the next reading.
    name = name if unicodedata.normalize("NFC", name) == name and name.strip("_") else "v"
    return f"{name}_" if name in RESERVED else name


def fitted(words: Iterable[str], taken: Collection[str] = ()) -> Mapping[str, str]:
    """A name of the language for each foreign word, no two alike.

    Args:
        words: names in the foreign file, each once.
        taken: words that nothing may be called, such as values of a category.

    Example:
        >>> fitted(["a b", "a_b", "low"], {"low"})
        {'a b': 'a_b_2', 'a_b': 'a_b', 'low': 'low_2'}
    """
    words = list(words)
    kept = {word for word in words if identifier(word) == word and word not in taken}
    used = kept | set(taken)
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for word in words:
        name = base = identifier(word)
        while word not in kept and name in used:
            counts[base] = counts.get(base, 1) + 1
            name = f"{base}_{counts[base]}"
        used.add(name)
        found[word] = name
    return found


def value(word: str) -> str:
    """A value as it is written in the language: in quotes where it is no plain word.

    Example:
        >>> value("low"), value("<5"), value("12"), value("if")
        ('low', '"<5"', '12', '"if"')
    """
    bare = _SIMPLE.fullmatch(word) and word not in RESERVED
    return word if bare else f'"{word}"'

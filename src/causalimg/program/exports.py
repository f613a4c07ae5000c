"""What an emitted text may import, and from where: the closed set of its words."""

import io
import token
import tokenize
from collections.abc import Mapping

from causalimg.library.extension import EXTENSIONS
from causalimg.program.layout import WIDTH

_MODULES: Mapping[str, str] = {
    "math": "import math",
    "pyro": "import pyro",
    "dist": "import pyro.distributions as dist",
    "torch": "import torch",
}
_STANDARD: Mapping[str, tuple[str, ...]] = {
    "collections.abc": ("Mapping",),
    "typing": ("Any",),
}
_LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "pyro.distributions": ("constraints",),
    "pyro.nn": ("PyroParam",),
    "torch": ("Tensor", "nn"),
}
_OURS: Mapping[str, tuple[str, ...]] = {
    "causalimg.program": ("laws", "masses", "standard"),
    "causalimg.program.imaging": ("morpho", "mri", "phantom", "pictures", "xray"),
    "causalimg.program.maps": ("Deterministic", "FiniteNoise", "Invertible", "Law", "Map"),
    "causalimg.program.networks": (
        "Choice",
        "Finite",
        "Flag",
        "Flow",
        "Given",
        "Joint",
        "Linear",
        "Mlp",
        "OneHot",
        "Real",
        "Scaled",
        "Seen",
        "Table",
        "Vae",
        "VectorFlow",
        "Vectors",
    ),
    "causalimg.program.protocol": ("Program",),
    "causalimg.program.several": ("ComplexNormal",),
    "causalimg.program.sites": ("drawn", "fixed"),
    "causalimg.program.standard": ("once",),
    "causalimg.program.tensors": (
        "median",
        "needed_for",
        "odd_root",
        "over_rows",
        "pixels",
        "positive_root",
        "retried",
        "rows_of",
        "select",
        "softplus",
        "softplus_inverse",
        "squared",
        "stacked",
    ),
}

EXPORTS: Mapping[str, str] = {
    **{word: word for word in _MODULES},
    **{
        word: module
        for table in (_STANDARD, _LIBRARIES, _OURS)
        for module, words in table.items()
        for word in words
    },
}
"""Each word that the emitted text may import, with its module."""


def alias(module: str) -> str:
    """What the implementations of an extension are called in a text.

    Example:
        >>> alias("acme.contrast")
        'acme_contrast'
    """
    return module.replace(".", "_")


def homes() -> dict[str, str]:
    """Alias -> Python module of each extension that was asked for."""
    return {alias(name): found.home for name, found in EXTENSIONS.items()}


def imports(body: str) -> list[str]:
    """The import lines that a text needs, in the order that import sorters keep.

    Example:
        >>> imports("x = torch.exp(pixels(y))")
        ['import torch', '', 'from causalimg.program.tensors import pixels']
    """
    used = _names(body)
    groups = [
        [*_plain(used, ("math",)), *_from(used, _STANDARD)],
        [*_extensions(used), *_plain(used, ("pyro", "dist", "torch")), *_from(used, _LIBRARIES)],
        _from(used, _OURS),
    ]
    lines: list[str] = []
    for group in filter(None, groups):
        lines.extend(["", *group] if lines else group)
    return lines


def _plain(used: set[str], words: tuple[str, ...]) -> list[str]:
    return [_MODULES[word] for word in words if word in used]


def _extensions(used: set[str]) -> list[str]:
    found = ((word, home) for word, home in sorted(homes().items()) if word in used)
    return [f"import {home} as {word}" for word, home in found]


def _from(used: set[str], table: Mapping[str, tuple[str, ...]]) -> list[str]:
    found = {module: [w for w in words if w in used] for module, words in table.items()}
    return [
        line
        for module, words in sorted(found.items())
        if words
        for line in _imported(module, sorted(words, key=_as_sorted))
    ]


def _imported(module: str, words: list[str]) -> list[str]:
    line = f"from {module} import {', '.join(words)}"
    if len(line) <= WIDTH:
        return [line]
    return [f"from {module} import (", *(f"    {word}," for word in words), ")"]


def _as_sorted(word: str) -> tuple[bool, str]:
    """Classes before functions, as import sorters do."""
    return (not word[:1].isupper(), word)


def _names(body: str) -> set[str]:
    """Names of a text that are not attributes, not keywords of calls, not in strings."""
    found: set[str] = set()
    before = ""
    for item in tokenize.generate_tokens(io.StringIO(body).readline):
        if item.type == token.NAME and before != ".":
            found.add(item.string)
        before = item.string
    return found

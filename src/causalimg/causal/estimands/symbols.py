"""Names in formulas: as LaTeX prints them, and as MathML does."""

import unicodedata
from collections.abc import Mapping
from html import escape

PRIME = "\N{PRIME}"

_ESCAPED: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    **{c: f"\\{c}" for c in "&%$#_{}"},
}
# Those that LaTeX has a command for; the others look like Latin letters.
_GREEK = (
    " alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega "
)
_LAMBDA = {"lamda": "lambda", "Lamda": "Lambda"}  # as Unicode spells it


def tex(text: str) -> str:
    r"""A text as LaTeX prints it.

    Example:
        >>> tex("dose_1 & 50 %")
        'dose\\_1 \\& 50 \\%'
    """
    return "".join(_ESCAPED.get(c, c) for c in text)


def symbol(name: str) -> str:
    r"""A name in a formula; what follows the underscore of a single letter is its index.

    Words with letters beyond ASCII are set in the font of the text, which has them.

    Example:
        >>> symbol("x"), symbol("u_dose"), symbol("body_mass")
        ('x', 'u_{\\mathrm{dose}}', '\\mathit{body\\_mass}')
        >>> symbol("β"), symbol("größe"), symbol("x′")
        ('\\beta', '\\text{größe}', "x'")
    """
    if (equation := _equation(name)) is not None:
        return f"{symbol(equation[0])} = {latex_value(equation[1])}"
    bare, primes = _primed(name)
    base, index = _split(bare)
    below = f"_{{{index if index.isdigit() else _word('mathrm', index)}}}" if index else ""
    return f"{_letter(base) or _word('mathit', base)}{below}" + "'" * primes


def mathml_symbol(name: str) -> str:
    """A name as MathML, with its index below and its primes above.

    Example:
        >>> mathml_symbol("u_dose")
        '<msub><mi>u</mi><mi>dose</mi></msub>'
    """
    if (equation := _equation(name)) is not None:
        return f"{mathml_symbol(equation[0])}<mo>=</mo><mtext>{escape(equation[1])}</mtext>"
    bare, primes = _primed(name)
    base, index = _split(bare)
    # A browser slants single letters by itself.
    slant = ' style="font-style:italic"' if len(base) > 1 else ""
    left = f"<mi{slant}>{escape(base)}</mi>"
    kind = "mn" if index.isdigit() else "mi"
    below = f"<{kind}>{escape(index)}</{kind}>" if index else ""
    above = f"<mo>{PRIME * primes}</mo>" if primes else ""
    tag = f"m{'sub' if below else ''}{'sup' if above else ''}"
    return left if tag == "m" else f"<{tag}>{left}{below}{above}</{tag}>"


def _equation(name: str) -> tuple[str, str] | None:
    """The sides of a name with its value, as estimands over several worlds have them."""
    left, equals, value = name.partition(" = ")
    return (left, value) if equals else None


def latex_value(text: str) -> str:
    """A value in a formula: a number as it is, a word upright."""
    return text if text.replace(".", "", 1).isdigit() else f"\\text{{{tex(text)}}}"


def _primed(name: str) -> tuple[str, int]:
    bare = name.rstrip(PRIME)
    return bare, len(name) - len(bare)


def _split(name: str) -> tuple[str, str]:
    first, _, rest = name.partition("_")
    return (first, rest) if len(first) == 1 and first.isalpha() and rest else (name, "")


def _letter(base: str) -> str:
    if len(base) != 1:
        return ""
    if base.isascii():
        return tex(base)
    said = unicodedata.name(base, "")
    word = said.removeprefix("GREEK SMALL LETTER ").removeprefix("GREEK CAPITAL LETTER ")
    word = word.lower() if "SMALL" in said else word.capitalize()
    word = _LAMBDA.get(word, word)
    return f"\\{word}" if said.startswith("GREEK") and f" {word} " in _GREEK else ""


def _word(font: str, word: str) -> str:
    return f"\\{font if word.isascii() else 'text'}{{{tex(word)}}}"

"""A law in the notation of textbooks, `P(label | do(scanner), age)`: names, and no values.

The arrows answer for every value at once, and this is how an answer is printed; a question of the
language, which is computed, sets each variable to something.
"""

import re
from collections.abc import Sequence

from causalimg.causal.answers.asked import Asked
from causalimg.causal.identification.identify import Effect
from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.diagnostics.suggest import did_you_mean
from causalimg.library.words import EVERYONE
from causalimg.semantics.model import Model
from causalimg.semantics.types import Binary, values_of
from causalimg.source import Span

_NAME = r"[^\W\d]\w*"
_SET = rf"{_NAME}(?:\s*=\s*[\w.+-]+)?"
_DO = rf"do\(\s*{_SET}(?:\s*,\s*{_SET})*\s*\)"
_GIVEN = rf"(?:{_DO}|{_NAME})"
_LAW = re.compile(
    rf"\s*P\(\s*(?P<of>{_NAME}(?:\s*,\s*{_NAME})*)\s*"
    rf"(?:\|\s*(?P<given>{_GIVEN}(?:\s*,\s*{_GIVEN})*)\s*)?\)\s*(?:for\s+(?P<scope>{_NAME})\s*)?"
)


def law_named(model: Model, text: str) -> Asked | None:
    r"""The law that a text names without values; None where it is a question of the language.

    Args:
        model: a checked model.
        text: such as `P(label | do(scanner), age)`; a value that something is set to may be named,
            and makes no difference.

    Raises:
        CausalimgError: E0711 for what is no variable or no site, and for a name that stands twice.

    Example:
        >>> from causalimg.causal.analyse import analyse
        >>> from causalimg.source import Source
        >>> text = "causalimg 1\nvariables { x, y : real }\ngraph { x -> y }\n"
        >>> print(law_named(analyse(Source("", text)).draft, "P(y | do(x))").effect)
        P(y | do(x))
    """
    found = _LAW.fullmatch(text)
    if found is None:
        return None
    behind = found["given"] or ""
    acts = [one for listed in re.findall(_DO, behind) for one in re.findall(_SET, listed[3:])]
    do = [re.findall(_NAME, one)[0] for one in acts]
    given = re.findall(_NAME, re.sub(_DO, "", behind))
    of = re.findall(_NAME, found["of"])
    if all("=" in one for one in acts) and _are_events(model, [*of, *given], of):
        return None
    _refuse_names(model, [*of, *do, *given])
    site = _site(model, found["scope"])
    effect = Effect(tuple(of), tuple(do), tuple(dict.fromkeys((*given, *site))))
    return Asked(effect, tuple(of), tuple(given), Span(0, len(text)), found["scope"])


def _are_events(model: Model, names: Sequence[str], of: Sequence[str]) -> bool:
    """Whether names stand for events, as in the language: a binary variable that is 1."""
    kinds = {v.name: v.type for v in model.variables}
    return len(of) == 1 and all(isinstance(kinds.get(name), Binary) for name in names)


def _refuse_names(model: Model, names: Sequence[str]) -> None:
    known = [v.name for v in model.variables]
    for name in names:
        if name not in known:
            raise _refused(f"`{name}` is no variable of this model", *did_you_mean(name, known))
        if names.count(name) > 1:
            raise _refused(f"`{name}` stands in more than one place of this law")


def _site(model: Model, scope: str | None) -> tuple[str, ...]:
    if scope in (None, EVERYONE):
        return ()
    sites = values_of(model.variable(model.environment).type) if model.environment else ()
    if scope not in sites:
        raise _refused(f"there is no site `{scope}`", *did_you_mean(str(scope), sites))
    return (str(model.environment),)


def _refused(message: str, *helps: str) -> CausalimgError:
    return CausalimgError([Diagnostic("E0711", message, helps=helps)])

"""What people bring from Pyro, NumPyro, PyMC and Python, each with how it is written here."""

import re
from collections.abc import Callable, Mapping, Sequence

from causalimg.diagnostics import Diagnostic
from causalimg.syntax.habits.calls import asked_effect
from causalimg.syntax.habits.habit import Called, Said, bare, called, dropped
from causalimg.syntax.habits.questions import outcome_of
from causalimg.syntax.nearby import nearby
from causalimg.syntax.slip import Slip
from causalimg.syntax.words import PYTHON

# ---- draws --------------------------------------------------------------------------------------

_OPTIONS = re.compile(
    r",\s*(?:obs|observed|dims|shape|infer|initval)\s*=\s*(?:[^,()]|\([^()]*\))*"
)
_BEHIND = re.compile(r"(?<=\))\.(?:to_event|expand|mask|independent)\(.*$", re.DOTALL)


def law_of(text: str) -> str:
    """A law as it is written here, of one of PyTorch, NumPyro or PyMC.

    Args:
        text: `dist.Normal(0, 1).to_event(1)`, `pm.Normal("x", mu=0, sigma=1)`.

    Example:
        >>> law_of('pm.Normal("x", mu=0, sigma=1)')
        'Normal(0, 1)'
    """
    text = _BEHIND.sub("", _OPTIONS.sub("", text.strip()))
    text = re.sub(r"^(?:\w+\s*\.\s*)+(?=[A-Z])", "", text)
    text = re.sub(r"\(\s*[\"'][^\"']*[\"']\s*,\s*", "(", text, count=1)
    ordered = re.fullmatch(
        r"(\w+)\(\s*(?:mu|loc)\s*=\s*(.+?)\s*,\s*(?:sigma|scale|sd)\s*=\s*(.+)\)", text, re.DOTALL
    )
    return f"{ordered[1]}({ordered[2]}, {ordered[3]})" if ordered else text


def draw(slip: Slip, name: str, law: str, label: str = "") -> Said:
    """About a draw that is written otherwise.

    Args:
        slip: the statement.
        name: what is drawn.
        law: the law, as it is written here.
        label: where the habit comes from.
    """
    near = nearby(slip.source)
    prior = slip.block == "parameters" or name in near.parameters
    place = "parameters" if prior else "noise" if slip.block == "noise" else "mechanisms"
    written = f"{name} : real ~ {law}" if prior else f"{name} ~ {law}"
    here = slip.block == place
    helps = (f"write `{written}`" + f" in `{place}`" * (not here),)
    message = "a draw is written with `~`, and its name once"
    edit = written if here and name not in near.parameters else None
    return Said(message, helps, edit, sure=True, code="E0003", label=label)


def _drawn_law(slip: Slip) -> Diagnostic | None:
    """`age = dist.Normal(50, 10)`, `age = pm.Normal("age", mu=50, sigma=10)`."""
    call = called(slip)
    if call is None or call.sign not in ("=", ":=", "~") or not call.module:
        return None
    if not call.function[:1].isupper() or (call.sign == "~" and '"' not in call.inside):
        return None
    law = law_of(slip.text(2))
    return draw(slip, call.name, law, "as in Python").about(slip)


# ---- calls --------------------------------------------------------------------------------------


def _sampled(slip: Slip, call: Called) -> Said | None:
    """`pyro.sample("age", dist.Normal(50, 10))`."""
    if len(call.positional) < 2:
        return None
    name = bare(call.positional[0]) or call.name
    return draw(slip, name, law_of(call.positional[1]), "as in Pyro")


def _parameter(slip: Slip, call: Called) -> Said | None:
    """`pyro.param("b", torch.tensor(1.0), constraint=constraints.positive)`."""
    name = bare(call.positional[0]) if call.positional else call.name
    limits = " in (0, inf)" if "positive" in call.inside else ""
    limits = " in (0, 1)" if "unit_interval" in call.inside else limits
    written = f"{name} : real{limits}"
    place = "" if slip.block == "parameters" else " in `parameters`"
    edit = written if slip.block == "parameters" else None
    message = "a number that is learned is declared"
    return Said(message, (f"write `{written}`{place}",), edit, sure=True, label="as in Pyro")


def _determined(slip: Slip, call: Called) -> Said | None:
    """`pyro.deterministic("bmi", weight / height^2)`."""
    if len(call.positional) < 2:
        return None
    written = f"{bare(call.positional[0])} := {call.positional[1]}"
    place = "" if slip.block == "mechanisms" else " in `mechanisms`"
    edit = written if slip.block == "mechanisms" else None
    message = "an equation is written with `:=`, and its name once"
    helps = (f"write `{written}`{place}",)
    return Said(message, helps, edit, sure=True, code="E0003", label="as in Pyro")


def _done(slip: Slip, call: Called) -> Said:
    """`pyro.do(model, data={"dose": 1})`."""
    found = re.search(r"[\"']?([^\W\d]\w*)[\"']?\s*:", call.inside)
    cause = found[1] if found else "x"
    shown = asked_effect(slip, "", cause, outcome_of(slip.source, cause))[1]
    return Said("what is done is said in a query", (shown,), label="as in Pyro")


def _repeated(slip: Slip, call: Called) -> Said:
    """`pyro.plate("data", 100)`."""
    del slip, call
    return dropped("a text speaks about one row, and holds for every row", label="as in Pyro")


def _factor(slip: Slip, call: Called) -> Said:
    del slip, call
    return dropped("a density is not added up here: it follows from the laws", sure=False)


_CALLS: Mapping[str, Callable[[Slip, Called], Said | None]] = {
    "sample": _sampled,
    "param": _parameter,
    "deterministic": _determined,
    "do": _done,
    "condition": _done,
    "intervene": _done,
    "plate": _repeated,
    "factor": _factor,
    "potential": _factor,
}


def _call(slip: Slip) -> Diagnostic | None:
    """A call of Pyro, NumPyro or PyMC."""
    call = called(slip)
    known = _CALLS.get(call.function.casefold()) if call else None
    if call is None or known is None:
        return None
    if not call.module and '"' not in call.inside:
        return None  # a function of the person's own
    said = known(slip, call)
    return said.about(slip) if said else None


# ---- lines --------------------------------------------------------------------------------------

_LINES: Sequence[tuple[re.Pattern[str], str]] = (
    (
        re.compile(r"with\b.*\bplate\s*\(.*"),
        "a text speaks about one row, and holds for every row",
    ),
    (re.compile(r"with\b.*"), "the text is the model: its blocks stand by themselves"),
    (
        re.compile(r"def\s+\w+\s*\(.*"),
        "the text is the model: variables, arrows and mechanisms stand in blocks of their own",
    ),
    (re.compile(r"return\b.*"), "nothing is returned: what is asked for stands in `queries`"),
    (
        re.compile(rf"(?:import|from)\s+(?:{'|'.join(sorted(PYTHON, reverse=True))})\b.*"),
        "no package of Python is imported: laws, networks and functions are known by name",
    ),
)


def _line(slip: Slip) -> Diagnostic | None:
    """`with pyro.plate("data", N):`, `def model(data):`, `import pyro`."""
    text = slip.text()
    if len(slip.lexemes) < 2 or slip.lexemes[1].text in (":", ":=", "~", "->", "<-", ","):
        return None
    message = next((said for pattern, said in _LINES if pattern.match(text)), None)
    return dropped(message, label="as in Python").about(slip) if message else None


LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (_line, _call, _drawn_law)
"""Tried before the mistakes that have nothing to do with another language."""

"""What follows from the arrows, as JSON for programs, LaTeX for a paper, a page for people."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Protocol

from causalimg.causal.answers.effects import Verdict
from causalimg.causal.answers.records import as_data
from causalimg.causal.answers.several import Several
from causalimg.causal.answers.typeset import to_html, to_latex
from causalimg.causal.crossworld.counterworlds import Inferred
from causalimg.causal.crossworld.worlds import Event
from causalimg.causal.estimands.estimand import Expression, renamed
from causalimg.causal.estimands.symbols import tex
from causalimg.causal.identification.identify import Effect, Identified, NotIdentified
from causalimg.causal.identification.recover import NotRecovered
from causalimg.interfaces.drawing import drawn
from causalimg.interfaces.viewing import of_verdict
from causalimg.semantics.model import Model

FORMAT = "causalimg identification 1"


class Told(Protocol):
    """What is read of an `Identification`."""

    @property
    def query(self) -> str:
        """The name of the query, empty for a question in its own words."""
        ...

    @property
    def effect(self) -> str:
        """What is asked."""
        ...

    @property
    def identified(self) -> bool:
        """Whether it follows."""
        ...

    @property
    def estimand(self) -> str:
        """What it is computed from."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What else there is to say."""
        ...

    @property
    def found(self) -> Verdict | Several | None:
        """The record that it tells; None for what the arrows are not asked."""
        ...


def written(model: Model, found: Sequence[Told], form: str = "text") -> str:
    """Answers as `causalimg identify` writes them.

    Args:
        model: that was asked.
        found: of `causalimg.interfaces.identifying.identified`.
        form: `text`, `json`, `latex` or `html`.
    """
    match form:
        case "json":
            return as_json(model, found)
        case "latex":
            return as_latex(found)
        case "html":
            return as_html(model, found)
        case _:
            return as_text(found)


def as_text(found: Sequence[Told]) -> str:
    """Every answer below the name of its query."""
    lines, last = list[str](), ""
    for one in found:
        if one.query and one.query != last:
            lines.append(one.query)
        last = one.query
        text = str(one).replace("\n", "\n  ") if one.query else str(one)
        lines.append(f"  {text}" if one.query else text)
    return "\n".join(lines)


def as_json(model: Model, found: Sequence[Told]) -> str:
    """Every answer with its fields, its formulas in LaTeX, and the hedges or the open path."""
    told = [_data(one) for one in found]
    data = {"format": FORMAT, "model": model.name, "answers": told}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_latex(found: Sequence[Told]) -> str:
    r"""One `align*` with a line for each answer, as a paper takes it; needs amsmath."""
    lines = list[str]()
    for one in found:
        if one.found is None:
            name = f"{one.query}: " if one.query else ""
            lines.append(f"% {name}{one.effect} {', '.join(one.notes)}")
            continue
        lines += [f"% {one.query}"] if one.query else []
        lines.append(f"{latex(one)} \\\\")
    return aligned(lines)


def aligned(lines: Iterable[str]) -> str:
    """Lines with an `&` each, and comments, as one `align*`."""
    head = "% needs \\usepackage{amsmath}\n\\begin{align*}"
    return "\n".join((head, *(f"  {line}" for line in lines), "\\end{align*}\n"))


def latex(one: Told) -> str:
    """An answer as one line, its effect before the `&=`."""
    asked, estimand = _asked(one), _estimand(one)
    left = to_latex(asked) if asked else f"\\text{{{tex(one.effect)}}}"
    left += _place(one)
    if estimand is not None:
        return f"{left} &= {to_latex(estimand)}"
    return left + (f" &= {one.estimand}" if one.identified else r" &\text{ is not identified}")


def as_html(model: Model, found: Sequence[Told]) -> str:
    """One page: each answer as a formula, with its graph, what is adjusted for, or the hedge."""
    from causalimg.evaluation.pages import page

    named = {"name": model.name, "title": model.title or "", "source": model.source.text}
    answers = [_matter(model, one) for one in found if one.found is not None]
    rest = [(one.query, one.effect, ", ".join(one.notes)) for one in found if one.found is None]
    return page("identified", {**named, "answers": answers, "rest": rest})


def fragment(found: Sequence[Told]) -> str:
    """Answers for a notebook: each formula, and below it what there is to say."""
    from html import escape

    rows = (
        f"<p>{f'<b>{escape(one.query)}</b><br>' if one.query else ''}{formula(one)}"
        + "".join(f"<br><small>{escape(note)}</small>" for note in one.notes)
        + "</p>"
        for one in found
    )
    return f"<div>{''.join(rows)}</div>"


def formula(one: Told) -> str:
    """An answer as one HTML element: MathML of the effect and of its estimand."""
    from html import escape

    asked, estimand = _asked(one), _estimand(one)
    left = to_html(asked) if asked else escape(one.effect)
    left += escape(one.effect[len(str(asked)) :]) if asked else ""
    if estimand is not None:
        return f"{left} <math><mo>=</mo></math> {to_html(estimand)}"
    if one.found is None:
        return left
    return f"{left} = {escape(one.estimand)}" if one.identified else f"{left} is not identified"


def _asked(one: Told) -> Effect | Event | None:
    match one.found:
        case Verdict(found=found):
            return found.effect
        case Several(event=event):
            return event
        case _:
            return None


def _estimand(one: Told) -> Expression | None:
    """The estimand as a tree: of the verdict, of several worlds, or of a strategy."""
    if not one.identified:
        return None
    trees = list[Expression]()
    match one.found:
        case Verdict(found=Identified(estimand=estimand)):
            trees.append(estimand)
        case Several(found=Inferred(estimand=tree) as inferred):
            return renamed(tree, inferred.literals)
        case _:
            return None
    for way in getattr(one, "strategies", ()):
        trees += way.estimands
    return next((tree for tree in trees if str(tree) == one.estimand), None)


def _place(one: Told) -> str:
    asked = _asked(one)
    rest = one.effect[len(str(asked)) :].strip() if asked else ""
    return f"\\text{{ {tex(rest)}}}" if rest else ""


def _data(one: Told) -> dict[str, Any]:
    told = {n: as_data(getattr(one, n)) for n in _names(one) if n != "found"}
    told["answered"] = one.found is not None
    asked, estimand = _asked(one), _estimand(one)
    told["effect_latex"] = to_latex(asked) if asked else None
    told["estimand_latex"] = to_latex(estimand) if estimand is not None else None
    verdict = one.found if isinstance(one.found, Verdict) else None
    found = verdict.found if verdict else None
    told["rows"] = verdict.rows if verdict and one.identified else None
    told["hedges"] = as_data(found.hedges) if isinstance(found, NotIdentified) else []
    told["path"] = as_data(found.path) if isinstance(found, NotRecovered) else None
    return told


def _names(one: Told) -> list[str]:
    return [field.name for field in fields(one)] if is_dataclass(one) else []


def _matter(model: Model, one: Told) -> dict[str, Any]:
    from markupsafe import Markup

    picture = ""
    if isinstance(one.found, Verdict):
        picture = drawn(model, "svg", of_verdict(model, one.found)).decode()
    return {
        "query": one.query,
        "ok": one.identified,
        "formula": Markup(formula(one)),  # noqa: S704  set by us, its words are escaped there
        "latex": latex(one).replace("&", ""),
        "notes": one.notes,
        "graph": Markup(picture),  # noqa: S704  drawn by us, likewise
    }

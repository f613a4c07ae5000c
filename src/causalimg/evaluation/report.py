"""One self-contained HTML page about a fit: graph, licence, scores, counterfactuals, axioms."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from causalimg.causal.answers.bridge import graph_of, roles
from causalimg.causal.drawing.draw import svg
from causalimg.causal.licences.explain import headline
from causalimg.causal.licences.verdicts import AttributeLicence, Licence
from causalimg.evaluation.axioms import Axioms
from causalimg.evaluation.figures import NAMES, error_chart, left_out_chart, png, score_chart
from causalimg.evaluation.pages import page
from causalimg.evaluation.scores import Scores
from causalimg.evaluation.truth import TruthErrors
from causalimg.fitting.checkpoint import write_whole
from causalimg.fitting.store import Fit, read_run, text_hash
from causalimg.invariance.measures import Estimate
from causalimg.invariance.record import Training
from causalimg.queries.answer import Answer
from causalimg.semantics.model import Claimed, Independent, Model
from causalimg.semantics.types import Image, values_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BETTER_LOW = ("Brier score", "calibration error", "mean absolute error")


@dataclass(frozen=True, slots=True)
class Film:
    """A figure for the page.

    Args:
        figure: what is shown.
        caption: one sentence on what is to be seen.
    """

    figure: "Figure"
    caption: str


@dataclass(frozen=True, slots=True)
class Matter:
    """What a report is made of; whatever is absent has no section.

    Args:
        fit: the fitted model.
        trainings: trained predictors.
        scores: of trained predictors at other sites.
        films: figures of pictures, first the one that tells most.
        truth: errors against the true counterfactuals.
        axioms: of the fit's counterfactuals.
        answers: to queries.
    """

    fit: Fit
    trainings: tuple[Training, ...] = ()
    scores: tuple[Scores, ...] = ()
    films: tuple[Film, ...] = ()
    truth: tuple[TruthErrors, ...] = ()
    axioms: Axioms | None = None
    answers: tuple[Answer, ...] = ()


def report(matter: Matter) -> str:
    """The page as text: pictures inside it, nothing loaded from elsewhere, no script.

    Every word of the model, the data and the answers is escaped.

    Args:
        matter: what it is made of.
    """
    return page("report", _page(matter))


def write_report(matter: Matter, path: str | Path) -> Path:
    """Write the page in one go.

    Raises:
        CausalimgError: E0709 where it cannot be written.
    """
    place = Path(path)
    write_whole(place, report(matter).encode())
    return place


def _page(matter: Matter) -> dict[str, Any]:
    from markupsafe import Markup

    fit = matter.fit
    model = fit.model
    drawn = svg(graph_of(model), roles(model), {v.name: v.doc for v in model.variables if v.doc})
    return {
        "name": model.name,
        "title": model.title,
        "facts": dict(_facts(fit)),
        "headlines": [h for s in matter.scores for h in _headlines(s, matter.trainings)],
        "graph": Markup(drawn),  # noqa: S704  drawn by us, its words are escaped there
        "variables": list(_variables(model)),
        "arrows": [(a.cause, a.effect, a.reason) for a in model.arrows if a.reason],
        "claims": list(_claims(model)),
        "scores": [_scored(s, matter.trainings) for s in matter.scores],
        "trainings": [_training(t) for t in matter.trainings],
        "films": [(_uri(film.figure), film.caption) for film in matter.films],
        "truth": [_truth(one) for one in matter.truth],
        "axioms": _axioms(matter.axioms),
        "answers": [_answer(one) for one in matter.answers],
        "heldout": sorted(fit.heldout.items()),
        "source": model.source.text,
    }


def _facts(fit: Fit) -> Iterator[tuple[str, str]]:
    summary = fit.summary
    yield (
        "rows fitted to",
        f"{summary.rows - summary.held_out:,} (+ {summary.held_out:,} held out)",
    )
    site = fit.model.environment
    if site and site in summary.counts:
        yield site, ", ".join(f"{w} {n:,}" for w, n in summary.counts[site].items() if n)
    yield "seed", str(fit.settings.fit.seed)
    yield "text", text_hash(fit.model)[:12]
    if (fit.folder / "run.json").exists():
        yield from read_run(fit.folder).versions.items()


def _variables(model: Model) -> Iterator[dict[str, str]]:
    for one in model.variables:
        words = values_of(one.type)
        kind = type(one.type).__name__.lower()
        if isinstance(one.type, Image):
            kind = f"image {'×'.join(map(str, one.type.shape))}"
        elif words:
            kind = f"{kind} {{{', '.join(words)}}}"
        elif one.support is not None:
            kind = f"{kind} in {one.support}"
        yield {
            "name": one.name,
            "role": "" if one.kind == "observed" else one.kind,
            "kind": f"{kind} {one.unit or ''}".strip(),
            "doc": one.doc or "",
        }


def _claims(model: Model) -> Iterator[str]:
    for claim in model.claims:
        if isinstance(claim, Claimed):
            yield f"{claim.query} is identified"
            continue
        given = f" | {', '.join(claim.given)}" if claim.given else ""
        if isinstance(claim, Independent):
            yield f"{', '.join(claim.left)} _||_ {', '.join(claim.right)}{given}"
        else:
            yield f"P({claim.variable}{given}) is the same across {claim.across}"


# ---- predictors -------------------------------------------------------------------------------


def _headlines(scores: Scores, trainings: Iterable[Training]) -> Iterator[dict[str, str]]:
    """What the chosen method changes against ERM, in three numbers."""
    own = [t.chosen for t in trainings if t.predictor.name == scores.predictor]
    chosen = own[0] if own else "erm"
    one, erm = scores.of(chosen), scores.of("erm")
    where = f" at {', '.join(scores.sites)}" if scores.sites else ""
    for name in ("worst-group accuracy", "AUROC"):
        if name in one.measures:
            yield _headline(f"{name}{where}", chosen, one.measures[name], erm.measures[name],
                            one.against_erm.get(name))  # fmt: skip
    for mine, plain in zip(one.moves, erm.moves, strict=True):
        title = f"answer moves with {mine.attribute} alone"
        yield _headline(title, chosen, mine.spread, plain.spread, None)


def _headline(
    title: str, method: str, mine: Estimate, erm: Estimate, change: Estimate | None
) -> dict[str, str]:
    beside = f"difference {_signed(change)}" if change else f"95 % interval {_ends(mine)}"
    return {
        "title": title,
        "value": _number(mine.value),
        "method": NAMES.get(method, method),
        "erm": "" if method == "erm" else _number(erm.value),
        "beside": beside,
    }


def _scored(scores: Scores, trainings: Iterable[Training]) -> dict[str, Any]:
    own = [t for t in trainings if t.predictor.name == scores.predictor]
    rule, seen = [t.rule for t in own], [{*t.sites} for t in own if t.sites]
    return {
        "predictor": scores.predictor,
        "sites": ", ".join(scores.sites),
        "rows": f"{scores.rows:,}",
        "chart": _uri(score_chart(scores)),
        "measures": list(scores.methods[0].measures),
        "lines": [
            {
                "method": NAMES.get(one.method, one.method),
                "cells": [
                    (_number(v.value), _ends(v), _verdict(name, one.against_erm.get(name)))
                    for name, v in one.measures.items()
                ],
                "moves": [(_number(m.spread.value), _ends(m.spread)) for m in one.moves],
            }
            for one in scores.methods
        ],
        "moves": [(m.attribute, m.known) for m in scores.methods[0].moves],
        "groups": _groups(scores),
        "rule": rule[0] if rule else "",
        "unseen": bool(seen) and seen[0].isdisjoint(scores.sites),
        "notes": scores.notes,
    }


def _verdict(name: str, change: Estimate | None) -> str:
    """Whether the paired difference to ERM leaves zero, and to which side."""
    if change is None or not isfinite(change.low) or change.low <= 0 <= change.high:
        return ""
    return "better" if (change.value > 0) != (name in _BETTER_LOW) else "worse"


def _groups(scores: Scores) -> list[dict[str, Any]]:
    first = scores.methods[0].groups
    return [
        {
            "words": group.words,
            "rows": f"{group.rows:,}",
            "cells": [_number(m.groups[i].estimate.value) for m in scores.methods],
        }
        for i, group in enumerate(first)
    ]


def _training(training: Training) -> dict[str, Any]:
    return {
        "name": training.predictor.name,
        "target": training.predictor.target,
        "inputs": ", ".join(training.predictor.inputs),
        "constraints": [str(c) for c in training.constraints],
        "interventions": [str(a) for a in training.interventions],
        "attributes": [_attribute(training.licence, a) for a in training.licence.promised],
        "chart": _uri(left_out_chart(training)) if training.folds else None,
        "rule": training.rule,
        "settings": training.settings.model_dump(mode="json"),
        "notes": (*training.notes, *training.licence.warnings, *training.licence.hints),
        "assumptions": training.licence.notes,
    }


def _attribute(licence: Licence, one: AttributeLicence) -> dict[str, Any]:
    best = one.best
    given = f" | {', '.join(best.given)}" if best and best.given else ""
    return {
        "name": one.name,
        "asked": one.asked,
        "verdict": headline(licence, one),
        "ok": best is not None,
        "constraint": f"content _||_ {one.name}{given}" if best else "",
        "barriers": [
            (", ".join(b.given) or "nothing", str(b.path), str(b.closed.node))
            for b in one.barriers
        ],
        "forbidden": [
            (r.method.value, r.reason, str(r.path) if r.path else "") for r in one.forbidden
        ],
        "obstacle": str(one.obstacle) if one.obstacle else "",
    }


# ---- counterfactuals --------------------------------------------------------------------------


def _truth(one: TruthErrors) -> dict[str, Any]:
    variables = list(dict.fromkeys(e.variable for e in one.errors))
    return {
        "done": ", ".join(one.done),
        "rows": f"{one.rows:,}",
        "charts": [_uri(error_chart(one, variables[-1]))],
        "lines": [
            (
                e.variable,
                e.way,
                _fine(e.error.value),
                f"{_fine(e.error.low)} to {_fine(e.error.high)}",
                _number(e.explained),
            )
            for e in one.errors
        ],
    }


def _axioms(found: Axioms | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "rows": found.rows,
        "seed": found.seed,
        "same": [
            (s.axiom, s.done, s.variable, s.residual, f"{s.error:.2g}", f"{s.largest:.2g}")
            for s in found.sameness
        ],
        "effects": [
            (
                e.attribute,
                e.picture,
                e.residual,
                e.measure,
                _number(e.counterfactual),
                _number(e.real),
            )
            for e in found.effects
        ],
    }


def _answer(one: Answer) -> dict[str, Any]:
    return {
        "name": one.name,
        "text": one.text,
        "summary": one.summary,
        "figure": _uri(one.figure(rows=4)),
        "warnings": [f"{w.code}: {w.message}" for w in one.warnings],
    }


# ---- words and numbers ------------------------------------------------------------------------


def _uri(figure: "Figure") -> dict[str, Any]:
    """A figure as data, and how wide it should stand on the page in pixels."""
    drawn = base64.b64encode(png(figure)).decode()
    return {
        "uri": f"data:image/png;base64,{drawn}",
        "width": round(min(964, 120 * float(figure.get_figwidth()))),
    }


def _number(value: float) -> str:
    return f"{value:.3f}" if isfinite(value) else "–"


def _fine(value: float) -> str:
    return f"{value:.4g}" if isfinite(value) else "–"


def _ends(one: Estimate) -> str:
    return f"{_number(one.low)} to {_number(one.high)}"


def _signed(one: Estimate) -> str:
    return f"{one.value:+.3f} ({one.low:+.3f} to {one.high:+.3f})"

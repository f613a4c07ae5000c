"""What a graph licenses, as JSON for programs and as a page for people."""

import json
from typing import TYPE_CHECKING, Any

from causalimg.causal.answers.bridge import question_of
from causalimg.causal.answers.records import as_data
from causalimg.causal.licences.explain import explain, headline, of_all_read
from causalimg.causal.licences.licence import licence_of
from causalimg.causal.licences.overview import under_do
from causalimg.causal.licences.sensitivity import NEVER_TURNED, Flip, sensitivity
from causalimg.causal.licences.verdicts import AttributeLicence, Barrier, Licence, Ruling, Standing
from causalimg.interfaces.drawing import drawn
from causalimg.interfaces.viewing import of_licence
from causalimg.semantics.model import Model

if TYPE_CHECKING:
    from causalimg.causal.graphs.separation import OpenPath

FORMAT = "causalimg advice 1"


def as_json(model: Model, predictors: list[str]) -> str:
    """All that a licence says of predictors, as `docs/how-to/next-hospital.md` lists its keys."""
    told = [_data(model, name) for name in predictors]
    data = {"format": FORMAT, "model": model.name, "predictors": told}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_html(model: Model, predictors: list[str]) -> str:
    """One page: the graph with the path that decides, each verdict, and what it rests on."""
    from causalimg.evaluation.pages import page

    matter = [_matter(model, name) for name in predictors]
    named = {"name": model.name, "title": model.title or "", "source": model.source.text}
    return page("advice", {**named, "predictors": matter})


def _data(model: Model, name: str) -> dict[str, Any]:
    licence = licence_of(question_of(model, model.predictor(name)))
    told = as_data(licence)
    for one, said in zip(licence.attributes, told["attributes"], strict=True):
        said["headline"] = headline(licence, one)
        said["best"] = as_data(one.best)
        said["forbidden"] = as_data(one.forbidden)
    told["sensitivity"] = as_data(sensitivity(licence.question))
    return {"predictor": name, **told}


# ---- the page --------------------------------------------------------------------------------


def _matter(model: Model, name: str) -> dict[str, Any]:
    predictor = model.predictor(name)
    licence = licence_of(question_of(model, predictor))
    flips = sensitivity(licence.question)
    lines = explain(licence).split("\n\n")
    by = f" by {predictor.label}" if predictor.label != predictor.target else ""
    return {
        "name": name,
        "asks": f"{predictor.target}{by} from {', '.join(predictor.inputs)}",
        "glance": "\n\n".join(lines[: len(lines) - len(licence.attributes) - 1]),
        "plain": _svg(model, licence, None) if not licence.attributes else "",
        "attributes": [_attribute(model, licence, one) for one in licence.attributes],
        "uncovered": licence.uncovered,
        "remedies": [
            (f"{one.kind.replace('_', ' ')} {one.attribute}".strip(), one.reason)
            for one in licence.remedies
        ],
        "said": [("warning", w) for w in licence.warnings]
        + [("hint", h) for h in licence.hints]
        + [("note", n) for n in licence.notes],
        "flips": [_flip(flip) for flip in flips if flip.changes],
        "quiet": [f"{flip.cause} → {flip.effect}" for flip in flips if not flip.changes],
        "never": NEVER_TURNED,
        "text": explain(licence),
    }


def _attribute(model: Model, licence: Licence, one: AttributeLicence) -> dict[str, Any]:
    asked = {"invariant": "invariant to", "fair": "fair to", "environment": "environment"}
    ok = one.best is not None
    return {
        "asked": asked[one.asked],
        "name": one.name,
        "tag": headline(licence, one),
        "ok": ok,
        "graph": _svg(model, licence, one),
        "train": [
            (_constraint(one.name, c.given), ", ".join(c.removes))
            for c in (*one.useful, *one.approximate)
        ],
        "barriers": [_barrier(barrier) for barrier in one.barriers],
        "revealed": _path(one.revealed),
        "obstacle": _path(one.obstacle),
        "rulings": [_ruling(ruling) for ruling in one.rulings],
        "reaches": one.reaches_image,
        "label": one.label_rule.value,
        "under_do": under_do(licence, one),
        "of_all_read": of_all_read(licence, one).replace("_||_", "⟂"),
    }


def _svg(model: Model, licence: Licence, attribute: AttributeLicence | None) -> Any:
    from markupsafe import Markup

    picture = drawn(model, "svg", of_licence(model, licence, attribute)).decode()
    return Markup(picture)  # noqa: S704  drawn by us, its words are escaped there


def _constraint(name: str, given: tuple[str, ...]) -> str:
    return f"content ⟂ {name}" + (f" | {', '.join(given)}" if given else "")


def _barrier(barrier: Barrier) -> tuple[str, str, str, str]:
    closed = barrier.closed
    how = "is not conditioned on" if closed.passage == "collider" else "is held fixed"
    return ", ".join(barrier.given) or "nothing", _path(barrier.path), closed.node, how


def _path(path: "OpenPath | None") -> str:
    return path.marked() if path else ""


def _ruling(ruling: Ruling) -> dict[str, Any]:
    look = {Standing.LICENSED: "ok", Standing.FORBIDDEN: ""}
    return {
        "method": ruling.method.value,
        "standing": ruling.standing.value,
        "look": look.get(ruling.standing, "so"),
        "reason": ruling.reason,
        "path": _path(ruling.path),
    }


def _flip(flip: Flip) -> tuple[str, list[tuple[str, str, str, str]]]:
    changes = [(c.attribute, c.aspect, c.before, c.after) for c in flip.changes]
    return f"{flip.effect} → {flip.cause}", changes

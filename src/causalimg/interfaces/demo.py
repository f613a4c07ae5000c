"""`causalimg demo`: the first story, from two texts to a report, with the truth at hand.

A model whose mechanisms are all known draws four hospitals. A second model, which knows the arrows
only, is fitted to three of them; its counterfactual films are compared with the true ones, and a
predictor is trained by each method and tested at the fourth hospital, which nothing has read.
"""

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
import typer
from torch import Tensor

from causalimg.evaluation.axioms import axioms
from causalimg.evaluation.figures import png, score_chart, truth_grid
from causalimg.evaluation.report import Film, Matter, write_report
from causalimg.evaluation.scores import Scores, score
from causalimg.evaluation.truth import Known, TruthErrors, truth_errors
from causalimg.fitting.progress import shown_progress
from causalimg.fitting.store import MANIFEST, Fit
from causalimg.fitting.write import write_folder
from causalimg.interfaces.api import Model, load
from causalimg.interfaces.asking import asked_fit
from causalimg.interfaces.door import refused
from causalimg.interfaces.fits import fitted
from causalimg.interfaces.sampling import drawn
from causalimg.interfaces.trainings import trained
from causalimg.semantics.types import values_of

if TYPE_CHECKING:
    from PIL.Image import Image

INSIDE = Path(__file__).with_name("_models")
CHECKOUT = Path(__file__).parents[3] / "models"
KNOWN, LEARNED = "chest_phantom_truth.scm", "chest_phantom.scm"
OTHER = "scanner = (if scanner == agfa then philips else agfa)"
TRAINING, FOURTH = ("north", "south", "east"), "west"
COMPARED = 24
QUICK = {"fit.epochs": 24, "fit.batch": 32, "fit.patience": 6, "fit.decays": 1}
Drawn = tuple[dict[str, Tensor], dict[str, Tensor]]
Step = Callable[[str, float, str], None]


def tell(out: Path, *, rows: int, progress: bool, settings: Mapping[str, Any]) -> None:
    """Draw, fit, ask, train, test, report; everything ends up in one folder.

    Args:
        out: the folder; it must not hold a run yet.
        rows: films per training hospital; the fourth gets as many.
        progress: show bars.
        settings: keys of `[fit]`, `[data]` and `[train.triage]`.

    Raises:
        CausalimgError: E0711 where `out` holds a demo already.
    """
    if (out / "run" / MANIFEST).exists():
        remedy = f"remove `{out}` or choose another folder with `--out`"
        raise refused("E0711", "the folder holds a demo already", remedy)
    truth, model = load(_text(KNOWN)), load(_text(LEARNED))
    with shown_progress(on=progress) as show:
        hospitals = _hospitals(truth, rows, show)
    table = write_folder(model.checked, _factual(hospitals, TRAINING), out / "hospitals").parent
    west, twins = hospitals[FOURTH]
    fourth = write_folder(model.checked, west, out / "fourth").parent
    write_folder(model.checked, twins, out / "fourth_other_scanner")
    own = {k: v for k, v in settings.items() if not k.startswith("train.")}
    chosen = {**QUICK, "data.withhold": [FOURTH], **own}
    fit = fitted(model.checked, table, out / "run", chosen, resume=False, progress=progress)
    lessons = {k: v for k, v in settings.items() if k.startswith("train.")}
    training = trained(fit, "triage", table, progress=progress, settings=lessons)
    with shown_progress(on=progress) as show:
        show("tested", 0.1, "at the fourth hospital")
        scores = score(training, fourth, sites=(FOURTH,), twins={"scanner": _seen(model, twins)})
        show("tested", 0.6, "against the true counterfactuals")
        errors = _errors(fit, truth, hospitals)
        show("tested", 0.9, "axioms")
        same = axioms(fit, table, rows=COMPARED, effectiveness=False)
        show("tested", 1.0, "done")
    films = _films(fit, hospitals, errors)
    asked = (asked_fit(fit, "bias"), asked_fit(fit, "E[disease | do(age = 80)]"))
    matter = Matter(fit, (training,), (scores,), (films,), (errors,), same, asked)
    page = write_report(matter, out / "report.html")
    _stacked([png(films.figure), png(score_chart(scores))]).save(out / "demo.png")
    _say(scores, errors, out / "demo.png", page)


def _text(name: str) -> Path:
    """The gallery stands inside the wheel, or beside the sources of a checkout."""
    return next(p / name for p in (INSIDE, CHECKOUT) if (p / name).exists())


def _hospitals(truth: Model, rows: int, show: Step) -> dict[str, Drawn]:
    """Each site's rows, and the same rows with the same noise under the other scanner."""
    found: dict[str, Drawn] = {}
    sites = (*TRAINING, FOURTH)
    for i, site in enumerate(sites):
        show("drawn", i / len(sites), site)
        made = drawn(truth.checked, truth.program, {site: rows}, i, OTHER)
        assert made.had is not None
        found[site] = made.values, made.had
    show("drawn", 1.0, f"{rows} films in each of four hospitals")
    return found


def _factual(hospitals: Mapping[str, Drawn], sites: tuple[str, ...]) -> dict[str, Tensor]:
    parts = [hospitals[site][0] for site in sites]
    return {name: torch.cat([part[name] for part in parts]) for name in parts[0]}


def _seen(model: Model, values: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What a table would have: the variables of the learned model."""
    return {v.name: values[v.name] for v in model.checked.variables}


def _errors(fit: Fit, truth: Model, hospitals: Mapping[str, Drawn]) -> TruthErrors:
    """Counterfactual films of rows of the fourth hospital, against the redrawn ones."""
    rows, had = hospitals[FOURTH]
    rows = {name: value[:COMPARED] for name, value in rows.items()}
    had = {name: value[:COMPARED] for name, value in had.items()}
    known = Known(truth.checked, truth.program, rows)
    return truth_errors(fit, rows, had, {"scanner": had["scanner"]}, known=known)


def _films(fit: Fit, hospitals: Mapping[str, Drawn], errors: TruthErrors) -> Film:
    rows = hospitals[FOURTH][0]
    words = values_of(fit.model.variable("scanner").type)
    shown = zip(rows["scanner"][:4].tolist(), rows["disease"][:4].tolist(), strict=True)
    lines = [f"{words[s]}, {'ill' if ill else 'well'}" for s, ill in shown]
    grid = truth_grid("image", rows["image"][:COMPARED], errors, lines, rows=4)
    return Film(grid, "Films of the fourth hospital as the other scanner would have taken them.")


def _stacked(pictures: list[bytes]) -> "Image":
    """Pictures below each other, on white, as wide as the widest."""
    from PIL import Image

    opened = [Image.open(io.BytesIO(one)).convert("RGB") for one in pictures]
    wide = max(one.width for one in opened)
    scaled = [one.resize((wide, round(one.height * wide / one.width))) for one in opened]
    page = Image.new("RGB", (wide, sum(one.height for one in scaled) + 20), "white")
    top = 0
    for one in scaled:
        page.paste(one, (0, top))
        top += one.height + 20
    return page


def _say(scores: Scores, errors: TruthErrors, picture: Path, page: Path) -> None:
    shown = scores.to_table()
    shown = shown[shown["measure"].isin(["AUROC", "worst-group accuracy"])]
    typer.echo(f"\nat `{FOURTH}`, which neither `fit` nor `train` has read:")
    typer.echo(shown.to_string(index=False, float_format="%.3f", na_rep=""))
    typer.echo("\nfilms under the other scanner, against the true counterfactual:")
    films = errors.to_table()
    films = films[films["variable"] == "image"]
    typer.echo(films.to_string(index=False, float_format="%.4f"))
    typer.echo(f"\npicture: {picture}\nreport:  {page}")

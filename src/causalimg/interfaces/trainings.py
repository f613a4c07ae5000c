"""Training and applying predictors from the doors."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from causalimg.diagnostics.suggest import suggest
from causalimg.fitting.settings import load_settings
from causalimg.fitting.store import Fit
from causalimg.interfaces.door import refused
from causalimg.interfaces.fits import every_site, table_of
from causalimg.invariance.settings import METHODS, TrainSettings
from causalimg.invariance.store import open_training, save_training
from causalimg.invariance.train import Training, train
from causalimg.semantics.types import values_of

if TYPE_CHECKING:
    import pandas as pd


def trained(
    fit: Fit,
    predictor: str,
    data: Any = None,
    *,
    methods: tuple[str, ...] | None = None,
    progress: bool = True,
    settings: Mapping[str, Any] | None = None,
) -> Training:
    """Train a predictor and keep it in the run folder.

    Args:
        fit: the fitted model.
        predictor: its name.
        data: rows; None takes the table of the fit.
        methods: of `METHODS`; None takes those of the settings.
        progress: show a bar.
        settings: keys of `[train.NAME]`, bare (`epochs`) or whole (`train.triage.epochs`).

    Raises:
        CausalimgError: E0711 for an unknown method, E0715 for a key of another section, and
            whatever `train` says.
    """
    unknown = [m for m in methods or () if m not in METHODS]
    if unknown:
        known = f"methods are {', '.join(METHODS)}"
        raise refused("E0711", f"`{unknown[0]}` is not a method of training", known)
    rows = table_of(fit.folder) if data is None else data
    keys = {_dotted(predictor, key): value for key, value in (settings or {}).items()}
    chosen = load_settings(None, keys).train.get(predictor, {})
    found = train(fit, predictor, rows, chosen, methods, progress=progress)  # type: ignore[arg-type]
    save_training(found)
    return found


def _dotted(predictor: str, key: str) -> str:
    """`train.triage.epochs`, also for the bare `epochs`."""
    prefix, known = f"train.{predictor}.", tuple(TrainSettings.model_fields)
    bare = key.removeprefix(prefix)
    if "." not in bare:
        return prefix + bare
    last = bare.rpartition(".")[2]
    meant = last if last in known else next(iter(suggest(last, known)), None)
    remedy = f"write `{meant}` or `{prefix}{meant}`" if meant else f"keys are {', '.join(known)}"
    message = f"`{key}` is no setting of the training of `{predictor}`"
    raise refused("E0715", message, remedy, where="command line")


def predicted(
    fit: Fit, predictor: str, data: Path | None, method: str | None = None
) -> "pd.DataFrame":
    """What a trained predictor says about new rows, which need its inputs only.

    Returns:
        One line per row, the first below the header being 1: the probability of each value of
        a finite target, or the number.

    Raises:
        CausalimgError: E0714 where it is not trained (by that method), E07xx for the rows.
    """
    import numpy as np
    import pandas as pd

    from causalimg.fitting.bind import bind

    training = open_training(fit, predictor)
    chosen = method or training.chosen
    if chosen not in training.readers:
        known = f"it was trained by {', '.join(training.readers)}"
        raise refused("E0714", f"`{predictor}` was not trained by `{chosen}`", known)
    inputs = training.predictor.inputs
    table = data or table_of(fit.folder)
    bound = bind(fit.model, table, every_site(fit), variables=inputs)
    said = training.readers[chosen](bound.batch(np.arange(len(bound)), inputs))  # type: ignore[index]
    target = training.predictor.target
    words = values_of(fit.model.variable(target).type)
    columns = {"row": bound.rows}
    if said.dim() == 1:
        name = f"P({target} = 1)" if words else target
        return pd.DataFrame({**columns, name: said.numpy()})
    shares = {f"P({target} = {word})": said[:, i].numpy() for i, word in enumerate(words)}
    return pd.DataFrame({**columns, **shares})

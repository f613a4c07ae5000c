"""The Python door to a run: `open_run` a folder, then `ask`, `estimate`, `train`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from causalimg.fitting.store import Fit as Fitted
    from causalimg.invariance.train import Training
    from causalimg.program.protocol import Program
    from causalimg.queries.answer import Answer
    from causalimg.queries.estimation.estimated import Estimate


@dataclass(frozen=True, repr=False)
class Fit:
    """A fitted model, from `Model.fit` or `open_run`.

    Args:
        fitted: model, program with its weights, settings and data summary.
    """

    fitted: "Fitted"

    @property
    def program(self) -> "Program":
        """The fitted program."""
        return self.fitted.program

    def ask(self, query: str, rows: Any = None, **options: Any) -> "Answer":
        """Ask a query of the file by name, or one in its own words.

        Args:
            query: such as `"restyle"` or `"image had scanner = philips"`.
            rows: evidence for a counterfactual: anything `fit` takes, or values by variable.
            **options: `draws`, `seed`, `residual` (`"keep"` or `"drop"`).

        Returns:
            The answer: numbers with intervals or values per row, and what they rest on.

        Raises:
            CausalimgError: E0711 for a query that is not understood, E07xx for rows that cannot
                be used.
        """
        from causalimg.interfaces.asking import asked_fit

        return asked_fit(self.fitted, query, rows, **options)

    def estimate(self, query: str, data: Any = None, **options: Any) -> "Estimate":
        """Estimate an effect from the table of the fit, or another one, as `Model.estimate`.

        Beside the estimate stands what the fit says by its own `do`.
        """
        from causalimg.interfaces.estimating import of_run

        return of_run(self.fitted, query, data, **options)

    @property
    def parameters(self) -> "pd.DataFrame":
        """What the entries of `parameters` and the weights of `linear(...)` were estimated as.

        A row for each number: the estimate, whether it is the posterior mode (where there is a
        prior) or the maximum of the likelihood, and the prior. `causalimg show RUN` prints it.
        """
        from causalimg.queries.learned import parameters

        return parameters(self.fitted.model, self.program, self.fitted.summary.seen)

    @property
    def tables(self) -> "dict[str, pd.DataFrame]":
        """By variable, the probabilities that a `table()` learned, under every combination.

        A combination that no row had has no probabilities (NaN).
        """
        from causalimg.queries.learned import tables

        return tables(self.fitted.model, self.program, self.fitted.summary.seen)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        fitted = self.fitted
        lines = [f"fit of {fitted.model.name} to {fitted.summary.rows} rows, in {fitted.folder}"]
        lines += [f"{k}: held-out log density {v:.4g} per row" for k, v in fitted.heldout.items()]
        lines += [f"{warning.code}: {warning.message}" for warning in fitted.warnings]
        return {"text/plain": "\n".join(lines)}

    def __repr__(self) -> str:
        return self._repr_mimebundle_()["text/plain"]

    def train(self, predictor: str, data: Any, **options: Any) -> "Training":
        """Train a predictor by ERM, by what the graph licenses and by augmentation."""
        from causalimg.interfaces.trainings import trained

        return trained(self.fitted, predictor, data, **options)


def open_run(folder: str | Path) -> Fit:
    """A fit from its run folder.

    Raises:
        CausalimgError: E0709 where the folder is not a run or is damaged.
    """
    from causalimg.fitting.store import open_run as opened

    return Fit(opened(Path(folder)))

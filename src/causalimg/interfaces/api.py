"""The Python door: `load` a text, then `identify`, `advise`, `sample`, `fit`, `ask`, `train`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from causalimg.causal.analyse import Analysis, analyse
from causalimg.diagnostics import CausalimgError, has_errors
from causalimg.diagnostics.render import render
from causalimg.interfaces.door import read_source
from causalimg.interfaces.fitted import Fit
from causalimg.semantics.model import Model as Checked
from causalimg.source import Source

if TYPE_CHECKING:
    from torch import Tensor

    from causalimg.causal.crossworld.counterworlds import Data
    from causalimg.causal.graphs.implications import Implication
    from causalimg.evaluation.finding import Refutation
    from causalimg.interfaces.identifying import Identification
    from causalimg.interfaces.mediating import MediatedEffect
    from causalimg.program.protocol import Program
    from causalimg.queries.answer import Answer
    from causalimg.queries.estimation.estimated import Estimate


def check(path: str | Path) -> str:
    """The diagnostics of a file as text, empty where there are none.

    Raises:
        CausalimgError: E0701 where the file cannot be read.
    """
    source = read_source(Path(path))
    return render(analyse(source).diagnostics, source)


def identify(
    path: str | Path,
    query: str = "",
    *,
    most: int | None = None,
    adjust: tuple[str, ...] | None = None,
    **constants: float,
) -> "tuple[Identification, ...]":
    """What the arrows of a file say of its queries, as `Model.identify`.

    It answers for a text whose questions and promises `check` refuses, which `load` does not take.

    Raises:
        CausalimgError: any other error of the text; E0711 for a question that the arrows are not
            asked about; E0701 where the file cannot be read.
    """
    from causalimg.interfaces.drafted import drafted
    from causalimg.interfaces.identifying import identified

    return identified(drafted(Path(path), constants), query, most, adjust)


def advise(path: str | Path, predictor: str | None = None, **constants: float) -> str:
    """What the graph of a file licenses for its predictors, as `Model.advise`.

    It answers for a text whose questions and promises `check` refuses, which `load` does not take.

    Raises:
        CausalimgError: any other error of the text; E0711 for a predictor that is not there; E0701
            where the file cannot be read.
    """
    from causalimg.interfaces.advising import advised
    from causalimg.interfaces.drafted import drafted

    return advised(drafted(Path(path), constants), predictor)


def load(path: str | Path, **constants: float) -> "Model":
    """A model from a `.scm` file.

    Args:
        path: the file.
        **constants: values for its `param` lines, such as `latents=64`.

    Raises:
        CausalimgError: every error of the text; E0701 where the file cannot be read.
    """
    return loads(read_source(Path(path)), **constants)


def loads(source: Source | str, **constants: float) -> "Model":
    """A model from a text, as `load` from a file.

    Example:
        >>> joe = loads('''causalimg 1
        ... model joe
        ... variables { x, y : real }
        ... mechanisms {
        ...   x ~ Normal(0, 1)
        ...   y ~ Normal(2 * x, 1)
        ... }
        ... ''')
        >>> joe.checked.parents("y")
        ('x',)
    """
    text = source if isinstance(source, Source) else Source("model.scm", source)
    analysis = analyse(text, constants)
    if has_errors(analysis.diagnostics):
        raise CausalimgError(analysis.diagnostics, text)
    return Model(analysis)


@dataclass(frozen=True, repr=False)
class Model:
    """A checked model; its program is built when first needed.

    Args:
        analysis: what the front rooms found.
    """

    analysis: Analysis

    @property
    def checked(self) -> Checked:
        """The records that rooms pass on."""
        assert self.analysis.model is not None
        return self.analysis.model

    @cached_property
    def program(self) -> "Program":
        """The compiled program, a `pyro.nn.PyroModule` with fresh weights."""
        from causalimg.program.load import build

        return build(self.checked)

    def compile(self) -> str:
        """The readable Python text of the program."""
        from causalimg.program.load import compile_text

        return compile_text(self.checked)

    def identify(
        self,
        query: str = "",
        *,
        most: int | None = None,
        adjust: tuple[str, ...] | None = None,
    ) -> "tuple[Identification, ...]":
        r"""How effects follow from what is observed, by what adjustment, or what is in the way.

        Args:
            query: the name of a query of the file or one in its own words; all where empty.
            most: how many minimal sets to list and tell; a few of the first where None.
            adjust: a set that somebody has in mind: a note says whether it will do, or why not.

        Returns:
            One record for each `E[...]` and `P(...)`: the estimand, a minimal set to adjust for,
            and all ways in which it follows, each with its sets.

        Raises:
            CausalimgError: E0711 for a question that the arrows are not asked about.

        Example:
            >>> model = loads("causalimg 1\nvariables { x, y, z : binary }\n"
            ...               "graph { z -> x, y\n x -> y }\n")
            >>> found, = model.identify("E[y | do(x = 1)]")
            >>> found.adjust
            ('z',)
            >>> print(found)
            P(y | do(x)) = sum_{z} P(y | x, z) P(z)
              adjust for z (back door)
            >>> [(way.kind, way.sets) for way in found.strategies]
            [('back-door', (('z',),))]
        """
        from causalimg.interfaces.identifying import identified

        return identified(self.checked, query, most, adjust)

    def mediate(
        self,
        cause: str,
        outcome: str,
        through: Sequence[str] = (),
        along: Sequence[str] = (),
        data: "Data" = "observations",
        values: str = "",
        table: Any = None,
    ) -> "tuple[MediatedEffect, ...]":
        r"""The total effect, and what of it passes by mediators, through them and along paths.

        Args:
            cause: the variable that is set.
            outcome: the variable that is read.
            through: mediators, taken together; all between the two where none is named.
            along: paths, each for itself, such as `x -> m -> y`.
            data: what is to settle it: `observations`, `experiments` or `both`.
            values: what the cause is changed to and from, such as `philips, ge`.
            table: anything that `fit` takes, to estimate each effect from.

        Returns:
            One record for each effect, with the two laws that it contrasts.

        Raises:
            CausalimgError: E0711 for what is no observed variable, no path, or no value; with a
                table, whatever `estimate` refuses.

        Example:
            >>> model = loads("causalimg 1\nvariables { x, m, y : binary }\n"
            ...               "graph { x -> m -> y\n x -> y }\n")
            >>> print(model.mediate("x", "y")[1])
            natural direct effect: E[y had x, m = (m had x′)] - E[y had x′]
              P(y had x, m = (m had x′)) = sum_{m} P(m | x′) P(y | x, m)
              P(y had x′) = P(y | x′)
        """
        from causalimg.interfaces.mediating import mediated_effects

        return mediated_effects(self.checked, cause, outcome, through, along, data, values, table)

    def advise(self, predictor: str | None = None) -> str:
        """Which training constraints the graph licenses and forbids for a predictor, as text.

        Args:
            predictor: one of the model; all where None.

        Raises:
            CausalimgError: E0711 for a predictor that is not there.
        """
        from causalimg.interfaces.advising import advised

        return advised(self.checked, predictor)

    def implications(self, *, pairs: bool = False) -> "tuple[Implication, ...]":
        r"""The independences that the arrows imply of what is measured, a basis of them.

        Args:
            pairs: a statement for each missing arrow instead of the shorter basis.

        Example:
            >>> model = loads("causalimg 1\nvariables { age, scanner, label : binary }\n"
            ...               "graph { age -> label }\n")
            >>> for one in model.implications():
            ...     print(one)
            scanner _||_ age
            label _||_ scanner | age
        """
        from causalimg.causal.answers.testable import implied

        return implied(self.checked, pairs=pairs)

    def test(
        self,
        data: Any,
        *,
        level: float = 0.05,
        control: str = "holm",
        pairs: bool = False,
        **settings: Any,
    ) -> "Refutation":
        """Test on a table what the arrows imply and the text claims.

        Args:
            data: anything that `fit` reads.
            level: how often a family of true statements may be refuted.
            control: `holm`, `bh` (Benjamini-Hochberg) or `none`, for many tests.
            pairs: a statement for each missing arrow instead of the shorter basis.
            **settings: keys of `[data]`, such as `drop_missing=True`.

        Raises:
            CausalimgError: E0701-E0706 for data that cannot be used, E0711, E0715.
        """
        from causalimg.interfaces.testing import refutation

        return refutation(self.checked, data, settings, level=level, control=control, pairs=pairs)

    def sample(
        self, rows: int | Mapping[str, int], seed: int = 0, had: str | None = None
    ) -> dict[str, "Tensor"]:
        """Draw rows; with `had`, the same rows with the same noise in that other world.

        Args:
            rows: how many (per site, where there is an environment), or a count per site.
            seed: of the noise.
            had: assignments as in a query, such as `"scanner = philips"`.

        Returns:
            Values by variable, latents among them: numbers `[row]`, images
            `[row, channel, height, width]`.

        Raises:
            CausalimgError: E0711 where something is still to be learned or the request does
                not fit the model.
        """
        from causalimg.interfaces.sampling import drawn

        found = drawn(self.checked, self.program, rows, seed, had)
        return found.values if found.had is None else found.had

    def fit(
        self,
        data: Any,
        out: str | Path | None = None,
        *,
        resume: bool = False,
        progress: bool = True,
        **settings: Any,
    ) -> "Fit":
        """Fit every learned mechanism and parameter.

        Args:
            data: a folder, a CSV or Parquet file, a pandas data frame, or tensors by variable.
            out: the run folder; None keeps the fit in a temporary one.
            resume: go on from the last checkpoint in `out`.
            progress: show a bar.
            **settings: keys of `[fit]` and `[data]`, such as `epochs=20, withhold=["west"]`.

        Raises:
            CausalimgError: E0701-E0708 for data that cannot be used, E0709, E0710, E0713 for a
                run folder that cannot be resumed, E0715 for settings.
        """
        from causalimg.interfaces.fits import fitted

        return Fit(fitted(self.checked, data, out, settings, resume=resume, progress=progress))

    def estimate(self, query: str, data: Any, **options: Any) -> "Estimate":
        """Estimate an effect from a table, by the estimand of the arrows.

        Args:
            query: the name of one of the model, or a question in its own words.
            data: anything that `fit` takes.
            **options: `by` (`"plug-in"`, `"regression"`, `"weighting"`, `"doubly-robust"`; what
                fits where absent), `learner` (`"linear"`, `"boosting"`), `draws`, `seed`,
                `drop_missing`.

        Returns:
            The estimate with its interval, and beside it what the model says, where all of its
            mechanisms are known.

        Raises:
            CausalimgError: E0503, E0605 or E0606 for what does not follow from what is observed,
                E07xx for a table that cannot be used, E0711 for what no rows answer.
        """
        from causalimg.interfaces.estimating import of_model

        return of_model(self.checked, query, data, **options)

    def ask(self, query: str, rows: Any = None, **options: Any) -> "Answer":
        """Ask a model whose mechanisms are all known; rows and options as in `Fit.ask`."""
        from causalimg.interfaces.asking import asked

        return asked(self.checked, self.program, query, rows, **options)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from causalimg.interfaces.drawing import drawn

        picture = drawn(self.checked, "svg").decode()
        return {"image/svg+xml": picture, "text/plain": repr(self)}

    def __repr__(self) -> str:
        """A line for the Python prompt, where the records would fill pages."""
        return f"model {self.checked.name}"

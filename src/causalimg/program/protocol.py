"""What every compiled program offers to fitting and asking, as a type."""

from collections.abc import Mapping
from typing import ClassVar

from pyro.nn import PyroModule
from torch import Tensor

from causalimg.program.door import guarded

Row = Mapping[str, Tensor]


class Program(PyroModule):  # type: ignore[misc]  # Pyro is untyped
    """Base of the emitted classes: names and types only, every statement is in the emitted text.

    Shapes: numbers `[..., row]`, finite values as int64 (category, ordinal) or 0/1 floats
    (binary) `[..., row]`, images `[..., row, channel, height, width]`. Left dimensions are free
    (draws, worlds).

    Attributes:
        variables: all variables with a mechanism, causes first.
        parents: direct causes of each variable.
        noises: the exogenous noises of each variable.
        environment: the variable that says which site a row is from, or None.
        images: the variables that are pictures.
        words: the values of each finite variable, in the order of their indices.
        numbers: the attribute that holds each entry of `parameters`.
        lossy: the variables whose equation does not give its noise back.
        methods: the method of each variable whose name Python did not let us have.
        lines: the `.scm` line of each mechanism, for messages.
        max_plate_nesting: plates of the density and noise forms.
    """

    variables: ClassVar[tuple[str, ...]] = ()
    parents: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    noises: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    environment: ClassVar[str | None] = None
    images: ClassVar[tuple[str, ...]] = ()
    words: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    numbers: ClassVar[Mapping[str, str]] = {}
    lossy: ClassVar[tuple[str, ...]] = ()
    methods: ClassVar[Mapping[str, str]] = {}
    lines: ClassVar[Mapping[str, str]] = {}
    max_plate_nesting: ClassVar[int] = 1

    def __init_subclass__(cls, **settings: object) -> None:
        """Let the errors of a compiled class name the line of the model."""
        super().__init_subclass__(**settings)
        guarded(cls)

    def noise_form(self, rows: int = 1, **environment: Tensor) -> dict[str, Tensor]:
        """Noise sites `u_*` and deterministic values: for `do`, twin worlds, counterfactuals."""
        raise TypeError(f"{type(self).__name__} was not compiled")

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every exogenous noise once per row, under the global generator (see `seeded`).

        As in `predict`, the noise of an image is drawn only when the image is wanted.
        """
        raise TypeError(f"{type(self).__name__} was not compiled")

    def abduct(self, row: Row, *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete and coded noise is a posterior draw."""
        raise TypeError(f"{type(self).__name__} was not compiled")

    def predict(
        self,
        noise: Row,
        do: Row | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        **environment: Tensor,
    ) -> dict[str, Tensor]:
        """Values of all variables from noise, with some replaced by `do`."""
        raise TypeError(f"{type(self).__name__} was not compiled")

    def log_prob(self, row: Row, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Log density `[..., row]` of each wanted variable given its causes (None = all).

        `row` holds the wanted variables and their direct causes, others may be absent.
        """
        raise TypeError(f"{type(self).__name__} was not compiled")

    def log_prior(self) -> Tensor | None:
        """Log density of the learned numbers under their priors, or None where none has one."""
        return None

    def set_scales(self, table: Row) -> None:
        """Take location and spread of measured numbers, for the networks to standardise by."""

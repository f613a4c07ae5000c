"""What is asked of the licence: what is predicted from which image, what must not matter."""

from dataclasses import dataclass

from causalimg.causal.graphs.admg import Admg
from causalimg.diagnostics import CausalimgInternalError


@dataclass(frozen=True, slots=True)
class Question:
    """A predictor and the arrows that decide how it may be trained.

    Args:
        graph: the arrows of the model, acyclic.
        image: the picture that is read.
        target: what is to be predicted; it may be latent.
        label: the measurement that the loss reads, where it is not the target itself.
        inputs: what is read besides the image.
        invariant_to: attributes whose direct arrows into the image are asserted to be mere
            appearance, which the predictor must ignore.
        fair_to: attributes over which it must be fair; nothing is asserted about the image.
        environment: the variable that says which site a row is from.
        selection: variables that every row was selected by; always conditioned on.
        latent: variables that no table has.
        image_typed: variables that are pictures or masks; never conditioned on.
        masks: those of them that give each pixel a label.
        stages: raw measurements on the way to the image, such as k-space: an arrow into them
            means what an arrow into the image means, so they are marginalised first.
        discrete: variables with few values, over which a condition is easily estimated;
            None where it is not known.

    Raises:
        CausalimgInternalError: a name that the graph does not have.
    """

    graph: Admg
    image: str
    target: str
    label: str | None = None
    inputs: tuple[str, ...] = ()
    invariant_to: tuple[str, ...] = ()
    fair_to: tuple[str, ...] = ()
    environment: str | None = None
    selection: tuple[str, ...] = ()
    latent: frozenset[str] = frozenset()
    image_typed: frozenset[str] = frozenset()
    masks: frozenset[str] = frozenset()
    stages: tuple[str, ...] = ()
    discrete: frozenset[str] | None = None

    def __post_init__(self) -> None:
        named = {self.image, self.target, self.measured, *self.inputs, *self.attributes}
        named |= {*self.selection, *self.latent, *self.image_typed, *self.stages}
        if unknown := named - set(self.graph.nodes):
            raise CausalimgInternalError(f"a licence was asked about unknown {sorted(unknown)}")

    @property
    def measured(self) -> str:
        """What the loss reads: the label, or the target where there is none."""
        return self.label or self.target

    @property
    def answer(self) -> str:
        """What the loss reads, in a word: a label, or a whole mask or picture."""
        return self.called(self.measured) if self.measured in self.image_typed else "label"

    def called(self, name: str) -> str:
        """What one calls a variable that is never conditioned on."""
        return "mask" if name in self.masks else "picture"

    @property
    def covariates(self) -> tuple[str, ...]:
        """The inputs besides the image."""
        return tuple(name for name in self.inputs if name != self.image)

    @property
    def observed(self) -> frozenset[str]:
        """What a table has for each row."""
        return frozenset(self.graph.nodes) - self.latent - set(self.selection)

    @property
    def attributes(self) -> tuple[str, ...]:
        """What a verdict is due on: invariance, fairness, then the environment; each once."""
        environment = () if self.environment is None else (self.environment,)
        return tuple(dict.fromkeys((*self.invariant_to, *self.fair_to, *environment)))

    @property
    def conditionable(self) -> frozenset[str]:
        """What a constraint may be conditioned on: observed, and no picture."""
        return self.observed - self.image_typed - {self.image}

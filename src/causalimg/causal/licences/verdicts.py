"""The words in which a licence is given: records only, filled by `licence`."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from causalimg.causal.graphs.separation import Joint, OpenPath
from causalimg.causal.licences.partition import Partition
from causalimg.causal.licences.question import Question
from causalimg.causal.licences.shifts import Shift

Asked = Literal["invariant", "fair", "environment"]


class Verdict(StrEnum):
    """What the graph says about training a predictor to ignore an attribute."""

    LICENSED = "licensed"
    APPROXIMATE = "approximate"
    PARTIAL = "partial"
    VACUOUS = "vacuous"
    NONE = "none"


class Standing(StrEnum):
    """What the graph says about one known method."""

    LICENSED = "licensed"
    APPROXIMATE = "approximate"
    PARTIAL = "partial"
    VACUOUS = "vacuous"
    FORBIDDEN = "forbidden"


class Method(StrEnum):
    """Families of constraints, by what they make independent of the attribute."""

    MARGINAL = "DANN, CORAL, MMD"
    CONDITIONAL = "CDANN, conditional MMD"
    WEIGHTED = "Makar's weights"
    IRM = "IRM"
    VREX = "V-REx"


class LabelRule(StrEnum):
    """What becomes of the label when an attribute of an image is set by intervention."""

    KEEP = "keep"
    KEEP_NOISE = "keep, with the noise model of the factual label"
    PROPAGATE = "propagate"


@dataclass(frozen=True, slots=True)
class Condition:
    """A set to condition on.

    Args:
        given: the variables held fixed, in the order of the graph.
        removes: sources of the appearances that the constraint then acts on; its power.
    """

    given: tuple[str, ...]
    removes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why a licensed condition works where a smaller or more usual one does not.

    Args:
        given: the condition that fails.
        path: the path that it leaves open.
        closed: the node at which the licensed condition closes that path.
    """

    given: tuple[str, ...]
    path: OpenPath
    closed: Joint


@dataclass(frozen=True, slots=True)
class Risk:
    """Whether the risk may be made the same for all values of an attribute.

    Args:
        parts: the content that makes the label independent of the attribute, the largest
            such; empty where none does.
        irm: the label is independent of the attribute given those parts.
        vrex: those parts are, moreover, independent of it, so that equal risks are true.
        power: the label tells of the attribute once the appearances are read as well.
        irm_path: what is open between label and attribute, where `irm` fails.
        vrex_path: what is open between content and attribute, where only `vrex` fails.
    """

    parts: tuple[str, ...]
    irm: bool
    vrex: bool
    power: bool
    irm_path: OpenPath | None = None
    vrex_path: OpenPath | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """The standing of one method, with the open path where it is forbidden."""

    method: Method
    standing: Standing
    reason: str
    path: OpenPath | None = None


@dataclass(frozen=True, slots=True)
class AttributeLicence:
    """Everything that follows for one attribute.

    Args:
        name: the attribute.
        asked: why it is looked at.
        verdict: the summary.
        useful: minimal conditions under which the image's relevant content is independent of
            the attribute and some appearance is not; best first.
        vacuous: minimal licensed conditions under which no appearance tells of the attribute
            either.
        partial: where the content as a whole has none: the parts that have, with theirs.
        fused: useful conditions that hold for content and tabular inputs together, for a
            penalty on what is computed from both.
        approximate: for a latent target, useful conditions with its measurement in its place.
        risk: the same for risk-invariance.
        rulings: the standing of each known method.
        label_rule: what an intervention on the attribute does to the label.
        consistency: whether images that differ by an intervention on the attribute must get
            the same answer from one who reads the image alone.
        consistency_fused: the same for the predictor as asked, which reads the tabular inputs
            as well: they must not move either.
        reaches_image: whether an intervention on the attribute changes the image at all.
        barriers: why the best condition works.
        revealed: the path along which an appearance tells of the attribute under the best
            condition, where given nothing none does.
        obstacle: what stays open however one conditions, where nothing is licensed.
        large: whether only a condition of more than three variables is licensed; then one
            is given, not all.
    """

    name: str
    asked: Asked
    verdict: Verdict
    useful: tuple[Condition, ...]
    vacuous: tuple[Condition, ...]
    partial: tuple[tuple[str, tuple[Condition, ...]], ...]
    fused: tuple[Condition, ...]
    approximate: tuple[Condition, ...]
    risk: Risk
    rulings: tuple[Ruling, ...]
    label_rule: LabelRule
    consistency: bool
    consistency_fused: bool
    reaches_image: bool
    barriers: tuple[Barrier, ...] = ()
    revealed: OpenPath | None = None
    obstacle: OpenPath | None = None
    large: bool = False

    def ruling(self, method: Method) -> Ruling:
        """The standing of a method."""
        return next(r for r in self.rulings if r.method is method)

    @property
    def forbidden(self) -> tuple[Ruling, ...]:
        """The methods that the graph forbids, with their reasons."""
        return tuple(r for r in self.rulings if r.standing is Standing.FORBIDDEN)

    @property
    def best(self) -> Condition | None:
        """The condition to train under: the best useful one, else the best approximate one."""
        return next(iter((*self.useful, *self.approximate)), None)


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something to train with that needs no conditional independence.

    Args:
        kind: what is done.
        attribute: the attribute concerned; empty for training as usual.
        reason: why, in one sentence.
    """

    kind: Literal["consistency", "augment_keep", "augment_propagate", "prior_correction",
                  "importance_weights", "erm"]  # fmt: skip
    attribute: str
    reason: str


@dataclass(frozen=True, slots=True)
class Licence:
    """What the graph permits for one predictor.

    Args:
        question: what was asked.
        partition: how the image was split.
        attributes: one verdict per attribute.
        shortcuts: sources of appearances that tell of the label beyond content and inputs.
        uncovered: shortcuts that no useful condition and no consistency loss removes.
        remedies: what trains without a conditional independence, best first.
        notes: assumptions made and checks that only data can do.
        hints: words that would license more.
        warnings: where the declared graph deserves a second look.
        shifts: what may differ with the environment or by selection, by name.
        unchanged: the variables whose mechanisms no site changes.
    """

    question: Question
    partition: Partition
    attributes: tuple[AttributeLicence, ...]
    shortcuts: tuple[str, ...]
    uncovered: tuple[str, ...]
    remedies: tuple[Remedy, ...]
    notes: tuple[str, ...]
    hints: tuple[str, ...]
    warnings: tuple[str, ...]
    shifts: tuple[Shift, ...] = ()
    unchanged: tuple[str, ...] = ()

    def attribute(self, name: str) -> AttributeLicence:
        """The verdict on an attribute; KeyError where none was asked or it is latent."""
        return {a.name: a for a in self.attributes}[name]

    @property
    def promised(self) -> tuple[AttributeLicence, ...]:
        """The attributes that the user named, without a merely declared environment."""
        return tuple(a for a in self.attributes if a.asked != "environment")

    @property
    def refused(self) -> tuple[AttributeLicence, ...]:
        """Promised invariances for which no conditioning set is licensed."""
        named = (a for a in self.attributes if a.asked == "invariant")
        return tuple(a for a in named if a.verdict is Verdict.NONE)


def listing(names: Iterable[str]) -> str:
    """Names in back-ticks, with commas; `nothing` where there are none."""
    return ", ".join(f"`{name}`" for name in names) or "nothing"

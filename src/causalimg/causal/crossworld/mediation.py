"""How much of an effect passes through mediators, or along some paths, and what settles it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from causalimg.causal.crossworld.clash import Conflict
from causalimg.causal.crossworld.counterworlds import Data, Inference, NotInferred
from causalimg.causal.crossworld.lean import infer_lean
from causalimg.causal.crossworld.worlds import PRIME, Event, Fact, Potential
from causalimg.causal.graphs.admg import Admg
from causalimg.causal.identification.identify import Stating


@dataclass(frozen=True, slots=True)
class Contrast:
    """An effect as the difference of two means.

    Args:
        name: what it is called, such as `natural direct effect`.
        changed: the law of the outcome in the one world.
        base: its law in the other.
    """

    name: str
    changed: Inference
    base: Inference

    @property
    def reasons(self) -> tuple[NotInferred, ...]:
        """Which of the two laws do not follow from the data."""
        return tuple(law for law in (self.changed, self.base) if isinstance(law, NotInferred))

    @property
    def identified(self) -> bool:
        """Whether both laws follow from the data."""
        return not self.reasons

    @property
    def witnesses(self) -> tuple[str, ...]:
        """The recanting witnesses: variables that are needed in two worlds at once."""
        return tuple(dict.fromkeys(n for law in self.reasons for n in witnesses(law)))

    @property
    def meaning(self) -> str:
        """What it is, as one asks for it in a file."""
        return " - ".join(f"E[{_mean(law)}]" for law in (self.changed, self.base))

    def __str__(self) -> str:
        if self.identified:
            return f"{self.name}: {self.meaning}"
        seen = f", recanting witness {', '.join(self.witnesses)}" if self.witnesses else ""
        return f"{self.name}: {self.meaning} is not identified{seen}"


def _mean(law: Inference) -> str:
    return str(law.event.facts[0].potential)


def witnesses(law: NotInferred) -> tuple[str, ...]:
    """Variables whose own noise would have to be seen in two worlds at once.

    Source: Avin, Shpitser and Pearl 2005, "Identifiability of path-specific effects".
    """
    conflicts = [reason for reason in law.reasons if isinstance(reason, Conflict)]
    return tuple(dict.fromkeys(name for one in conflicts for name in one.repeated))


@dataclass(frozen=True, slots=True)
class Mediation:
    """What becomes of an effect where mediators are held at a value, or at that of another world.

    Args:
        total: E[y had x] - E[y had x′].
        direct: natural direct, x changed and the mediators as they had been under x′.
        indirect: natural indirect, the mediators changed and x as it was.
        rest: total indirect, the mediators changed and x as well: `total` is `direct` and `rest`.
        controlled: controlled direct, the mediators held at any one value.
    """

    total: Contrast
    direct: Contrast
    indirect: Contrast
    rest: Contrast
    controlled: Contrast

    @property
    def effects(self) -> tuple[Contrast, ...]:
        """All five."""
        return (self.total, self.direct, self.indirect, self.rest, self.controlled)


def mediation(
    graph: Admg,
    x: str,
    y: str,
    mediators: Collection[str],
    *,
    data: Data = "observations",
    stated: Stating | None = None,
    values: tuple[str, str] | None = None,
) -> Mediation:
    r"""The total effect and its parts.

    .. math::
        NDE = E[y_{x, m_{x'}}] - E[y_{x'}], \qquad NIE = E[y_{x', m_x}] - E[y_{x'}]

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        x: what is set.
        y: the outcome.
        mediators: through which an effect is indirect; taken together.
        data: what is to settle it.
        stated: whether the law of a district, all else set, is known without data.
        values: the new value of `x` and the old one, where they are to be written.

    Source: Pearl 2001, "Direct and indirect effects"; Robins and Greenland 1992, "Identifiability
    and exchangeability for direct and indirect effects".

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> parts = mediation(sketch("x -> m -> y; x -> y"), "x", "y", ["m"])
        >>> print(parts.direct)
        natural direct effect: E[y had x, m = (m had x′)] - E[y had x′]
        >>> print(parts.direct.changed.text)
        sum_{m} P(m | x′) P(y | x, m)
        >>> mediation(sketch("x -> l -> m -> y; l, x -> y"), "x", "y", ["m"]).direct.witnesses
        ('l',)
    """
    new, old = values or (x, x + PRIME)

    def law(at: str, held: Iterable[tuple[str, str | Potential]] = ()) -> Inference:
        one = Potential(y, ((x, at), *held))
        return infer_lean(graph, Event((Fact(one, y),)), data=data, stated=stated)

    def had(at: str) -> list[tuple[str, str | Potential]]:
        return [(m, Potential(m, ((x, at),))) for m in mediators]

    fixed = [(m, m) for m in mediators]
    upper, lower, across, back = law(new), law(old), law(new, had(old)), law(old, had(new))
    return Mediation(
        Contrast("total effect", upper, lower),
        Contrast("natural direct effect", across, lower),
        Contrast("natural indirect effect", back, lower),
        Contrast("total indirect effect", upper, across),
        Contrast("controlled direct effect", law(new, fixed), law(old, fixed)),
    )

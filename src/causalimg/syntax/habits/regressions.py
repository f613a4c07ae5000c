"""How a sum behind `~` is written here: the law depends on what the target is declared to be."""

from collections.abc import Iterable
from dataclasses import dataclass

from causalimg.source import Source
from causalimg.syntax.habits.formulas import Mean
from causalimg.syntax.nearby import Nearby, nearby


@dataclass(frozen=True, slots=True)
class Regression:
    """A regression as it is written here.

    Args:
        laws: the statement; two of them where it is not known what the target is.
        numbers: the parameters that it names, but for its spread.
        spread: the parameter that is its spread, where it has one.
    """

    laws: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    spread: str = ""

    def with_spread(self, spread: str) -> "Regression":
        """The same law with another spread, where it has one."""
        if not self.spread:
            return self
        law = f"{self.laws[0].rpartition(self.spread)[0]}{spread})"
        named = spread if spread.isidentifier() else ""
        return Regression((law, *self.laws[1:]), self.numbers, named)

    def said(self, source: Source, place: str = "") -> tuple[str, ...]:
        """What to write, line by line.

        Args:
            source: the text; what it declares is not said again.
            place: where it stands, in words, where it does not stand here.
        """
        target = self.laws[0].partition(" ~ ")[0]
        either = f", or `{self.laws[1]}` where `{target}` is binary" if self.laws[1:] else ""
        picture = " vae(" in self.laws[0]
        lead = "to learn a picture write" if picture else "for a regression write"
        colon = ":" if place else ""
        return (f"{lead}{place}{colon} `{self.laws[0]}`{either}", *self.declared(source))

    def declared(self, source: Source) -> tuple[str, ...]:
        """The parameters that the text does not declare yet."""
        return to_declare(source, self.numbers, (self.spread,) if self.spread else ())


def to_declare(
    source: Source, numbers: Iterable[str], spreads: Iterable[str] = ()
) -> tuple[str, ...]:
    """How parameters are declared that a text does not declare yet.

    Args:
        source: the text.
        numbers: coefficients and intercepts.
        spreads: those that are above 0.
    """
    near = nearby(source)
    new = [name for name in dict.fromkeys(numbers) if not _known(near, name)]
    wide = [name for name in dict.fromkeys(spreads) if not _known(near, name)]
    lines = [f"{', '.join(new)} : real"] * bool(new)
    lines += [f"{', '.join(wide)} : real in (0, inf)"] * bool(wide)
    if len(lines) == 1:
        return (f"what is to be learned is declared: `parameters {{ {lines[0]} }}`",)
    both = " and ".join(f"`{line}`" for line in lines)
    return (f"what is to be learned is declared in `parameters`: {both}",) if lines else ()


def _known(near: Nearby, name: str) -> bool:
    return name in near.parameters or name in near.declared


def regression(source: Source, target: str, mean: Mean) -> Regression:
    """A regression by the type of what is made.

    Args:
        source: the text around it.
        target: what is made.
        mean: its mean, or that on the scale of its link.
    """
    near = nearby(source)
    kind = near.kind(target) if target.isidentifier() else "real"
    if kind in _LEARNED:
        return Regression((_learned(target, kind or "", mean),))
    normal = f"{target} ~ Normal({mean.text}, {_spread(near, target)})"
    logit = f"{target} ~ Bernoulli(logit = {mean.text})"
    if kind == "binary":
        return Regression((logit,), mean.learned)
    if kind == "count":
        return Regression((f"{target} ~ Poisson(exp({mean.text}))",), mean.learned)
    laws = (normal,) if kind else (normal, logit)
    return Regression(laws, mean.learned, _spread(near, target))


_LEARNED = {
    "category": "table",
    "ordinal": "table",
    "image": "vae",
    "mask": "vae",
    "kspace": "vae",
}
"""Types that a network makes, with one that needs no causes."""


def _learned(target: str, kind: str, mean: Mean) -> str:
    """The network that makes a type from its causes."""
    network = _LEARNED[kind]
    if not mean.causes:
        return f"{target} ~ {network}()"
    network = "linear" if network == "table" else network
    return f"{target} ~ {network}() given {', '.join(mean.causes)}"


def _spread(near: Nearby, target: str) -> str:
    return "s" if "s" not in near.declared else f"s_{target}"


def of_causes(source: Source, target: str, causes: Iterable[str] = ()) -> Regression:
    """The regression on given variables, or on all that arrows lead from."""
    names = tuple(causes) or nearby(source).causes(target)
    text = f"linear({', '.join(names)})" if names else "b_0"
    return regression(source, target, Mean(text, names, () if names else ("b_0",)))

"""A formula of R, brms or lavaan, as the mean of a law: `1 + b*age + (1 | site) + s(dose)`."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from causalimg.source import Source
from causalimg.syntax.nearby import Nearby, nearby

#: A formula of more letters is not read.
_LONGEST = 300
_NAME = r"[^\W\d]\w*"


@dataclass(frozen=True, slots=True)
class Mean:
    """What a formula says about a mean.

    Args:
        text: the mean, as it is written here.
        causes: the variables that it reads.
        learned: the parameters that it names.
        remarks: what a person may want to know about it.
    """

    text: str
    causes: tuple[str, ...]
    learned: tuple[str, ...]
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Sum:
    """The terms of a formula, as they are met."""

    near: Nearby
    target: str
    plain: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)
    learned: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    intercept: bool = True
    explicit: bool = False

    def reads(self, *names: str) -> None:
        self.causes += names

    def linear(self, name: str) -> None:
        self.plain.append(name)
        self.reads(name)

    def times(self, coefficient: str, *factors: str) -> None:
        """A term with its coefficient."""
        if not re.fullmatch(r"[\d.]+", coefficient):
            self.learned.append(coefficient)
        self.terms.append(" * ".join((coefficient, *factors)))

    def curve(self, text: str, *names: str) -> None:
        """A term of an expression, with a coefficient called after it, and an intercept."""
        self.times(coefficient(text), text)
        self.reads(*names)
        self.explicit = True


def mean_of(source: Source, target: str, formula: str) -> Mean | None:
    """What a formula says, or None where it is none.

    Args:
        source: the text around it.
        target: what is made.
        formula: what stands behind `~`.
    """
    if len(formula) > _LONGEST:
        return None
    found = _Sum(nearby(source), target)
    for sign, term in _terms(formula):
        if sign == "-" and term != "1":
            return None
        if term in ("0", "-1") or (sign, term) == ("-", "1"):
            found.intercept = False
        elif not _read(found, term):
            return None
    return _mean(found)


def _terms(formula: str) -> Iterator[tuple[str, str]]:
    """Each term with the sign before it."""
    depth, start, sign = 0, 0, "+"
    for at, letter in enumerate(formula):
        depth += (letter in "([{") - (letter in ")]}")
        if letter in "+-" and depth == 0:
            if formula[start:at].strip():
                yield sign, formula[start:at].strip()
            start, sign = at + 1, letter
    yield sign, formula[start:].strip()


def _read(found: _Sum, term: str) -> bool:
    """Whether a term is one that formulas have; it is written down."""
    for pattern, take in _TERMS:
        match = pattern.fullmatch(term)
        if match is not None and take(found, *match.groups()) is not False:
            return True
    return False


def _mean(found: _Sum) -> Mean:
    plain = list(dict.fromkeys(found.plain))
    terms, learned = list(found.terms), list(found.learned)
    if plain and found.intercept:
        terms.insert(0, f"linear({', '.join(plain)})")
    elif plain:
        terms = [*(f"{coefficient(name)} * {name}" for name in plain), *terms]
        learned += map(coefficient, plain)
    elif not terms or (found.intercept and found.explicit and "mlp(" not in found.terms[0]):
        terms.insert(0, "b_0")
        learned.insert(0, "b_0")
    causes = tuple(dict.fromkeys(found.causes))
    return Mean(
        " + ".join(terms),
        causes,
        tuple(dict.fromkeys(learned)),
        tuple(dict.fromkeys(found.remarks)),
    )


# ---- terms --------------------------------------------------------------------------------------


def _one(found: _Sum) -> None:
    found.explicit = True


def _variable(found: _Sum, name: str) -> None:
    found.linear(name)


def _all(found: _Sum) -> bool:
    """`y ~ .`; whether arrows say what all are."""
    causes = found.near.causes(found.target)
    for name in causes:
        found.linear(name)
    return bool(causes)


def _product(found: _Sum, left: str, right: str) -> None:
    """`b*age` of lavaan, where `b` is a coefficient, or `age*sex` of R."""
    if left == "NA":
        found.linear(right)
    elif left in found.near.declared and not left[:1].isdigit():
        found.linear(left)
        found.linear(right)
        found.times(coefficient(left, right), left, right)
        found.remarks.append("an interaction is a product with a coefficient")
    else:
        found.times(left, right)
        found.reads(right)


def _interaction(found: _Sum, names: str) -> None:
    """`age:sex`."""
    factors = [name.strip() for name in names.split(":")]
    found.times(coefficient(*factors), *factors)
    found.reads(*factors)
    found.explicit = True
    found.remarks.append("an interaction is a product with a coefficient")


def _by_group(found: _Sum, labels: str, name: str) -> None:
    """`c(a1, a2)*age`, a coefficient for each group."""
    each = [label.strip() for label in labels.split(",")]
    if len(set(each)) == 1 and each[0] != "NA":
        _product(found, each[0], name)
        return
    group, values = _group(found.near, len(each))
    pairs = zip(each, values, strict=True)
    arms = [label if label != "NA" else coefficient(value) for label, value in pairs]
    found.learned += [arm for arm in arms if not re.fullmatch(r"[\d.]+", arm)]
    found.terms.append(f"{_match(group, values, arms)} * {name}")
    found.reads(name, group)
    found.remarks.append("a coefficient that differs between groups is a `match` of the group")


def _group(near: Nearby, number: int) -> tuple[str, Sequence[str]]:
    """The variable that says which of so many groups a row is of."""
    fitting = [name for name in near.declared if len(near.values(name)) == number]
    sites = [name for name in fitting if near.role(name) == "environment"]
    for name in (*sites, *fitting):
        return name, near.values(name)
    return "site", [f"site_{i}" for i in range(1, number + 1)]


def coefficient(*names: str) -> str:
    """What a coefficient of variables or values is called: `b_age_sex`.

    Example:
        >>> coefficient("age", '"1.5T"')
        'b_age_1_5T'
    """
    return "_".join(("b", *(re.sub(r"\W+", "_", name).strip("_") for name in names)))


def _match(group: str, values: Sequence[str], arms: Sequence[str]) -> str:
    inside = ", ".join(f"{value}: {arm}" for value, arm in zip(values, arms, strict=True))
    return f"match {group} {{ {inside} }}"


def _random(found: _Sum, slopes: str, groups: str) -> None:
    """`(1 | site)`, `(1 + age | site)`."""
    names = [name.strip() for name in re.split(r"[/:+]", groups)]
    for name in names:
        found.linear(name)
    found.remarks.append(
        "a category among the inputs of `linear` has a coefficient for each value"
    )
    for slope in re.findall(_NAME, slopes):
        values = found.near.values(names[0])
        arms = [coefficient(slope, value) for value in values]
        if arms:
            found.terms.append(f"{_match(names[0], values, arms)} * {slope}")
            found.learned += arms
            found.reads(slope)


def _smooth(found: _Sum, inside: str) -> None:
    """`s(age)`."""
    names = re.findall(rf"^{_NAME}|(?<=,)\s*{_NAME}(?!\s*=)(?=\s*(?:,|$))", inside)
    names = [name.strip() for name in names]
    found.terms.append(f"mlp({', '.join(names)})")
    found.reads(*names)
    found.remarks.append("`mlp` is a smooth function that is learned")


def _as_is(found: _Sum, inside: str) -> None:
    """`I(age^2)`."""
    names = tuple(dict.fromkeys(_names(inside)))
    text = inside.strip()
    simple = re.fullmatch(r"\w+(?:\s*\^\s*\d+)?", text)
    found.curve(text if simple else f"({text})", *names)


def _power(found: _Sum, name: str, power: str) -> None:
    found.curve(f"{name}^{power}", name)


def _polynomial(found: _Sum, name: str, degree: str) -> None:
    """`poly(age, 2)`."""
    for power in range(1, min(int(degree), 5) + 1):
        found.curve(name if power == 1 else f"{name}^{power}", name)


def _function(found: _Sum, function: str, name: str) -> None:
    """`log(age)`: `linear` reads variables by name alone."""
    found.curve(f"{function}({name})", name)


def _offset(found: _Sum, inside: str) -> None:
    """`offset(log(days))`, which has no coefficient."""
    found.terms.append(inside.strip())
    found.reads(*_names(inside))


def _labelled(found: _Sum, label: str, name: str) -> None:
    """`equal("a")*age`, `label("a")*age`."""
    found.times(label, name)
    found.reads(name)


def _names(text: str) -> list[str]:
    """The names in an expression that are no functions."""
    return re.findall(rf"\b{_NAME}\b(?!\s*\()", text)


_Take = Callable[..., bool | None]
"""Writes a term down, from its groups; False where it is none after all."""


def _term(pattern: str, take: _Take) -> tuple[re.Pattern[str], _Take]:
    return re.compile(pattern.replace("NAME", _NAME).replace(" ", r"\s*")), take


_TERMS: Sequence[tuple[re.Pattern[str], _Take]] = (
    _term(r"1", _one),
    _term(r"\.", _all),
    _term(r"(NAME)", _variable),
    _term(r"([\d.]+|NAME) \* (NAME)", _product),
    _term(r"(NAME(?: : NAME)+)", _interaction),
    _term(r"c \(([^()]*)\) \* (NAME)", _by_group),
    _term(r"(?:start|starting|prior) \([^()]*\) \* (NAME)", _variable),
    _term(r"(?:equal|label) \( [\"'](NAME)[\"'] \) \* (NAME)", _labelled),
    _term(r"\(([^()|]*)\|{1,2}([^()|]*)\)", _random),
    _term(r"(?:s|te|ti|t2|bs|ns|lo|smooth) \(([^()]*)\)", _smooth),
    _term(r"I \((.*)\)", _as_is),
    _term(r"(NAME) \^ (\d+)", _power),
    _term(r"poly \( (NAME) , (\d+)[^()]*\)", _polynomial),
    _term(r"(?:factor|as\.factor|as\.numeric|scale|C|mo|ordered) \( (NAME)[^()]*\)", _variable),
    _term(r"(log|exp|sqrt|sigmoid|logit|tanh|abs) \( (NAME) \)", _function),
    _term(r"offset \((.*)\)", _offset),
)

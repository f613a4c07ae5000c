"""Estimands: what of the observed law an effect is computed from, as a small tree of terms."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

_PRIME = "\N{PRIME}"


@dataclass(frozen=True, slots=True)
class Probability:
    """A term of an observed law.

    Args:
        of: the variables whose law it is.
        given: what it is conditioned on.
        do: what was set when it was measured; empty for what is merely observed.
        source: the population that it is read in, empty for the one at hand.
    """

    of: tuple[str, ...]
    given: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    source: str = ""

    def __str__(self) -> str:
        return written(self)


@dataclass(frozen=True, slots=True)
class Stated:
    """The law of `of` given `given` as the text itself states it: nothing is to be learned."""

    of: tuple[str, ...]
    given: tuple[str, ...] = ()

    def __str__(self) -> str:
        return written(self)


@dataclass(frozen=True, slots=True)
class Policy:
    """The law by which an intervention sets `variable`, given the natural values `reads`."""

    variable: str
    reads: tuple[str, ...] = ()

    def __str__(self) -> str:
        return written(self)


@dataclass(frozen=True, slots=True)
class Product:
    """All factors multiplied; none is 1."""

    factors: tuple["Expression", ...]

    def __str__(self) -> str:
        return written(self)


@dataclass(frozen=True, slots=True)
class Ratio:
    """`above` over `below`."""

    above: "Expression"
    below: "Expression"

    def __str__(self) -> str:
        return written(self)


@dataclass(frozen=True, slots=True)
class Sum:
    """`inside` summed, or integrated, over all values of `over`, which it binds."""

    over: tuple[str, ...]
    inside: "Expression"

    def __str__(self) -> str:
        return written(self)


Expression = Probability | Stated | Policy | Product | Ratio | Sum
Term = Probability | Stated | Policy


def names_of(term: Term) -> tuple[str, ...]:
    """The variables that a term speaks of, heads first."""
    match term:
        case Policy(variable=variable, reads=reads):
            return (variable, *reads)
        case Probability(of=of, given=given, do=do):
            return (*of, *given, *do)
        case Stated(of=of, given=given):
            return (*of, *given)


def free(expression: Expression) -> frozenset[str]:
    """The variables whose values an expression depends on, or at least names.

    Example:
        >>> sorted(free(Sum(("z",), Probability(("y",), ("x", "z")))))
        ['x', 'y']
    """
    match expression:
        case Product(factors=factors):
            return frozenset().union(*map(free, factors))
        case Ratio(above=above, below=below):
            return free(above) | free(below)
        case Sum(over=over, inside=inside):
            return free(inside) - set(over)
        case _:
            return frozenset(names_of(expression))


def laws_in(expression: Expression) -> Iterator[Term]:
    """The laws that an expression is made of, in the order in which they are written.

    Example:
        >>> inside = product((Probability(("y",), ("z",)), Probability(("z",))))
        >>> print(*laws_in(Sum(("z",), inside)), sep="; ")
        P(y | z); P(z)
    """
    match expression:
        case Product(factors=factors):
            for factor in factors:
                yield from laws_in(factor)
        case Ratio(above=above, below=below):
            yield from (*laws_in(above), *laws_in(below))
        case Sum(inside=inside):
            yield from laws_in(inside)
        case _:
            yield expression


def states(expression: Expression) -> bool:
    """Whether some of it is stated by the text, and not read from data."""
    return any(isinstance(law, Stated) for law in laws_in(expression))


def _factors(expression: Expression) -> tuple[Expression, ...]:
    return expression.factors if isinstance(expression, Product) else (expression,)


def product(factors: Iterable[Expression]) -> Expression:
    """The product, flat, without ones; a quotient loses what it is multiplied by again."""
    flat: list[Expression] = []
    for factor in factors:
        flat += _factors(factor)
    for one in [f for f in flat if isinstance(f, Ratio)]:
        if one.below in flat:
            flat.remove(one.below)
            flat[flat.index(one)] = one.above
    return flat[0] if len(flat) == 1 else Product(tuple(flat))


def summed(over: Iterable[str], inside: Expression) -> Expression:
    """The sum, without what adds up to one or would only repeat the rest.

    A variable that stands nowhere but at the head of a single law is integrated out: that law adds
    up to one. Terms that do not name the variable stand outside.

    Example:
        >>> print(summed(("m", "z"), product((Probability(("m",), ("z",)), Probability(("z",))))))
        1
    """
    over, terms = sums_joined(tuple(over), _factors(inside))
    factors: dict[int, Expression] = dict(enumerate(terms))
    users: dict[str, set[int]] = {name: set() for name in over}
    for place, one in factors.items():
        for name in free(one) & users.keys():
            users[name].add(place)
    waiting = list(users)
    while waiting:
        name = waiting.pop(0)
        if len(users.get(name, ())) == 1 and _is_head(name, factors[min(users[name])]):
            waiting += _integrate(name, min(users.pop(name)), factors, users)
    left = [name for name in over if users.get(name)]
    bound = {place for name in left for place in users[name]}
    outside = [one for place, one in factors.items() if place not in bound]
    if not left:
        return product(outside)
    inner = product(one for place, one in factors.items() if place in bound)
    return product((*outside, Sum(tuple(left), inner)))


def sums_joined(
    over: tuple[str, ...], factors: tuple[Expression, ...]
) -> tuple[tuple[str, ...], tuple[Expression, ...]]:
    """Sums among the factors joined with the one around them, where no name is taken twice."""
    found: list[Expression] = []
    for place, one in enumerate(factors):
        if isinstance(one, Sum):
            taken = {*over}.union(*map(free, (*found, *factors[place + 1 :])))
            if taken.isdisjoint(one.over):
                over = (*over, *one.over)
                found += _factors(one.inside)
                continue
        found.append(one)
    return over, tuple(found)


def _integrate(
    name: str, place: int, factors: dict[int, Expression], users: Mapping[str, set[int]]
) -> list[str]:
    """Take a variable out of the law that it heads; says which others may follow."""
    before = free(factors[place])
    rest = _without_head(factors.pop(place), name)
    if rest is not None:
        factors[place] = rest
        return []
    fewer = [other for other in before if other in users]
    for other in fewer:
        users[other].discard(place)
    return fewer


def _is_head(name: str, term: Expression) -> bool:
    """Whether a term is a law of a variable."""
    match term:
        case Probability(of=of) | Stated(of=of):
            return name in of
        case Policy(variable=variable):
            return variable == name
        case _:
            return False


def _without_head(term: Expression, name: str) -> Expression | None:
    match term:
        case Probability(of=of) if len(of) > 1:
            return Probability(tuple(n for n in of if n != name), term.given, term.do, term.source)
        case Stated(of=of) if len(of) > 1:
            return Stated(tuple(n for n in of if n != name), term.given)
        case _:
            return None


def ratio(above: Expression, below: Expression) -> Expression:
    """The quotient, with common factors cancelled."""
    rest = list(_factors(below))
    kept = []
    for factor in _factors(above):
        if factor in rest:
            rest.remove(factor)
        else:
            kept.append(factor)
    return Ratio(product(kept), product(rest)) if rest else product(kept)


def renamed(expression: Expression, names: Mapping[str, str]) -> Expression:
    """The expression with other names for its free variables."""

    def new(old: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(n, n) for n in old)

    match expression:
        case Probability(of=of, given=given, do=do, source=source):
            return Probability(new(of), new(given), new(do), source)
        case Stated(of=of, given=given):
            return Stated(new(of), new(given))
        case Policy(variable=variable, reads=reads):
            return Policy(names.get(variable, variable), new(reads))
        case Product(factors=factors):
            return Product(tuple(renamed(f, names) for f in factors))
        case Ratio(above=above, below=below):
            return Ratio(renamed(above, names), renamed(below, names))
        case Sum(over=over, inside=inside):
            return Sum(over, renamed(inside, {k: v for k, v in names.items() if k not in over}))


def stated_among(
    expression: Expression, of: Collection[str], chosen: tuple[str, ...]
) -> Expression:
    """The expression with stated laws of some variables taken among chosen rows only."""
    match expression:
        case Stated(of=heads, given=given) if not {*heads}.isdisjoint(of):
            return Stated(heads, (*given, *chosen))
        case Product(factors=factors):
            return Product(tuple(stated_among(f, of, chosen) for f in factors))
        case Ratio(above=above, below=below):
            return Ratio(stated_among(above, of, chosen), stated_among(below, of, chosen))
        case Sum(over=over, inside=inside):
            return Sum(over, stated_among(inside, of, chosen))
        case _:
            return expression


# ---- writing ---------------------------------------------------------------------------------


def written(expression: Expression) -> str:
    """One line of text; a bound variable that would be mistaken for a free one gets a prime.

    Example:
        >>> inner = Sum(("x",), product((Probability(("x",)), Probability(("y",), ("x", "z")))))
        >>> print(Sum(("z",), product((Probability(("z",), ("x",)), inner))))
        sum_{z} P(z | x) sum_{x′} P(x′) P(y | x′, z)
    """
    taken = free(expression)
    return _write(expression, {}, taken)


def _write(expression: Expression, names: Mapping[str, str], taken: frozenset[str]) -> str:
    match expression:
        case Product(factors=factors):
            last = sorted(factors, key=lambda f: isinstance(f, Sum))
            texts = [_write(f, names, taken) for f in last]
            sums = [f"({text})" if text.startswith("sum_") else text for text in texts[:-1]]
            return " ".join((*sums, *texts[-1:])) or "1"
        case Ratio(above=above, below=below):
            return f"({_write(above, names, taken)}) / ({_write(below, names, taken)})"
        case Sum(over=over, inside=inside):
            new = {name: fresh(name, taken) for name in over}
            text = _write(inside, {**names, **new}, taken | set(new.values()))
            return f"sum_{{{', '.join(new.values())}}} {text}"
        case _:
            return _term(expression, names)


def _term(term: Term, names: Mapping[str, str]) -> str:
    match term:
        case Policy(variable=variable, reads=reads):
            return f"policy({_bar([variable], reads, names)})"
        case Stated(of=of, given=given):
            return f"stated({_bar(of, given, names)})"
        case Probability(of=of, given=given, do=do, source=source):
            acts = (f"do({', '.join(names.get(n, n) for n in do)})",) if do else ()
            where = f"[{source}]" if source else ""
            return f"P{where}({_bar(of, (*acts, *given), names)})"


def _bar(of: Iterable[str], given: tuple[str, ...], names: Mapping[str, str]) -> str:
    left = ", ".join(names.get(n, n) for n in of)
    right = ", ".join(names.get(n, n) for n in given)
    return f"{left} | {right}" if right else left


def fresh(name: str, taken: frozenset[str]) -> str:
    """The name, with as many primes as it needs to be none of those that are taken."""
    while name in taken:
        name += _PRIME
    return name

r"""Shorter estimands, by the rules of probability alone: no arrow is looked at.

Three identities: the chain rule :math:`P(a \mid w) P(b \mid a, w) = P(a, b \mid w)`, its
quotient :math:`P(a, b \mid w) / P(b \mid w) = P(a \mid b, w)`, and that a law adds up to one.
"""

from collections.abc import Collection, Sequence

from causalimg.causal.estimands.estimand import (
    Expression,
    Policy,
    Probability,
    Product,
    Ratio,
    Stated,
    Sum,
    free,
    product,
    ratio,
    summed,
    sums_joined,
)

# What a law is about: its acts, its population, and all that it names.
_Known = tuple[tuple[str, ...], str, frozenset[str]]


def simplified(expression: Expression) -> Expression:
    """An estimand of the same value that is no longer, and often much shorter.

    Example:
        >>> chain = (Probability(("z",), ("x",)), Probability(("y",), ("z", "x")))
        >>> print(simplified(Sum(("z",), Product(chain))))
        P(y | x)
        >>> print(simplified(Ratio(Product(chain), Probability(("y",), ("x",)))))
        P(z | y, x)
    """
    match expression:
        case Product(factors=factors):
            return product(map(simplified, factors))
        case Ratio(above=above, below=below):
            return _divided(simplified(above), simplified(below))
        case Sum(over=over, inside=inside):
            return _added_up(over, simplified(inside))
        case _:
            return expression


def _factors(expression: Expression) -> list[Expression]:
    return [*expression.factors] if isinstance(expression, Product) else [expression]


# ---- sums ------------------------------------------------------------------------------------


def _added_up(over: tuple[str, ...], inside: Expression) -> Expression:
    over, lifted = sums_joined(over, tuple(_factors(inside)))
    factors, below = _over_one_bar(lifted, over)
    left, factors = _without_chains(over, factors)
    bound = [one for one in factors if not free(one).isdisjoint(left)]
    outside = [one for one in factors if one not in bound]
    # What nothing names any more still counts its values.
    total = Sum(tuple(left), product(_merged(left, bound))) if left else Product(())
    whole = product((*outside, total))
    return _divided(whole, product(below)) if below else whole


def _over_one_bar(
    factors: Sequence[Expression], over: Collection[str]
) -> tuple[list[Expression], list[Expression]]:
    """Quotients whose lower part no summed variable touches are taken out of the sum."""
    above, below = list[Expression](), list[Expression]()
    for one in factors:
        if isinstance(one, Ratio) and free(one.below).isdisjoint(over):
            above += _factors(one.above)
            below += _factors(one.below)
        else:
            above.append(one)
    return above, below


def _without_chains(
    over: tuple[str, ...], factors: Sequence[Expression]
) -> tuple[list[str], list[Expression]]:
    """The sum without the variables all of whose laws are one chain, which is over them all."""
    pool = dict(enumerate(factors))
    users: dict[str, set[int]] = {name: set() for name in over}
    for place, one in pool.items():
        for name in users.keys() & free(one):
            users[name].add(place)
    waiting = [*over]
    while waiting:
        name = waiting.pop(0)
        rest = _marginal(name, [pool[place] for place in sorted(users.get(name, ()))])
        if rest is None:
            continue
        gone = users.pop(name)
        touched = {n for place in gone for n in users.keys() & free(pool.pop(place))}
        pool[min(gone)] = rest
        for other in touched:
            users[other] = (users[other] - gone) | ({min(gone)} if other in free(rest) else set())
        waiting += touched - {*waiting}
    return [name for name in over if name in users], [pool[place] for place in sorted(pool)]


def _marginal(name: str, laws: Sequence[Expression]) -> Expression | None:
    """Everything that names a variable, summed over it; None where that is no shorter."""
    if len(laws) == 1 and isinstance(laws[0], Sum):
        return _added_up((*laws[0].over, name), laws[0].inside)
    if len(laws) == 1 and isinstance(laws[0], Stated | Policy):
        rest = summed((name,), laws[0])
        return None if isinstance(rest, Sum) else rest
    chain = _chain(laws)
    if chain is None or name not in chain.of:
        return None
    heads = tuple(n for n in chain.of if n != name)
    return Probability(heads, chain.given, chain.do, chain.source) if heads else Product(())


def _chain(laws: Sequence[Expression]) -> Probability | None:
    """Laws as one joint law, where each is given all heads before it and what the first is."""
    links = sorted((f for f in laws if isinstance(f, Probability)), key=lambda f: len(f.given))
    if not links or len(links) < len(laws):
        return None
    joint = links[0]
    for link in links[1:]:
        if not _follows(joint, link):
            return None
        joint = Probability((*joint.of, *link.of), joint.given, joint.do, joint.source)
    return joint


def _merged(over: Collection[str], factors: Sequence[Expression]) -> list[Expression]:
    """Laws of what is summed joined, where one follows the other."""
    summed_over, found, joint = {*over}, dict(enumerate(factors)), dict[_Known, int]()
    own = [(place, law) for place, law in found.items() if isinstance(law, Probability)]
    own = [(place, law) for place, law in own if summed_over.issuperset(law.of)]
    for place, link in sorted(own, key=lambda one: len(one[1].given)):
        earlier = joint.pop((link.do, link.source, frozenset(link.given)), None)
        law = link if earlier is None else _chain([found.pop(earlier), found.pop(place)])
        assert law is not None
        first = place if earlier is None else min(place, earlier)
        found[first] = law
        joint.setdefault((law.do, law.source, frozenset((*law.of, *law.given))), first)
    return [found[place] for place in sorted(found)]


def _follows(joint: Expression, link: Probability) -> bool:
    if not isinstance(joint, Probability):
        return False
    same = (joint.do, joint.source) == (link.do, link.source)
    return same and len(link.given) == len(joint.of) + len(joint.given) and (
        {*link.given} == {*joint.of, *joint.given}
    )  # fmt: skip


# ---- quotients -------------------------------------------------------------------------------


def _divided(above: Expression, below: Expression) -> Expression:
    """The quotient, where laws above become conditional on the heads of laws below."""
    if isinstance(above, Ratio):
        return _divided(above.above, product((above.below, below)))
    left = list[Expression]()
    for divisor in _factors(below):
        shorter = _conditional(above, divisor) if isinstance(divisor, Probability) else None
        if shorter is None:
            left.append(divisor)
        else:
            above = shorter
    return ratio(above, product(left))


def _conditional(above: Expression, divisor: Probability) -> Expression | None:
    """`above` over the divisor, where that is a matter of one law; else None."""
    match above:
        case Probability():
            return _without(_joined([above], divisor), divisor)
        case Product(factors=factors):
            return _one_less(factors, divisor)
        case Sum(over=over, inside=inside) if free(divisor).isdisjoint(over):
            shorter = _conditional(inside, divisor)
            return None if shorter is None else Sum(over, shorter)
        case _:
            return None


def _one_less(factors: Sequence[Expression], divisor: Probability) -> Expression | None:
    chain = _joined(factors, divisor)
    shorter = _without(chain, divisor)
    if shorter is not None:
        rest = [*factors]
        for link in chain:
            rest.remove(link)
        return product((*rest, *_factors(shorter)))
    for place, one in enumerate(factors):
        inside = _conditional(one, divisor) if isinstance(one, Sum) else None
        if inside is not None:
            return product((*factors[:place], inside, *factors[place + 1 :]))
    return None


def _joined(factors: Sequence[Expression], divisor: Probability) -> list[Probability]:
    """The laws that, one after the other, make a joint law of at least the divisor's heads."""
    chain = list[Probability]()
    heads: tuple[str, ...] = ()
    while not {*divisor.of} <= {*heads}:
        joint = Probability(heads, divisor.given, divisor.do, divisor.source)
        link = next(
            (f for f in factors if isinstance(f, Probability) and _follows(joint, f)), None
        )
        if link is None:
            return []
        chain.append(link)
        heads = (*heads, *link.of)
    return chain


def _without(chain: Sequence[Probability], divisor: Probability) -> Expression | None:
    heads = tuple(n for link in chain for n in link.of if n not in divisor.of)
    if not chain:
        return None
    given = (*divisor.of, *divisor.given)
    return Probability(heads, given, divisor.do, divisor.source) if heads else Product(())

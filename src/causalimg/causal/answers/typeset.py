"""Estimands and effects as formulas: LaTeX for a paper, MathML for a page.

One walk over the tree, two hands that write: what is bound gets the primes of `written`.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Protocol

from causalimg.causal.crossworld.worlds import Event, Fact, Potential, is_name
from causalimg.causal.estimands.estimand import (
    Expression,
    Policy,
    Probability,
    Product,
    Ratio,
    Stated,
    Sum,
    Term,
    free,
    fresh,
)
from causalimg.causal.estimands.symbols import latex_value, mathml_symbol, symbol, tex
from causalimg.causal.identification.identify import Effect

#: What can be set as a formula.
Shown = Expression | Effect | Event


def to_latex(shown: Shown) -> str:
    r"""An estimand, or the effect that it answers, for LaTeX's or MathJax' math mode.

    A population stands above its P, a policy is :math:`\pi`, a law that the text states itself is
    :math:`P_\text{stated}`, and what had been is Pearl's :math:`Y_x`.

    Example:
        >>> from causalimg.causal.estimands.estimand import product
        >>> inner = product((Probability(("y",), ("x", "z")), Probability(("z",))))
        >>> print(to_latex(Sum(("z",), inner)))
        \sum_{z} P(y \mid x, z) \, P(z)
        >>> print(to_latex(Effect(("pain",), ("dose",), ("age",))))
        P(\mathit{pain} \mid \operatorname{do}(\mathit{dose}), \mathit{age})
    """
    return _shown(shown, _Latex())


def to_html(shown: Shown, *, block: bool = False) -> str:
    """The same as one MathML element, which browsers draw by themselves; its text is `alttext`.

    Args:
        shown: an estimand, an effect, or an event of several worlds.
        block: on a line of its own, with limits below its sums.

    Example:
        >>> to_html(Probability(("y",)))[:9], to_html(Probability(("y",))).count("<mi>y</mi>")
        ('<math xml', 1)
    """
    display = "block" if block else "inline"
    start = f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{display}"'
    return f'{start} alttext="{escape(str(shown))}">{_shown(shown, _Mathml())}</math>'


class _Hand(Protocol):
    """How the pieces of a formula are written."""

    def name(self, name: str) -> str: ...
    def value(self, value: str) -> str: ...
    def row(self, parts: Iterable[str]) -> str: ...
    def law(self, head: str, of: str, given: str) -> str: ...
    def head(self, above: str = "", below: str = "") -> str: ...
    def world(self, name: str, acts: str) -> str: ...
    def act(self, name: str, reads: str | None) -> str: ...
    def do(self, acts: str) -> str: ...
    def equal(self, left: str, right: str) -> str: ...
    def times(self, parts: Iterable[str]) -> str: ...
    def ratio(self, above: str, below: str) -> str: ...
    def total(self, over: str, inside: str) -> str: ...
    def bracket(self, text: str) -> str: ...
    @property
    def policy(self) -> str: ...


class _Latex:
    """LaTeX with amsmath; matplotlib's mathtext reads it as well."""

    policy = r"\pi"

    def name(self, name: str) -> str:
        return symbol(name)

    def value(self, value: str) -> str:
        return latex_value(value)

    def row(self, parts: Iterable[str]) -> str:
        return ", ".join(parts)

    def law(self, head: str, of: str, given: str) -> str:
        return f"{head}({of} \\mid {given})" if given else f"{head}({of})"

    def head(self, above: str = "", below: str = "") -> str:
        over = f"^{{\\text{{{tex(above)}}}}}" if above else ""
        return "P" + over + (f"_{{\\text{{{tex(below)}}}}}" if below else "")

    def world(self, name: str, acts: str) -> str:
        return f"{{{name}}}_{{{acts}}}"

    def act(self, name: str, reads: str | None) -> str:
        if reads is None:
            return name
        law = self.law(self.policy, r"\cdot", reads)
        return f"{name} \\sim {law}"

    def do(self, acts: str) -> str:
        return f"\\operatorname{{do}}({acts})"

    def equal(self, left: str, right: str) -> str:
        return f"{left} = {right}"

    def times(self, parts: Iterable[str]) -> str:
        return r" \, ".join(parts) or "1"

    def ratio(self, above: str, below: str) -> str:
        return f"\\frac{{{above}}}{{{below}}}"

    def total(self, over: str, inside: str) -> str:
        return f"\\sum_{{{over}}} {inside}"

    def bracket(self, text: str) -> str:
        return f"\\left({text}\\right)"


class _Mathml:
    """MathML Core, of presentation elements alone."""

    policy = "<mi>π</mi>"

    def name(self, name: str) -> str:
        return mathml_symbol(name)

    def value(self, value: str) -> str:
        return f"<mtext>{escape(value)}</mtext>"

    def row(self, parts: Iterable[str]) -> str:
        return "<mo>,</mo>".join(parts)

    def law(self, head: str, of: str, given: str) -> str:
        bar = f'<mo lspace="0.22em" rspace="0.22em">|</mo>{given}' if given else ""
        return f"{head}{_flat(of + bar)}"

    def head(self, above: str = "", below: str = "") -> str:
        if not above and not below:
            return "<mi>P</mi>"
        tag, word = ("msup", above) if above else ("msub", below)
        return f"<{tag}><mi>P</mi><mtext>{escape(word)}</mtext></{tag}>"

    def world(self, name: str, acts: str) -> str:
        return f"<msub>{name}<mrow>{acts}</mrow></msub>"

    def act(self, name: str, reads: str | None) -> str:
        if reads is None:
            return name
        return f"{name}<mo>∼</mo>{self.law(self.policy, '<mo>·</mo>', reads)}"

    def do(self, acts: str) -> str:
        return f'<mi mathvariant="normal">do</mi>{_flat(acts)}'

    def equal(self, left: str, right: str) -> str:
        return f"{left}<mo>=</mo>{right}"

    def times(self, parts: Iterable[str]) -> str:
        return '<mspace width="0.17em"></mspace>'.join(parts) or "<mn>1</mn>"

    def ratio(self, above: str, below: str) -> str:
        return f"<mfrac><mrow>{above}</mrow><mrow>{below}</mrow></mfrac>"

    def total(self, over: str, inside: str) -> str:
        return f"<munder><mo>∑</mo><mrow>{over}</mrow></munder>{inside}"

    def bracket(self, text: str) -> str:
        return f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>"


def _flat(text: str) -> str:
    """In brackets no higher than a letter: a descender or an index would stretch them."""
    left, right = (f'<mo stretchy="false">{sign}</mo>' for sign in "()")
    return f"<mrow>{left}{text}{right}</mrow>"


def _shown(shown: Shown, hand: _Hand) -> str:
    if isinstance(shown, Effect):
        return _effect(shown, hand)
    if isinstance(shown, Event):
        sides = (hand.row(_fact(one, hand) for one in part) for part in (shown.facts, shown.given))
        return hand.law(hand.head(), *sides)
    return _write(shown, {}, free(shown), hand)


def _effect(effect: Effect, hand: _Hand) -> str:
    acts = hand.row(_act(effect, name, hand) for name in effect.do)
    outcomes = [hand.name(name) for name in effect.outcomes]
    given = [hand.name(name) for name in effect.given]
    if effect.had and acts:
        outcomes = [hand.world(one, acts) for one in outcomes]
    elif acts:
        given.insert(0, hand.do(acts))
    return hand.law(hand.head(), hand.row(outcomes), hand.row(given))


def _fact(fact: Fact, hand: _Hand) -> str:
    what = fact.potential
    if is_name(what.variable, fact.value):
        return _in_world(fact.value, what, hand)
    return hand.equal(_in_world(what.variable, what, hand), hand.value(fact.value))


def _in_world(name: str, potential: Potential, hand: _Hand) -> str:
    if not potential.do:
        return hand.name(name)
    acts = (_setting(variable, value, hand) for variable, value in potential.do)
    return hand.world(hand.name(name), hand.row(acts))


def _setting(name: str, value: str | Potential, hand: _Hand) -> str:
    if isinstance(value, Potential):
        return hand.equal(hand.name(name), _in_world(value.variable, value, hand))
    if is_name(name, value):
        return hand.name(value)
    return hand.equal(hand.name(name), hand.value(value))


def _act(effect: Effect, name: str, hand: _Hand) -> str:
    reads = effect.policies.get(name)
    return hand.act(hand.name(name), None if reads is None else hand.row(map(hand.name, reads)))


def _write(
    expression: Expression, names: Mapping[str, str], taken: frozenset[str], hand: _Hand
) -> str:
    match expression:
        case Product(factors=factors):
            last = sorted(factors, key=lambda f: isinstance(f, Sum))
            texts = [_write(f, names, taken, hand) for f in last]
            closed = [
                hand.bracket(text) if isinstance(one, Sum) else text
                for one, text in zip(last[:-1], texts[:-1], strict=True)
            ]
            return hand.times((*closed, *texts[-1:]))
        case Ratio(above=above, below=below):
            sides = (_write(side, names, taken, hand) for side in (above, below))
            return hand.ratio(*sides)
        case Sum(over=over, inside=inside):
            new = {name: fresh(name, taken) for name in over}
            text = _write(inside, {**names, **new}, taken | set(new.values()), hand)
            return hand.total(hand.row(map(hand.name, new.values())), text)
        case _:
            return _term(expression, names, hand)


def _term(term: Term, names: Mapping[str, str], hand: _Hand) -> str:
    def row(of: Iterable[str]) -> str:
        return hand.row(hand.name(names.get(n, n)) for n in of)

    match term:
        case Policy(variable=variable, reads=reads):
            return hand.law(hand.policy, row([variable]), row(reads))
        case Stated(of=of, given=given):
            return hand.law(hand.head(below="stated"), row(of), row(given))
        case Probability(of=of, given=given, do=do, source=source):
            right = [hand.do(row(do))] if do else []
            right += [row(given)] if given else []
            return hand.law(hand.head(above=source), row(of), hand.row(right))

"""From a term of a question to an event: what it fixes, and what else it reads, in which world."""

from collections.abc import Iterator
from dataclasses import dataclass

from causalimg.causal.crossworld.worlds import Event, Fact, Potential, any_values
from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import (
    Assignment,
    Binary,
    CategoryValue,
    Expectation,
    Expr,
    Had,
    Number,
    PredictorRef,
    SetTo,
    Unary,
    VariableRef,
    children,
    read_by,
    variables_in,
    walk,
)
from causalimg.semantics.model import Model


class _Foreign(Exception):  # noqa: N818 - it ends a search, and no one sees it
    """Something in a term is no potential variable."""


def event_of(model: Model, term: Expectation, *, joint: bool = False) -> Event | None:
    """The event that a term of a question is made of.

    Args:
        model: of the question.
        term: without a `do` of its own.
        joint: let everything that is read have any value, but what conditions say outright; else
            what a probability says outright is fixed, and rows chosen by a range are given.

    Returns:
        None where something in it is no variable in a world whose settings are constants, or what
        a variable had been in another world.
    """
    reader = Reader(model)
    try:
        exact, loose = reader.read(term.value, exact=term.probability and not joint)
        given, tied = list[Fact](), list[Potential]()
        for condition in term.conditions:
            facts, others = reader.read(condition, exact=True)
            given += facts
            tied += others
    except _Foreign:
        return None
    known = {one.potential for one in given}
    # Rows are as they came about; of another world the law is needed where not its value is given.
    free = [one for one in tied if one.do or joint]
    heads = [one for one in (*loose, *free) if one not in known]
    told = {one.potential for one in exact}
    named = any_values(
        [*(one for one in heads if one not in told), *(o for o in tied if not o.do)]
    )
    asked = [one for one in named if one.potential in heads]
    rows = [one for one in named if one.potential not in heads]
    if not (exact or asked):
        return None
    return Event((*exact, *asked), tuple(dict.fromkeys((*given, *rows))))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads expressions of a question.

    Args:
        model: of the question.
    """

    model: Model

    def read(self, expr: Expr, *, exact: bool) -> tuple[list[Fact], list[Potential]]:
        """What an expression fixes, and what else it reads."""
        if exact and isinstance(expr, Binary) and expr.sign == "and":
            sides = [self.read(side, exact=True) for side in (expr.left, expr.right)]
            return sides[0][0] + sides[1][0], sides[0][1] + sides[1][1]
        fact = self._fact(expr) if exact else None
        return ([fact], []) if fact else ([], list(dict.fromkeys(self._potentials(expr))))

    def _fact(self, expr: Expr) -> Fact | None:
        match expr:
            case Binary(sign="==", left=left, right=right):
                for one, value in ((left, right), (right, left)):
                    potential, text = self._single(one), self.literal(value)
                    if potential and text:
                        return Fact(potential, text)
                return None
            case Unary(sign="not", operand=operand) if potential := self._single(operand):
                return Fact(potential, "0")
            case _ if potential := self._single(expr):
                return Fact(potential, "1")
            case _:
                return None

    def _single(self, expr: Expr) -> Potential | None:
        match expr:
            case VariableRef(name=name):
                return Potential(name)
            case Had(value=VariableRef(name=name), assignments=assignments):
                return Potential(name, self.settings(assignments))
            case _:
                return None

    def _potentials(self, expr: Expr) -> Iterator[Potential]:
        if isinstance(expr, Had):
            if any(isinstance(one, Had | Expectation) for one in walk(expr.value)):
                raise _Foreign
            do = self.settings(expr.assignments)
            constant = {name for name, to in do if isinstance(to, str)}
            yield from (Potential(n, do) for n in self._names(expr.value) if n not in constant)
            return
        own = (expr.name,) if isinstance(expr, PredictorRef) else read_by(expr)
        yield from map(Potential, own)
        for child in children(expr):
            yield from self._potentials(child)

    def _names(self, value: Expr) -> tuple[str, ...]:
        predictors = [one.name for one in walk(value) if isinstance(one, PredictorRef)]
        return tuple(dict.fromkeys((*variables_in(value), *predictors)))

    def settings(
        self, assignments: tuple[Assignment, ...]
    ) -> tuple[tuple[str, str | Potential], ...]:
        """What a `had` sets, each to a literal or to what it had been in another world."""
        return tuple((one.variable, self._setting(one)) for one in assignments)

    def _setting(self, one: Assignment) -> str | Potential:
        if not isinstance(one, SetTo):
            raise _Foreign
        found = self.literal(one.value) or self._single(one.value)
        if found is None or (isinstance(found, Potential) and found.variable != one.variable):
            raise _Foreign
        return found

    def literal(self, expr: Expr) -> str | None:
        """A constant as it is written in an event; None for what is none."""
        if isinstance(expr, CategoryValue):
            return expr.word
        constants = {one.name: one for one in self.model.constants}
        value = None if variables_in(expr) else evaluate(expr, constants)
        if value is None:
            return None
        unit = f" {expr.unit}" if isinstance(expr, Number) and expr.unit else ""
        return f"{value:g}{unit}"

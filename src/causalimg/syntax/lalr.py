"""Driving the parser's table: lexemes are pushed one by one, reductions build the tree.

An LALR(1) parser (DeRemer 1969) is a stack of states and a table; Lark makes the table, and drives
it through general machinery that costs an editor half of its time. What stays here is the loop.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from causalimg.syntax.tables import END, Table

Builder = Callable[[Sequence[Any]], Any]


class Machine:
    """A table, and what is done at each of its reductions.

    Args:
        table: of the grammar; none of its rules is empty.
        builders: of each rule with a builder, the function from its parts to what it makes.
    """

    def __init__(self, table: Table, builders: Mapping[str, Builder]) -> None:
        self.table = table
        self.states = table.states
        self.reductions = [
            (
                rule.origin,
                len(rule.expansion),
                itemgetter(0) if rule.plain else builders[rule.builder] if rule.builder else None,
                rule.spread,
            )
            for rule in table.rules
        ]
        self.beyond = _Beyond(table)
        self.origins = frozenset(rule.origin for rule in table.rules)


class _Beyond(dict[tuple[int, str, str], int]):
    """The state after something was made in a state, past the rules that only rename it.

    `E[a]` is a sum of one product of one power of one atom: what stands behind decides how far it
    is renamed, so the way is walked once for each state below, rule that made it and terminal
    that comes next, and remembered.
    """

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table
        self._ends = frozenset(last for _, last in table.starts.values())

    def __missing__(self, key: tuple[int, str, str]) -> int:
        state, origin, terminal = key
        states, rules = self._table.states, self._table.rules
        to = states[state][origin]
        while to not in self._ends:  # where nothing is renamed any more
            action = states[to].get(terminal, 0)
            if action >= 0 or not rules[~action].plain:
                break
            to = states[state][rules[~action].origin]
        self[key] = to
        return to


class Run:
    """One reading of a rule.

    Args:
        machine: of the grammar.
        rule: one that can be parsed by itself.

    Raises:
        KeyError: there is no such rule.
    """

    def __init__(self, machine: Machine, rule: str) -> None:
        self._machine = machine
        self._first, self._last = machine.table.starts[rule]
        self._stack = [self._first]
        self._values: list[Any] = []

    @property
    def row(self) -> Mapping[str, int]:
        """What the table has for the state in which the run is."""
        return self._machine.states[self._stack[-1]]

    def push(self, terminal: str, value: object) -> bool:
        """Read one lexeme, once all that ends before it is made.

        Returns:
            False where it does not fit, and then nothing else is to be pushed.
        """
        machine, stack, values = self._machine, self._stack, self._values
        states, reductions, beyond = machine.states, machine.reductions, machine.beyond
        action = states[stack[-1]].get(terminal)
        while action is not None and action < 0:
            origin, size, build, spread = reductions[~action]
            parts = values[-size:]
            del values[-size:], stack[-size:]
            if spread:
                parts = _spread(parts, spread)
            values.append(parts if build is None else build(parts))
            state = beyond[stack[-1], origin, terminal]
            stack.append(state)
            action = states[state].get(terminal)
        if action is None:
            return False
        stack.append(action)
        values.append(value)
        return True

    def finish(self) -> bool:
        """Whether the rule may end here; then `result` is what it made."""
        self.push(END, None)  # nothing begins with it, so that it only ends what is open
        return self._stack[-1] == self._last

    @property
    def result(self) -> Any:
        """What the rule made."""
        return self._values[-1]

    @property
    def fitting(self) -> frozenset[str]:
        """The kinds of lexemes that could be pushed here, with `$END` where the rule may end."""
        ahead = {*self.row, END} - self._machine.origins
        return frozenset(terminal for terminal in ahead if self._fits(terminal))

    def _fits(self, terminal: str) -> bool:
        states, stack = self._machine.states, list(self._stack)
        while True:
            if terminal == END and stack[-1] == self._last:
                return True
            action = states[stack[-1]].get(terminal)
            if action is None or action >= 0:
                return action is not None
            origin, size, *_ = self._machine.reductions[~action]
            del stack[-size:]
            stack.append(states[stack[-1]][origin])


def _spread(parts: list[Any], lists: Sequence[int]) -> list[Any]:
    """The parts with the lists among them taken apart; a list in front is made longer in place."""
    start = 1 if lists[0] == 0 else 0
    found: list[Any] = parts[0] if start else []
    for at in range(start, len(parts)):
        if at in lists:
            found.extend(parts[at])
        else:
            found.append(parts[at])
    return found

"""Driving the parser's table: lexemes are pushed one by one, reductions build the tree.

An LALR(1) parser (DeRemer 1969) is a stack of states and a table; Lark makes the table, and drives
it through general machinery that costs an editor half of its time. What stays here is the loop.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from causalimg.syntax.tables import END, Table

Builder = Callable[[Sequence[Any]], Any]


class Machine:
    """A table, and what is done at each of its reductions.

    Args:
        table: of the grammar.
        builders: of each rule with a builder, the function from its parts to what it makes.
    """

    def __init__(self, table: Table, builders: Mapping[str, Builder]) -> None:
        self.table = table
        self.states = table.states
        self.reductions = [
            (
                rule.origin,
                len(rule.expansion),
                builders[rule.builder] if rule.builder else None,
                rule.spread,
            )
            for rule in table.rules
        ]
        self.plain = [rule.plain for rule in table.rules]
        self.origins = frozenset(rule.origin for rule in table.rules)
        self._remembered: dict[tuple[int, str, str], int] = {}

    def beyond(self, state: int, origin: str, terminal: str, last: int) -> int:
        """The state after `origin` was made in a state, past the rules that only rename it.

        `E[a]` is a sum of one product of one power of one atom: what stands behind decides how
        far it is renamed, so the way is walked once for each and remembered.

        Args:
            state: below what was made.
            origin: the rule that made it.
            terminal: what comes next.
            last: the last state of the run, where nothing is renamed any more.
        """
        key = (state, origin, terminal)
        to = self._remembered.get(key)
        if to is None:  # a first state belongs to one rule, so `last` is no part of the key
            to = self._remembered[key] = self._renamed(state, origin, terminal, last)
        return to

    def _renamed(self, state: int, origin: str, terminal: str, last: int) -> int:
        to = self.states[state][origin]
        while to != last:
            action = self.states[to].get(terminal, 0)
            if action >= 0 or not self.plain[~action]:
                break
            to = self.states[state][self.reductions[~action][0]]
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
        """Read one lexeme; False, and nothing else is to be pushed, where it does not fit."""
        states, stack = self._machine.states, self._stack
        while True:
            action = states[stack[-1]].get(terminal)
            if action is None:
                return False
            if action >= 0:
                stack.append(action)
                self._values.append(value)
                return True
            self._reduce(~action, terminal)

    def finish(self) -> bool:
        """Whether the rule may end here; then `result` is what it made."""
        states, stack = self._machine.states, self._stack
        while stack[-1] != self._last:
            action = states[stack[-1]].get(END)
            if action is None or action >= 0:
                return False
            self._reduce(~action, END)
        return True

    @property
    def result(self) -> Any:
        """What the rule made."""
        return self._values[-1]

    def _reduce(self, at: int, terminal: str) -> None:
        origin, size, build, spread = self._machine.reductions[at]
        stack, values = self._stack, self._values
        if size:
            parts = values[-size:]
            del values[-size:], stack[-size:]
        else:
            parts = []
        if spread:
            parts = _spread(parts, spread)
        if self._machine.plain[at]:
            values.append(parts[0])
        else:
            values.append(parts if build is None else build(parts))
        stack.append(self._machine.beyond(stack[-1], origin, terminal, self._last))

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
            if size:
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

"""What a text says around a statement with a fault: types, parameters, arrows, coefficients.

A remedy in the person's own names needs to know what those names are. The text does not parse, so
each of its statements is read by itself, and what cannot be read is left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from causalimg.source import Source
from causalimg.syntax import tree as t
from causalimg.syntax.feed import Stop, read
from causalimg.syntax.grammar import ENTRY_RULES
from causalimg.syntax.layout import lay_out
from causalimg.syntax.lexemes import scan
from causalimg.syntax.phrases import value
from causalimg.syntax.semicolons import pieces
from causalimg.syntax.words import BLOCKS_ELSEWHERE

_PRODUCT = re.compile(r"\b([^\W\d]\w*)\s*\*\s*([^\W\d]\w*)")
_MADE = re.compile(r"^([^\W\d]\w*)\s*(?:~|:=)(?![~=])")
#: A statement is not searched for products behind so many characters, nor a text for marks.
_LONGEST, _SEARCHED = 2_000, 20_000


@dataclass(frozen=True, slots=True)
class Nearby:
    """The readable part of a text, by name.

    Args:
        declared: variables.
        parameters: the names that are fitted.
        asked: the names of queries.
        arrows: from cause to effect, in the order of the text.
        shared: pairs that a `<->` joins.
        made: the names that have a mechanism, of any language.
        slopes: a coefficient, with the cause that it stands before and the effect.
    """

    declared: Mapping[str, t.Declaration]
    parameters: Mapping[str, t.ParameterEntry]
    asked: frozenset[str]
    arrows: tuple[tuple[str, str], ...]
    shared: tuple[tuple[str, str], ...]
    made: frozenset[str]
    slopes: Mapping[str, tuple[str, str]]

    def kind(self, name: str) -> str | None:
        """The word of the type that a name is declared with, or None."""
        entry = self.declared.get(name) or self.parameters.get(name)
        return entry.type.name.text if entry else None

    def role(self, name: str) -> str:
        """`latent`, `environment`, `selection`, or nothing."""
        entry = self.declared.get(name)
        return entry.role.text if entry and entry.role else ""

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a category or an ordinal, as they are written; none of a range."""
        entry = self.declared.get(name)
        listed = entry.type.values if entry else ()
        return () if any(isinstance(v, t.IntRange) for v in listed) else tuple(map(value, listed))

    def knows(self, name: str) -> bool:
        """Whether a declaration or an arrow names a variable."""
        return name in self.declared or any(name in arrow for arrow in self.arrows)

    def causes(self, name: str) -> tuple[str, ...]:
        """What arrows into a variable come from."""
        return tuple(dict.fromkeys(cause for cause, effect in self.arrows if effect == name))

    def effects(self, name: str) -> tuple[str, ...]:
        """What arrows out of a variable go to."""
        return tuple(dict.fromkeys(effect for cause, effect in self.arrows if cause == name))

    def below(self, name: str) -> tuple[str, ...]:
        """Everything that arrows lead to from a variable, the nearest first."""
        found: dict[str, None] = {}
        queue = [name]
        for each in queue:
            new = [effect for effect in self.effects(each) if effect not in found]
            found.update(dict.fromkeys(new))
            queue += new
        return tuple(found)

    def between(self, cause: str, effect: str) -> tuple[str, ...]:
        """What lies on the directed ways from one variable to another."""
        return tuple(
            each for each in self.below(cause) if each != effect and effect in self.below(each)
        )


@lru_cache(maxsize=4)
def nearby(source: Source) -> Nearby:
    """The readable part of a text; kept, since several messages about one text ask for it."""
    entries = [(node, text) for node, text in _entries(source)]
    nodes = [node for node, _ in entries if node is not None]
    chains = [node for node in nodes if isinstance(node, t.Chain)]
    steps = [step for chain in chains for step in _steps(chain)]
    texts = [text for _, text in entries]
    declared = {n.text: e for e in nodes if isinstance(e, t.Declaration) for n in e.names}
    return Nearby(
        declared,
        {n.text: e for e in nodes if isinstance(e, t.ParameterEntry) for n in e.names},
        frozenset(e.name.text for e in nodes if isinstance(e, t.QueryEntry)),
        tuple((a, b) for a, sign, b in steps if sign == "->"),
        tuple((a, b) for a, sign, b in steps if sign == "<->"),
        frozenset(found[1] for text in texts if (found := _MADE.match(text))),
        _first(step for text in texts for step in _slopes(text, declared)),
    )


def _first(steps: Iterator[tuple[str, tuple[str, str]]]) -> dict[str, tuple[str, str]]:
    """Each coefficient where it is met first."""
    found: dict[str, tuple[str, str]] = {}
    for coefficient, way in steps:
        found.setdefault(coefficient, way)
    return found


def _entries(source: Source) -> Iterator[tuple[t.Entry | None, str]]:
    """Each statement: what it says, or None where it cannot be read, and its text."""
    for statement in lay_out(scan(source).code).statements:
        word = statement.block.text if statement.block else ""
        rule = ENTRY_RULES.get(BLOCKS_ELSEWHERE.get(word, word))
        for piece in pieces(statement.lexemes):
            if piece.lexemes:
                node = read(rule, piece.lexemes) if rule else None
                text = source.slice(piece.lexemes[0].span | piece.lexemes[-1].span)
                yield None if isinstance(node, Stop) else node, text[:_LONGEST]


def _steps(chain: t.Chain) -> Iterator[tuple[str, str, str]]:
    """Each arrow of a chain from left to right, as cause, sign and effect."""
    for at, sign in enumerate(chain.links):
        for left in chain.groups[at]:
            for right in chain.groups[at + 1]:
                if sign == "<-":
                    yield right.text, "->", left.text
                else:
                    yield left.text, sign, right.text


def _slopes(
    text: str, declared: Mapping[str, t.Declaration]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """`m ~ a*x` and `m ~ Normal(a * x, s)`: `a` stands before `x` in what makes `m`."""
    made = _MADE.match(text)
    if made is None or (":=" in made[0] and made[1] not in declared):
        return
    for left, right in _PRODUCT.findall(text, made.end()):
        target = made[1]
        yield left, (right, target)
        yield right, (left, target)


def searched(source: Source, pattern: str) -> str:
    """The first group of a pattern in the beginning of a text, or nothing.

    Args:
        source: the text.
        pattern: without repetitions that have no end, so that it never takes long.
    """
    found = re.search(pattern, source.text[:_SEARCHED])
    return found[1] if found else ""


def free_name(source: Source, wanted: str, number: int = 1) -> str:
    """A name for a query that none has yet.

    Args:
        source: the text.
        wanted: the name.
        number: so many names are asked for in a row, this one the last of them.
    """
    taken = {line.partition(":")[0].strip() for line in source.text.splitlines() if ":" in line}
    names = (f"{wanted}_{i}" if i > 1 else wanted for i in range(1, len(taken) + number + 1))
    free: Sequence[str] = [name for name in names if name not in taken]
    return free[number - 1]

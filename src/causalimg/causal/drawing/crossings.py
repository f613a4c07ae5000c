"""Order the points of layered rows so that few lines between neighbouring rows cross."""

from bisect import bisect_right, insort
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

_P = TypeVar("_P", bound=Hashable)

_SWEEPS = 24
_SMALL = 600


def few_crossings(
    rows: Sequence[Sequence[_P]],
    links: Sequence[tuple[_P, _P]],
    beside: Sequence[tuple[_P, _P]] = (),
) -> list[list[_P]]:
    """The best order that sweeps of barycentres find, improved by swaps of neighbours.

    Finding the fewest crossings is NP-hard; the barycentre of a point's neighbours is the usual
    heuristic. The answer depends on the input alone.

    Args:
        rows: the points of each row; their order is where the search starts.
        links: pairs in neighbouring rows, upper first.
        beside: pairs in one row that should stand next to each other.

    Example:
        >>> few_crossings([["a", "b"], ["c", "d"]], [("a", "d"), ("b", "c")])
        [['a', 'b'], ['d', 'c']]
    """
    above: dict[_P, list[_P]] = {p: [] for row in rows for p in row}
    below: dict[_P, list[_P]] = {p: [] for row in rows for p in row}
    for upper, lower in links:
        above[lower].append(upper)
        below[upper].append(lower)
    partners: dict[_P, list[_P]] = {}
    for one, other in beside:
        partners.setdefault(one, []).append(other)
        partners.setdefault(other, []).append(one)
    current = [list(row) for row in rows]
    best, least = current, _cost(current, below, beside)
    small = len(above) <= _SMALL
    for sweep in range(_SWEEPS if small else 4):
        near = above if sweep % 2 == 0 else below
        current = _swept(current, near, partners, reverse=bool(sweep % 2))
        if small:
            current = _swapped(current, above, below)
        cost = _cost(current, below, beside)
        if cost < least:
            best, least = current, cost
    return best


def _swept(
    rows: Sequence[Sequence[_P]],
    near: Mapping[_P, Sequence[_P]],
    partners: Mapping[_P, Sequence[_P]],
    *,
    reverse: bool,
) -> list[list[_P]]:
    found: list[list[_P]] = [[] for _ in rows]
    place = {p: float(i) for row in rows for i, p in enumerate(row)}
    numbers = range(len(rows))
    for i in reversed(numbers) if reverse else numbers:
        middle = {p: _mean([place[n] for n in near[p]], place[p]) for p in rows[i]}
        drawn = {
            p: _mean([middle[p], *(middle[q] for q in partners.get(p, ()))], 0.0) for p in rows[i]
        }
        found[i] = sorted(rows[i], key=lambda p: (drawn[p], place[p]))
        place.update({p: float(k) for k, p in enumerate(found[i])})
    return found


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _swapped(
    rows: Sequence[list[_P]],
    above: Mapping[_P, Sequence[_P]],
    below: Mapping[_P, Sequence[_P]],
) -> list[list[_P]]:
    found = [list(row) for row in rows]
    place = {p: i for row in found for i, p in enumerate(row)}
    for row in found:
        for i in range(len(row) - 1):
            left, right = row[i], row[i + 1]
            now = _between(left, right, place, above) + _between(left, right, place, below)
            then = _between(right, left, place, above) + _between(right, left, place, below)
            if then < now:
                row[i], row[i + 1] = right, left
                place[left], place[right] = i + 1, i
    return found


def _between(left: _P, right: _P, place: Mapping[_P, int], near: Mapping[_P, Sequence[_P]]) -> int:
    return sum(place[a] > place[b] for a in near[left] for b in near[right])


def _cost(
    rows: Sequence[Sequence[_P]],
    below: Mapping[_P, Sequence[_P]],
    beside: Sequence[tuple[_P, _P]],
) -> int:
    place = {p: i for row in rows for i, p in enumerate(row)}
    apart = sum(abs(place[a] - place[b]) - 1 for a, b in beside)
    return apart + sum(_crossings(row, below, place) for row in rows)


def _crossings(
    row: Sequence[_P], below: Mapping[_P, Sequence[_P]], place: Mapping[_P, int]
) -> int:
    # Lines cross once per pair whose lower ends stand in the other order than the upper ones.
    seen: list[int] = []
    count = 0
    for point in row:
        ends = sorted(place[b] for b in below[point])
        count += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return count

"""Did you mean ...? Names near to one that nobody declared."""

from collections.abc import Iterable


def suggest(word: str, names: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """Names that may have been meant, nearest first.

    Nearest by edit distance (a swap of neighbours counts once, capitals count little), then
    names that begin with the word, then names that the word begins with.

    Example:
        >>> suggest("agee", ["age", "sex", "image"])
        ('age',)
    """
    ranked = sorted((rank, name) for name in set(names) if (rank := _rank(word, name)) is not None)
    return tuple(name for _, name in ranked[:limit])


def did_you_mean(word: str, names: Iterable[str]) -> tuple[str, ...]:
    """The help to print: one sentence, or none.

    Example:
        >>> did_you_mean("phillips", ["agfa", "philips"])
        ('did you mean `philips`?',)
    """
    found = suggest(word, names, limit=1)
    return tuple(f"did you mean `{name}`?" for name in found)


def _rank(word: str, name: str) -> tuple[int, int] | None:
    """Smaller is nearer; None is no candidate."""
    if name == word:
        return None
    small, other = word.casefold(), name.casefold()
    allowed = max(1, min(3, len(word) // 3))
    if abs(len(small) - len(other)) <= allowed:
        distance = _edits(small, other)
        if distance <= allowed and distance < max(len(small), len(other)):
            return (0, distance)
    if len(small) > 1 and other.startswith(small):
        return (1, len(other) - len(small))
    if len(other) > 1 and small.startswith(other):
        return (2, len(small) - len(other))
    return None


def _edits(a: str, b: str) -> int:
    """Edit distance with swaps of neighbours (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        now = [i]
        for j, right in enumerate(b, start=1):
            cost = min(last[j] + 1, now[-1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]

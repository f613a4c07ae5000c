"""What the words of a command line stand for: constants, settings, counts, row numbers."""

import tomllib
from collections.abc import Collection, Sequence
from typing import Any

from causalimg.interfaces.door import refused

FIRST_FEW = 6


def constants(settings: Sequence[str]) -> dict[str, float]:
    """`name=number` pairs as numbers.

    Raises:
        CausalimgError: E0711 where one is not.

    Example:
        >>> constants(["latents=64"])
        {'latents': 64.0}
    """
    found = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        try:
            found[name.strip()] = float(value if equals else "")
        except ValueError:
            message = f"`--set {setting}` is not a name and a number"
            raise refused("E0711", message, "write `--set latents=64`") from None
    return found


def parted(settings: Sequence[str], names: Collection[str]) -> tuple[list[str], list[str]]:
    """Settings that are about constants of a model (by their names), and the others."""
    mine = [s for s in settings if s.partition("=")[0].strip() in names]
    return mine, [s for s in settings if s not in mine]


def pairs(settings: Sequence[str]) -> dict[str, Any]:
    """`fit.epochs=20` pairs as dotted keys and the values that TOML would read, or texts.

    Raises:
        CausalimgError: E0715 where one has no value.

    Example:
        >>> pairs(["fit.epochs=20"])
        {'fit.epochs': 20}
    """
    split = [setting.partition("=") for setting in settings]
    bad = next((key for key, equals, _ in split if not equals), None)
    if bad is not None:
        raise refused("E0715", f"`--set {bad}` has no value", "write `--set fit.epochs=20`")
    return {key.strip(): _value(value) for key, _, value in split}


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def counts(rows: str) -> int | dict[str, int]:
    """How many rows, or how many per site.

    Raises:
        CausalimgError: E0711 where that is not said, or one is below 1.

    Example:
        >>> counts("north=1000, south=500")
        {'north': 1000, 'south': 500}
    """
    try:
        split = [part.partition("=") for part in rows.split(",")]
        numbers = [int(count if equals else name) for name, equals, count in split]
    except ValueError:
        raise _no_count(rows) from None
    names = [name.strip() for name, equals, _ in split if equals]
    if min(numbers) < 1 or len(set(names)) != len(names) or (len(split) > 1) > bool(names):
        raise _no_count(rows)
    return dict(zip(names, numbers, strict=True)) if names else numbers[0]


def _no_count(rows: str) -> Exception:
    remedy = "write `1000` or `north=1000,south=500`, each from 1"
    return refused("E0711", f"`--rows {rows}` does not count rows", remedy)


def row_numbers(choice: str, there: Sequence[int]) -> list[int]:
    """Positions of the rows that `7`, `1:6` (both ends), `3,5,8`, `all` or nothing names.

    Args:
        choice: nothing stands for the first six.
        there: numbers of the rows at hand, ascending, from 1; rows that were left out for a
            missing value are absent. A range passes over them.

    Raises:
        CausalimgError: E0711 for words that name no rows, a row beyond the table, or one that
            was left out.

    Example:
        >>> row_numbers("1:3", [1, 3, 4])
        [0, 1]
    """
    if not there:
        raise refused("E0711", "the table has no row to ask about", "add rows")
    at = {number: position for position, number in enumerate(there)}
    if choice in {"", "all"}:
        return list(range(len(there)))[: None if choice else FIRST_FEW]
    found: list[int] = []
    for part in choice.split(","):
        first, last = _ends(part, choice)
        beyond = next((n for n in (first, last) if not 1 <= n <= there[-1]), None)
        if beyond is not None:
            known = f"the table has rows 1 to {there[-1]}"
            raise refused("E0711", f"there is no row {beyond}", known)
        picked = [at[number] for number in range(first, last + 1) if number in at]
        if not picked:
            remedy = "fill it in, or choose another row"
            raise refused("E0711", f"row {first} is left out, it lacks a value", remedy)
        found.extend(picked)
    return found


def _ends(part: str, choice: str) -> tuple[int, int]:
    first, colon, last = part.partition(":")
    try:
        ends = int(first), int(last if colon else first)
    except ValueError:
        ends = (1, 0)
    if ends[0] > ends[1]:
        remedy = "write `7`, `1:6`, `3,5,8` or `all`"
        raise refused("E0711", f"`{choice}` does not name rows", remedy)
    return ends

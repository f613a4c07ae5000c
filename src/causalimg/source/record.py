"""Frozen records of which an editor makes thousands at each key.

A frozen dataclass writes each field through `object.__setattr__`, which takes more than three
times as long as a plain one, and a tenth of a check was spent there. So the type checker sees a
frozen dataclass, and refuses to let anyone change one; Python sees one that is quick to make.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

__all__ = ["record"]

T = TypeVar("T")

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:

    def record(*, frozen: bool, slots: bool) -> Callable[[type[T]], type[T]]:
        """A `dataclass` that only the type checker holds frozen; hashed by its fields."""
        return dataclass(slots=slots, unsafe_hash=frozen)

"""What may stand behind `from`: the modules of the standard library and of installed packages."""

from collections.abc import Mapping
from functools import cache

from causalimg.library.extension import GROUP, LibraryError, extension
from causalimg.library.functions import MODULES, find
from causalimg.library.laws import LAWS, Law
from causalimg.library.networks import NETWORKS, Network
from causalimg.library.std.signature import Function

Record = Function | Law | Network


@cache
def modules() -> tuple[str, ...]:
    """The names of all modules; packages are not loaded for it.

    Example:
        >>> "std.xray" in modules()
        True
    """
    from importlib.metadata import entry_points  # a tenth of a second, and seldom needed

    return (*MODULES, *sorted(entry_points(group=GROUP).names - set(MODULES)))


def offered(module: str) -> Mapping[str, Record]:
    """What a module has, by name; nothing where it cannot be loaded or is none.

    Example:
        >>> offered("std.xray")["scatter"].signature
        'scatter(image, fraction)'
    """
    if module in MODULES:
        return {function.name: function for function in MODULES[module]}
    try:
        found = extension(module)
    except LibraryError:
        return {}
    names = found.names if found else ()
    records = {n: LAWS.get(n) or NETWORKS.get(n) or find(f"{module}.{n}") for n in names}
    return {name: record for name, record in records.items() if record is not None}

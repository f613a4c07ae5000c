"""Laws, networks and functions of other packages, found through an entry point.

A package says in its `pyproject.toml`

    [project.entry-points."causalimg.library"]
    "acme.contrast" = "acme_contrast.records:EXTENSION"

and `from acme.contrast import Rician, sharpen` finds them. The records know nothing of torch; the
module `home`, which compiled programs import, holds what does the work under the same names.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from causalimg.library import functions, laws, networks
from causalimg.library.laws import LAWS, Law
from causalimg.library.networks import NETWORKS, Network
from causalimg.library.std.signature import Function
from causalimg.library.words import COUPLINGS

GROUP = "causalimg.library"
_CONTINUOUS = frozenset({"real", "vector", "image"})
_DISCRETE = frozenset({"count", "binary", "category", "ordinal"})


class LibraryError(Exception):
    """Why the records of another package cannot be used, in words that name the package."""


@dataclass(frozen=True, slots=True)
class Extension:
    """What a package adds to the language.

    A continuous law is a callable of `home` under its own name: given its parameters by position
    and, for what is no single number, `event=shape`, it gives the map from standard Normal noise
    to values (`__call__`, `abduct`, `law`; see `causalimg.program.maps.Map`). A discrete law is
    such a callable that gives a torch distribution of one number for a row, whole and not
    negative: a count below 1024, or the place of a value. Its noise is ours, by the coupling that
    the text names. A network is a
    `torch.nn.Module` made as `name("target", given=..., **options)`, with `support=` and, for
    images, `shape=`, for vectors, `size=`; called with its causes by name it gives such a map. A
    function takes tensors as those of `causalimg.program.imaging` do.

    Args:
        name: what stands after `from`, such as `acme.contrast`; `std` is ours.
        home: the Python module with the implementations.
        functions: small letter; their `module` is filled in.
        laws: capital letter; discrete ones say which couplings they allow.
        networks: small letter, of numbers, vectors and images.
    """

    name: str
    home: str
    functions: tuple[Function, ...] = ()
    laws: tuple[Law, ...] = ()
    networks: tuple[Network, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every word that it adds."""
        functions = (one.name for one in self.functions)
        laws = (one.name for one in self.laws)
        return (*functions, *laws, *(one.name for one in self.networks))


EXTENSIONS: dict[str, Extension] = {}
"""Those that were asked for so far, by name."""


def extension(name: str) -> Extension | None:
    """The extension of that name, loaded and registered, or None where no package has it.

    Raises:
        LibraryError: where it cannot be loaded or breaks a rule of the library.
    """
    if name in EXTENSIONS:
        return EXTENSIONS[name]
    from importlib.metadata import entry_points  # a tenth of a second, and seldom needed

    found = next(iter(entry_points(group=GROUP, name=name)), None)
    if found is None:
        return None
    try:
        loaded = found.load()
    except Exception as error:  # another package's code may raise anything
        raise LibraryError(f"`{name}` cannot be loaded: {type(error).__name__}") from error
    return register(loaded, name)


def register(made: object, name: str | None = None) -> Extension:
    """Add an extension to the tables, once its records keep the rules.

    Args:
        made: an `Extension`.
        name: the name of its entry point, which has to be its own.

    Raises:
        LibraryError: a capital or small letter in the wrong place, a word that is taken, a type
            that it cannot make, or no `Extension` at all.

    Example:
        >>> register(Extension("acme", "acme", laws=(LAWS["Normal"],)))
        Traceback (most recent call last):
        causalimg.library.extension.LibraryError: `Normal` of `acme` is taken
    """
    if not isinstance(made, Extension):
        raise LibraryError(f"`{name}` is no `causalimg.library.extension.Extension`")
    for wrong in (*_misnamed(made, name), *_rules(made), *_makes(made)):
        raise LibraryError(wrong)
    for function in made.functions:
        functions.add(replace(function, module=made.name))
    for law in made.laws:
        laws.add(replace(law, module=made.name))
    for network in made.networks:
        networks.add(replace(network, module=made.name))
    EXTENSIONS[made.name] = made
    return made


def _misnamed(made: Extension, name: str | None) -> Iterator[str]:
    if name not in {None, made.name}:
        yield f"`{name}` calls itself `{made.name}`"
    if made.name.partition(".")[0] == "std":
        yield f"`{made.name}` cannot begin with `std`"
    if not all(part.isidentifier() for part in made.name.split(".")):
        yield f"`{made.name}` is no dotted name"
    taken = {*LAWS, *NETWORKS, *functions.BUILT_IN}
    for word in made.names:
        if not word.isidentifier() or word in taken:
            yield f"`{word}` of `{made.name}` is {'taken' if word in taken else 'no name'}"


def _rules(made: Extension) -> Iterator[str]:
    for law in made.laws:
        if not law.name[:1].isupper():
            yield f"`{law.name}` of `{made.name}`: a law begins with a capital letter"
    for word in (*(f.name for f in made.functions), *(n.name for n in made.networks)):
        if not word[:1].islower():
            yield f"`{word}` of `{made.name}`: it begins with a small letter, as it is no law"
    for law in made.laws:
        if law.family == "constant" or (law.kind == "discrete") != (law.family == "discrete"):
            yield f"`{law.name}` of `{made.name}` is {law.kind}, and its family is `{law.family}`"
        strange = not law.couplings or set(law.couplings) - set(COUPLINGS)
        if strange if law.kind == "discrete" else law.couplings:
            allowed = f"some of {', '.join(COUPLINGS)}" if law.kind == "discrete" else "none"
            yield f"`{law.name}` of `{made.name}`: a {law.kind} law has {allowed} as its couplings"


def _makes(made: Extension) -> Iterator[str]:
    makers: tuple[Law | Network, ...] = (*made.laws, *made.networks)
    for maker in makers:
        discrete = isinstance(maker, Law) and maker.kind == "discrete"
        strange = sorted(set(maker.targets) - (_DISCRETE if discrete else _CONTINUOUS))
        if strange or not maker.targets:
            what = ", ".join(strange) or "nothing"
            wanted = "counts or values" if discrete else "numbers"
            yield f"`{maker.name}` of `{made.name}` makes {what}, not {wanted}"

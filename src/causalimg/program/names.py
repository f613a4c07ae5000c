"""Python names for the names of a model: the same word wherever Python lets us have it."""

import builtins
import keyword
import unicodedata
from collections.abc import Iterable, Mapping

LOCALS = frozenset(
    {"do", "environment", "found", "law", "mean_codes", "needed", "noise", "row", "rows", "self"}
    | {"network", "one", "others", "posterior", "value", "values", "wanted"}
)
"""Names that the methods of an emitted class use for themselves."""

ARGUMENTS = frozenset({"do", "mean_codes", "noise", "row", "rows", "self", "wanted"})
"""Parameters of those methods: an environment, which is a parameter too, cannot be called so."""

ATTRIBUTES = frozenset(
    # of an emitted class
    {"abduct", "draw_noise", "environment", "forward", "guide", "images", "lines", "methods"}
    | {"log_prior", "log_prob", "lossy", "max_plate_nesting", "noise_form", "noise_laws"}
    | {"noises", "numbers", "parents", "predict", "priors", "set_scales", "variables", "words"}
    # of torch's modules and Pyro's
    | {"T_destination", "add_module", "apply", "bfloat16", "buffers", "call_super_init"}
    | {"children", "compile", "cpu", "cuda", "double", "dump_patches", "eval", "extra_repr"}
    | {"float", "get_buffer", "get_extra_state", "get_parameter", "get_submodule", "half"}
    | {"ipu", "load_state_dict", "modules", "mtia", "named_buffers", "named_children"}
    | {"named_modules", "named_parameters", "named_pyro_params", "parameters"}
    | {"register_backward_hook", "register_buffer", "register_forward_hook"}
    | {"register_forward_pre_hook", "register_full_backward_hook", "register_module"}
    | {"register_full_backward_pre_hook", "register_load_state_dict_post_hook"}
    | {"register_load_state_dict_pre_hook", "register_parameter"}
    | {"register_state_dict_post_hook", "register_state_dict_pre_hook", "requires_grad_"}
    | {"set_extra_state", "set_submodule", "share_memory", "state_dict", "to", "to_empty"}
    | {"train", "training", "type", "xpu", "zero_grad"}
)
"""Attributes that a variable's method must not replace; names that begin with `_` never do."""


def python_names(
    names: Iterable[str], taken: Iterable[str] = (), *, prefix: str = ""
) -> dict[str, str]:
    """A Python identifier for each name: the name itself, or with underscores behind it.

    Keywords, builtins, attributes of the class and `taken` are avoided; compatibility letters
    are folded as Python itself does (NFKC), and a leading underscore gets a letter before it,
    since Python would mangle or hide it; the point of an imported name becomes an underscore.

    Args:
        names: as written; the earlier ones keep their word.
        taken: what the text uses for something else.
        prefix: put before each name.

    Example:
        >>> python_names(["age", "lambda", "torch"], taken=["torch"])
        {'age': 'age', 'lambda': 'lambda_', 'torch': 'torch_'}
    """
    used = {*taken, *LOCALS, *ATTRIBUTES, *keyword.kwlist, *dir(builtins)}
    found: dict[str, str] = {}
    for name in names:
        word = unicodedata.normalize("NFKC", prefix + name).replace(".", "_")
        word = f"v{word}" if word.startswith("_") else word
        word = word if word.isidentifier() else "v_" + "".join(filter(_allowed, word))
        while word in used:
            word += "_"
        used.add(word)
        found[name] = word
    return found


def fresh(word: str, used: set[str]) -> str:
    """The word, with underscores behind it as long as it is used; it is used from now on."""
    while word in used:
        word += "_"
    used.add(word)
    return word


def keywords(arguments: Mapping[str, str]) -> list[str]:
    """Keyword arguments of a call: `age=age`, or `**{"lambda": lambda_}` where Python insists.

    Example:
        >>> keywords({"age": "age", "lambda": "lambda_"})
        ['age=age', '**{"lambda": lambda_}']
    """
    plain = [f"{name}={value}" for name, value in arguments.items() if _plain(name)]
    odd = [f'"{name}": {value}' for name, value in arguments.items() if not _plain(name)]
    return [*plain, "**{" + ", ".join(odd) + "}"] if odd else plain


def network_call(network: str, arguments: Mapping[str, str], *before: str) -> str:
    """A network applied to causes by name.

    Torch's modules call their first parameter `self`, so a cause of that name goes straight to
    `forward`, where that name is free.
    """
    method = ".forward" if "self" in arguments else ""
    return f"{network}{method}({', '.join([*before, *keywords(arguments)])})"


def class_name(model: str, taken: Iterable[str] = ()) -> str:
    """`chest_phantom` as a class: `ChestPhantom`; with an underscore where the word is taken.

    Example:
        >>> class_name("chest_phantom"), class_name("none")
        ('ChestPhantom', 'None_')
    """
    parts = unicodedata.normalize("NFKC", model).split("_")
    word = "".join(part[:1].upper() + part[1:] for part in parts) or "Model"
    word = word if word.isidentifier() else f"Model{word}"
    return f"{word}_" if word in {*keyword.kwlist, *dir(builtins), *taken} else word


def _plain(name: str) -> bool:
    folded = unicodedata.normalize("NFKC", name)
    return folded == name and not keyword.iskeyword(name) and not name.startswith("__")


def _allowed(letter: str) -> bool:
    return ("a" + letter).isidentifier()

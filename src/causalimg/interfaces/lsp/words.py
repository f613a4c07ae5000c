"""What the words of the language and its library mean, as short Markdown cards."""

from collections.abc import Mapping

from causalimg.interfaces.lsp.modules import Record, offered
from causalimg.library import units
from causalimg.library.interval import EVERYWHERE, Interval
from causalimg.library.laws import LAWS, Law
from causalimg.library.networks import NETWORKS, Network
from causalimg.library.std.signature import Function, Slot
from causalimg.library.words import EVERYONE
from causalimg.semantics import types
from causalimg.syntax.words import ENTRY_OF

#: What the roles of a variable mean.
ROLES: Mapping[str, str] = {
    "latent": "never in the data",
    "environment": "says which site a row is from, and is never drawn",
    "selection": "the data hold only the rows where it is 1",
}

#: What the ways mean in which a discrete mechanism shares its noise between worlds.
COUPLINGS: Mapping[str, str] = {
    "threshold": "one uniform noise against rising probabilities: a higher risk only adds cases",
    "gumbel_max": "a Gumbel noise for every value, the largest sum wins: values have no order",
}

#: What the words inside statements mean.
KEYWORDS: Mapping[str, str] = {
    "given": "the causes of a learned mechanism; in a question, what is known of the row",
    "via": "how a discrete mechanism shares its noise between worlds",
    "truncated": "the law, cut to an interval",
    "do": "an intervention on a population: rung 2",
    "had": "this very row in another world: rung 3, abduction, action, prediction",
    "identified": "claims that a question can be answered from data and arrows alone",
    "invariant": "claims or asks that something stays the same",
    "across": "the environment over whose values a law stays the same",
    "match": "a value for each word of a finite variable; all of them are named",
    EVERYONE: "the rows that were not selected too",
    "model": "the name of the model, and what it is about",
    "param": "a constant of the model, set from outside by `--set`",
    "grid": "a lattice of pixels with its spacing: height x width at 1 mm",
    "from": "imports functions of the library; in a predictor, what it reads",
    "import": "another file, under a name",
}


def card(code: str, *lines: str) -> str:
    """Markdown: a line of code, then paragraphs; empty ones are left out.

    Example:
        >>> print(card("x : real", "a number"))
        ```scm
        x : real
        ```
        a number
    """
    return "\n".join([f"```scm\n{code}\n```", "\n\n".join(line for line in lines if line)]).strip()


def of_law(law: Law) -> str:
    """The signature of a law, where its parameters have to lie, what it draws."""
    parameters = [_argument(p.name, p.range, p.default) for p in law.parameters]
    facts = [f"- {line}" for line in parameters]
    facts.append(f"- draws {_listed(law.targets)}; {law.kind}")
    if law.couplings:
        facts.append(f"- for a finite variable: {_couplings(law.couplings)}")
    return card(law.signature, law.doc, "\n".join(facts))


def of_network(network: Network) -> str:
    """The options of a network, what it makes, and how it gives its noise back."""
    facts = [f"- {_argument(o.name, o.range, o.default)}" for o in network.options]
    facts.append(f"- makes {_listed(network.targets)}; learned from data")
    facts.append(f"- abduction: {network.abduction}")
    if network.couplings:
        facts.append(f"- for a finite variable: {_couplings(network.couplings)}")
    if network.function:
        facts.append(f"- inside an expression, a number: `{network.inside}`")
    return card(network.signature, _built(network.doc, network.built), "\n".join(facts))


def of_function(function: Function) -> str:
    """The arguments of a function with their kinds and ranges."""
    facts = [f"- {_slot(slot)}" for slot in function.slots]
    facts.append(f"- gives {_RESULTS.get(function.result, function.result)}")
    home = f"`from {function.module} import {function.name}`" if function.module else ""
    return card(function.signature, function.doc, "\n".join(facts), home)


def of_type(word: str) -> str:
    """What values a type has."""
    record = getattr(types, word.capitalize(), None)
    return card(word, ((record.__doc__ or "") if record else ""))


def of_unit(text: str) -> str:
    """What a unit measures."""
    found = units.parse(text)
    return card(text, units.describe(found) if found else "no unit that is known here")


def of_module(name: str) -> str:
    """What a module of the library has."""
    found = offered(name).values()
    return card(name, "\n".join(f"- `{one.signature}` {one.doc}".rstrip() for one in found))


def of_record(record: Record) -> str:
    """The card of a law, a network or a function."""
    match record:
        case Law():
            return of_law(record)
        case Network():
            return of_network(record)
        case Function():
            return of_function(record)


def of_coupling(word: str) -> str:
    """How worlds share noise under that word."""
    return card(f"via {word}", COUPLINGS.get(word, ""))


def of_role(word: str) -> str:
    """What a role makes of a variable."""
    return card(word, ROLES.get(word, ""))


def of_block(word: str) -> str:
    """What stands inside a block."""
    inside = ENTRY_OF.get(word)
    return card(f"{word} {{ ... }}", f"each line is {inside}" if inside else "")


def of_called(word: str, functions: Mapping[str, Function]) -> str | None:
    """The card of a law, a network or a function, whichever has that name."""
    record = LAWS.get(word) or NETWORKS.get(word) or functions.get(word)
    return of_record(record) if record else None


_RESULTS = {"same": "what it takes", "grid": "an image on that grid", "number": "a number"}


def _slot(slot: Slot) -> str:
    unit = f", in {slot.unit}" if slot.unit else ""
    return f"{_argument(slot.name, slot.range, slot.default)}: {slot.kind}{unit}"


def _argument(name: str, reach: Interval, default: float | None) -> str:
    where = "" if reach == EVERYWHERE else f" in {reach}"
    usual = "" if default is None else f", {default:g} where left out"
    return f"`{name}`{where}{usual}"


def _couplings(words: tuple[str, ...]) -> str:
    return " or ".join(f"`via {word}`" for word in words)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words)


def _built(doc: str, built: bool) -> str:
    return doc if built else f"{doc} (designed, not built yet)".strip()

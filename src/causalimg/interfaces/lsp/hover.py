"""What an editor shows beside a word: what it stands for, and how it comes about."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from causalimg.interfaces.lsp import words
from causalimg.interfaces.lsp.document import Document, entries
from causalimg.interfaces.lsp.names import Occurrence, at, elsewhere
from causalimg.library.laws import LAWS, Law
from causalimg.library.networks import NETWORKS
from causalimg.library.units import describe, parse
from causalimg.semantics.complaints import listed
from causalimg.semantics.invert import gives_back, inverse
from causalimg.semantics.model import Draw, Equation, Learned, Mechanism, Model
from causalimg.semantics.types import values_of
from causalimg.source import Span
from causalimg.syntax import tree

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Hover:
    """A card of Markdown and the word that it is about."""

    text: str
    span: Span


def hover(document: Document, offset: int) -> Hover | None:
    """The card of the word at a place, or None where there is nothing to say."""
    found = at(document, offset)
    if found is None:
        return _keyword(document, offset)
    text = _card(document, found)
    return Hover(text, found.span) if text else _keyword(document, offset)


def _keyword(document: Document, offset: int) -> Hover | None:
    for lexeme in document.lexemes.code:
        if lexeme.span.start <= offset <= lexeme.span.end and lexeme.text in words.KEYWORDS:
            return Hover(words.card(lexeme.text, words.KEYWORDS[lexeme.text]), lexeme.span)
    return None


def _card(document: Document, found: Occurrence) -> str | None:
    if found.what == "variable":
        return _variable(document, found.name)
    if found.what == "value":
        return _value(document, found)
    if found.what == "imported":
        return _imported(document, found)
    if found.what in {"law", "network", "function", "argument"}:
        word = found.name if found.what != "argument" else found.owner or ""
        return words.of_called(word, document.functions)
    of_word = _CARDS.get(found.what)
    return of_word(found.name) if of_word else _entry(document, found)


_CARDS: Mapping[str, Callable[[str], str]] = {
    "type": words.of_type,
    "unit": words.of_unit,
    "coupling": words.of_coupling,
    "role": words.of_role,
    "block": words.of_block,
    "library": words.of_module,
}


# ---- variables -------------------------------------------------------------------------------


def _variable(document: Document, name: str) -> str | None:
    model = document.model
    variable = next((v for v in model.variables if v.name == name), None)
    if variable is None:
        return None
    facts = (
        [f"{variable.kind}: {words.ROLES[variable.kind]}"] if variable.kind in words.ROLES else []
    )
    facts += [_measured(variable.unit)] if variable.unit else []
    causes, effects = model.parents(name), [a.effect for a in model.arrows if a.cause == name]
    facts += [f"causes: {listed(causes)}" if causes else "no causes"]
    facts += [f"effects: {listed(effects)}"] if effects else []
    unseen = [b.right if b.left == name else b.left for b in model.bidirected
              if name in (b.left, b.right)]  # fmt: skip
    facts += [f"an unseen common cause with {listed(unseen)}"] if unseen else []
    facts += list(_comes_about(document, name))
    lines = "\n".join(f"- {fact}" for fact in facts)
    return words.card(_declared(document, name), variable.doc or "", lines)


def _measured(unit: str) -> str:
    found = parse(unit)
    return f"measured in {unit}, {describe(found)}" if found else f"measured in {unit}"


def _declared(document: Document, name: str) -> str:
    for entry in document.file.block("variables"):
        if isinstance(entry, tree.Declaration) and name in [n.text for n in entry.names]:
            role = f"{entry.role.text} " if entry.role else ""
            rest = document.source.slice(Span(entry.type.span.start, entry.span.end))
            return _one_line(f"{role}{name} : {rest}")
    return name


def _comes_about(document: Document, name: str) -> Iterator[str]:
    model = document.model
    maker = model.mechanism(name)
    if maker is None:
        if name != model.environment:
            yield "no mechanism yet: `check` and `graph` work, `compile` does not"
        return
    yield f"mechanism: `{_one_line(document.source.slice(maker.span))}`"
    coupling = None if isinstance(maker, Equation) else maker.coupling
    if coupling:
        yield f"coupling: {words.COUPLINGS[coupling]}"
    yield f"abduction: {abduction(model, name, maker)}"


def abduction(model: Model, name: str, maker: Mechanism) -> str:
    """How the noise of a mechanism is found again from a value, in words."""
    match maker:
        case Equation():
            return _undone(model, maker)
        case Draw(law=law, coupling=coupling):
            record = LAWS.get(law.law)
            if record and record.family == "constant":
                return "there is no noise"
            return _shared(coupling) if _finite(model, name, record) else _QUALITY["exact"]
        case Learned(network=network, coupling=coupling):
            made = NETWORKS.get(network)
            if made and made.couplings and _finite(model, name, None):
                known = made.couplings[0] if len(made.couplings) == 1 else None
                return _shared(coupling or known)
            return _QUALITY[made.abduction if made else "none"]


_QUALITY = {
    "exact": "exact, the noise is computed back from the value",
    "amortised": "amortised, an encoder guesses the code; what it misses is kept as a residual",
    "none": "none, no way back",
}


def _undone(model: Model, maker: Equation) -> str:
    if not maker.noises:
        return "there is no noise, the value follows from its causes"
    if inverse(maker, model) is not None:
        return _QUALITY["exact"]
    tried = "exact, by trying every value of its noise"
    return tried if gives_back(model, maker) else _QUALITY["none"]


def _finite(model: Model, name: str, law: Law | None) -> bool:
    discrete = law is not None and law.kind == "discrete"
    return discrete or bool(values_of(model.variable(name).type))


def _shared(coupling: str | None) -> str:
    if coupling is None:
        return "left open until `via threshold` or `via gumbel_max` says how worlds share noise"
    return f"exact, a draw of the noise that gives this value, by `{coupling}`"


# ---- everything else -----------------------------------------------------------------------


def _value(document: Document, found: Occurrence) -> str:
    every = {v.name: values_of(v.type) for v in document.model.variables}
    owners = [name for name, values in every.items() if found.name in values]
    own = found.owner if found.owner in owners else next(iter(owners), found.owner)
    others = ", ".join(every.get(own or "", ()))
    return words.card(found.name, f"a value of `{own}`" + (f": {others}" if others else ""))


def _imported(document: Document, found: Occurrence) -> str | None:
    """The line of another file that declares a name."""
    there = elsewhere(document, found)
    if there is None:
        return None
    source, span = there
    line = source.line(source.place(span.start).line).partition("#")[0]
    values = [f"now {c.value:g}" for c in document.model.constants if c.name == found.name]
    return words.card(_one_line(line), f"in `{source.name}`", *values)


def _entry(document: Document, found: Occurrence) -> str | None:
    """The statement that declares a name."""
    for node, told in _statements(document.file):
        if (found.what, found.name) in told:
            text = _one_line(document.source.slice(node.span))
            return words.card(text, *_facts(document, found))
    return None


def _statements(file: tree.File) -> Iterator[tuple[Any, list[tuple[str, str]]]]:
    """Statements that give names, with what they name."""
    every = (*file.items, *(entry for _, entry in entries(file)))
    for node in every:
        what = _NAMING.get(type(node))
        if what:
            given = getattr(node, "names", None) or (node.name,)  # type: ignore[union-attr]
            yield node, [(what, name.text) for name in given]


_NAMING: Mapping[type, str] = {
    tree.Param: "param",
    tree.Grid: "grid",
    tree.ImportModule: "module",
    tree.NoiseEntry: "noise",
    tree.ParameterEntry: "parameter",
    tree.InterventionEntry: "intervention",
    tree.PredictorEntry: "predictor",
    tree.QueryEntry: "query",
}


def _facts(document: Document, found: Occurrence) -> Iterator[str]:
    model = document.model
    match found.what:
        case "param":
            yield from (f"now {c.value:g}" for c in model.constants if c.name == found.name)
        case "noise":
            readers = [t for m in model.mechanisms if isinstance(m, Equation)
                       and found.name in m.noises for t in m.targets]  # fmt: skip
            yield f"exogenous noise, read by {listed(readers)}" if readers else "exogenous noise"
        case "parameter":
            yield "a number that is fitted to data"
        case "predictor":
            yield from (p.task for p in model.predictors if p.name == found.name)
        case _:
            return


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()

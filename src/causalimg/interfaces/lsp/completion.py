"""What an editor offers at a place: the words of the language and the names that fit there."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from causalimg.interfaces.lsp import words
from causalimg.interfaces.lsp.around import Around, around
from causalimg.interfaces.lsp.document import Document
from causalimg.interfaces.lsp.modules import modules, offered
from causalimg.library.functions import MODULES
from causalimg.library.laws import LAWS
from causalimg.library.networks import NETWORKS
from causalimg.library.units import describe, names, parse
from causalimg.library.words import CONSTANT_TYPES, COUPLINGS, EVERYONE
from causalimg.semantics.types import Type, words_of_type
from causalimg.source import Span
from causalimg.syntax.words import BLOCK_WORDS, ENTRY_OF, LINE_WORDS, TYPES

_SECTIONS = frozenset({"given", "via", "~", ":=", "across", "had", "for", "by", "from", "to", ":"})
_COMPARES = frozenset({"==", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Completion:
    """One offer.

    Args:
        label: the word.
        what: what it is, as in `names.Occurrence`.
        span: the text that it takes the place of.
        detail: a few words beside it.
        doc: a card about it.
        rank: smaller comes first.
    """

    label: str
    what: str
    span: Span
    detail: str = ""
    doc: str = ""
    rank: int = 1


@dataclass(frozen=True, slots=True)
class Offer:
    """A completion before its place is known."""

    label: str
    what: str
    detail: str = ""
    doc: str = ""
    rank: int = 1


def complete(document: Document, offset: int) -> tuple[Completion, ...]:
    r"""What may stand at a place.

    Example:
        >>> from causalimg.interfaces.lsp.document import open_text
        >>> text = "causalimg 1\nvariables { x, y : real }\ngraph { x -> "
        >>> [offer.label for offer in complete(open_text("", text), len(text))]
        ['x', 'y']
    """
    place = around(document, offset)
    if place is None:
        return ()
    found: dict[str, Completion] = {}
    start = _dotted(place)
    for offer in chain(_names(document, place), _keywords(place)):
        label = offer.label.removeprefix(start)
        if len(label) + len(start) == len(offer.label):
            one = Completion(label, offer.what, place.word, offer.detail, offer.doc, offer.rank)
            found.setdefault(label, one)
    return tuple(sorted(found.values(), key=lambda one: one.rank))


def _dotted(place: Around) -> str:
    """What already stands of a dotted name: `std.` before `xray`."""
    texts = place.texts
    start = len(texts)
    while start > 1 and texts[start - 1] == ".":
        start -= 2
    return "".join(texts[start:])


def _keywords(place: Around) -> Iterator[Offer]:
    if place.first:
        yield Offer("causalimg 1", "keyword", "the first line of every file", rank=0)
        return
    for word in sorted(place.keywords):
        block = word in BLOCK_WORDS and not place.block
        doc = (
            ENTRY_OF.get(word, "")
            if block
            else words.KEYWORDS.get(word, words.ROLES.get(word, ""))
        )
        yield Offer(word, "block" if block else "keyword", doc, rank=3)
    if place.block in {"mechanisms", "predictors"} and not place.before and place.above:
        for word in ("given", "via") if place.block == "mechanisms" else ("from", "invariant to"):
            yield Offer(word, "keyword", words.KEYWORDS.get(word, ""), rank=4)
    if not place.block and not place.before:
        yield from (Offer(word, "block", ENTRY_OF[word], rank=2) for word in BLOCK_WORDS)
        lines = (word for word in LINE_WORDS)
        yield from (Offer(word, "keyword", words.KEYWORDS.get(word, "")) for word in lines)


def _names(document: Document, place: Around) -> Iterator[Offer]:
    if place.first or not place.name:
        return
    if place.before and place.before[-1].kind in {"INT", "NUMBER"}:
        yield from _units()
        return
    rules: dict[str, Callable[[Document, Around], Iterator[Offer]]] = {
        "": _outside,
        "variables": _in_declarations,
        "parameters": _in_declarations,
        "noise": _in_declarations,
        "mechanisms": _in_mechanisms,
        "queries": _in_questions,
        "interventions": _in_questions,
        "graph": _variables_only,
        "claims": _in_claims,
        "predictors": _in_predictors,
    }
    yield from rules[place.block](document, place)


# ---- by block --------------------------------------------------------------------------------


def _outside(document: Document, place: Around) -> Iterator[Offer]:
    match place.texts:
        case ("grid", _, "=", *_) | ("param", _, ":", _, "=", *_):
            yield from _constants(document)
        case ("param", _, ":"):
            yield from (Offer(word, "type") for word in CONSTANT_TYPES)
        case ("from", *written):
            yield from _importable(written)
        case _:
            return


def _importable(written: list[str]) -> Iterator[Offer]:
    """What may follow `from`: a module or the rest of its name, then its functions."""
    if "import" not in written:
        for module in modules():
            doc = words.of_module(module) if module in MODULES else ""
            yield Offer(module, "module", "", doc)
        return
    for name, record in offered("".join(written[: written.index("import")])).items():
        if name not in written:
            yield Offer(name, "function", record.signature, words.of_record(record))


def _in_declarations(document: Document, place: Around) -> Iterator[Offer]:
    texts = place.texts
    if ":" not in texts and "~" not in texts:
        return
    if texts[-1] == ":":
        types = TYPES if place.block != "parameters" else ("real",)
        yield from (Offer(word, "type", "", words.of_type(word)) for word in types)
    elif "~" in texts:
        yield from _after_tilde(document, place, learned=False)
    elif place.open:
        opened = place.open[-1]
        shape = texts[opened] == "[" and texts[opened - 1] in TYPES
        if texts[opened] != "{":
            yield from _constants(document)
        yield from _grids(document) if shape else ()
    else:
        yield from _units()


def _in_mechanisms(document: Document, place: Around) -> Iterator[Offer]:
    texts = place.texts
    section = place.last(_SECTIONS)
    if "~" not in texts and ":=" not in texts:
        made = {t for m in document.model.mechanisms for t in m.targets}
        yield from _variables(document, after=made | set(texts) | {document.model.environment})
    elif section == "given":
        causes = document.model.parents(texts[0])
        others = {v.name for v in document.model.variables} - set(causes)
        used = set(texts[len(texts) - texts[::-1].index("given") :]) | set(_targets(texts))
        yield from _variables(document, after=others, without=used)
    elif section == "via":
        yield from _couplings(texts)
    elif "~" in texts:
        yield from _after_tilde(document, place, learned=True)
    else:
        yield from _expression(document, place)


def _in_questions(document: Document, place: Around) -> Iterator[Offer]:
    texts = place.texts
    if ":" not in texts:
        return
    if place.last(_SECTIONS) == "for":
        yield Offer(EVERYONE, "keyword", words.KEYWORDS[EVERYONE])
        site = document.model.environment
        yield from _values_of(document, site) if site else ()
    elif _assigns(place):
        yield from _variables(document)
        yield from (Offer(i.name, "intervention") for i in document.model.interventions)
    else:
        yield from _expression(document, place)
        yield from (Offer(p.name, "predictor", p.target) for p in document.model.predictors)


def _in_claims(document: Document, place: Around) -> Iterator[Offer]:
    if place.texts[:1] == ("identified",):
        yield from (Offer(q.name, "query") for q in document.model.queries)
    elif place.last(_SECTIONS) == "across" and document.model.environment:
        yield from _variables(document, only={document.model.environment})
    else:
        yield from _variables(document, without=set(place.texts))


def _in_predictors(document: Document, place: Around) -> Iterator[Offer]:
    if ":" in place.texts:
        yield from _variables(document, without=set(place.texts[2:]))


def _variables_only(document: Document, place: Around) -> Iterator[Offer]:
    del place
    yield from _variables(document)


# ---- parts of statements -----------------------------------------------------------------------


def _after_tilde(document: Document, place: Around, *, learned: bool) -> Iterator[Offer]:
    texts = place.texts
    inside = texts[len(texts) - texts[::-1].index("~") :]
    if not inside:
        targets = {type(v.type).__name__.lower() for v in document.model.variables
                   if v.name in _targets(texts)}  # fmt: skip
        for law in filter(document.brings, LAWS.values()):
            fits = not targets or targets <= set(law.targets)
            yield Offer(law.name, "law", law.doc, words.of_law(law), 0 if fits else 2)
        for network in filter(document.brings, NETWORKS.values()) if learned else ():
            fits = network.built and (not targets or targets <= set(network.targets))
            card = words.of_network(network)
            yield Offer(network.name, "network", network.doc, card, 0 if fits else 2)
        return
    yield from _arguments(inside[0], _targets(texts), document)
    # Options of a network, and the laws of what has no causes, are numbers known beforehand.
    known = not learned or inside[0] in NETWORKS
    yield from _constants(document) if known else _expression(document, place)


def _arguments(word: str, targets: tuple[str, ...], document: Document) -> Iterator[Offer]:
    """The names of arguments, before the expressions that may stand there too."""
    if word in LAWS:
        record = LAWS[word]
        yield from (Offer(p.name, "argument", f"of {word}", rank=0) for p in record.parameters)
        if word == "Categorical" and targets:
            yield from _values_of(document, targets[0])
    if word in NETWORKS:
        options = NETWORKS[word].options
        yield from (Offer(o.name, "argument", f"usually {o.default:g}", rank=0) for o in options)


def _expression(document: Document, place: Around) -> Iterator[Offer]:
    values = tuple(_compared(document, place))
    yield from values
    if place.open and place.texts[place.open[-1]] == "{" and place.texts[-1] in {"{", ","}:
        return  # the words of a match, nothing else
    model = document.model
    yield from _variables(document, without=set(_targets(place.texts)))
    yield from (Offer(n.name, "noise", n.law.law) for n in model.noises)
    yield from (Offer(p.name, "parameter") for p in model.parameters)
    yield from _constants(document)
    yield from _grids(document)
    for name, function in document.functions.items():
        doc = words.of_function(function)
        yield Offer(name, "function", function.signature, doc, 2)
    for network in NETWORKS.values():
        if network.function and place.block == "mechanisms":
            yield Offer(network.name, "function", network.inside, words.of_network(network), 2)


def _compared(document: Document, place: Around) -> Iterator[Offer]:
    """The values of the variable on the other side of a comparison, or of a `match`."""
    texts = place.texts
    if len(texts) > 1 and (texts[-1] in _COMPARES or (texts[-1] == "=" and _assigning(place))):
        yield from _values_of(document, texts[-2])
    if place.open and texts[-1] in {"{", ","}:
        opened = place.open[-1]
        if texts[opened] == "{" and opened > 1 and texts[opened - 2] == "match":
            used = set(texts[opened:])
            found = _values_of(document, texts[opened - 1])
            yield from (offer for offer in found if offer.label not in used)


def _assigns(place: Around) -> bool:
    """Whether an assignment begins here: behind `had` or `do(`, or in `interventions`."""
    texts = place.texts
    if texts[-1] == ":" and place.block == "interventions":
        return True
    if texts[-1] == "had" or texts[-2:] == ("do", "("):
        return True
    return texts[-1] == "," and _assigning(place)


def _assigning(place: Around) -> bool:
    """Whether a place lies among assignments."""
    texts = place.texts
    if place.open:
        opened = place.open[-1]
        inner = texts[opened + 1 :]
        return texts[opened - 1] == "do" or "had" in inner
    return place.block == "interventions" or place.last(frozenset({"had", "given"})) == "had"


def _targets(texts: tuple[str, ...]) -> tuple[str, ...]:
    signs = [at for at, text in enumerate(texts) if text in {"~", ":=", ":"}]
    return tuple(t for t in texts[: signs[0]] if t not in "(),") if signs else ()


# ---- names of the text -------------------------------------------------------------------------


def _variables(
    document: Document,
    *,
    after: Iterable[str | None] = (),
    without: Iterable[str] = (),
    only: Iterable[str] = (),
) -> Iterator[Offer]:
    """The variables; some of them later in the list, some left out."""
    late, gone, kept = set(after), set(without), set(only)
    for v in document.model.variables:
        if v.name not in gone and (not kept or v.name in kept):
            kind = f"{v.kind} " if v.kind != "observed" else ""
            detail = f"{kind}{_shown(v.type)}{f' {v.unit}' if v.unit else ''}"
            yield Offer(v.name, "variable", detail, v.doc or "", 1 if v.name in late else 0)


def _shown(kind: Type) -> str:
    word = type(kind).__name__.lower()
    values = words_of_type(kind) if word != "binary" else ()
    return f"{word} {{{', '.join(values)}}}" if values else word


def _values_of(document: Document, name: str) -> Iterator[Offer]:
    """The words of a variable, or of the target of a predictor."""
    targets = {p.name: p.target for p in document.model.predictors}
    for variable in document.model.variables:
        if variable.name == targets.get(name, name):
            for word in words_of_type(variable.type):
                yield Offer(_quoted(word), "value", f"of {name}", rank=0)


def _quoted(word: str) -> str:
    return word if word.isidentifier() or word.isdigit() else f'"{word}"'


def _constants(document: Document) -> Iterator[Offer]:
    yield from (Offer(c.name, "param", f"{c.value:g}") for c in document.model.constants)


def _grids(document: Document) -> Iterator[Offer]:
    for grid in document.model.grids:
        yield Offer(grid.name, "grid", " x ".join(map(str, grid.extent)))


def _units() -> Iterator[Offer]:
    for name in names():
        measure = parse(name)
        yield Offer(name, "unit", describe(measure) if measure else "")


def _couplings(texts: tuple[str, ...]) -> Iterator[Offer]:
    """The couplings, those of the law or network of the statement, its usual one first."""
    own = next(((LAWS.get(t) or NETWORKS[t]).couplings for t in texts
                if t in LAWS or t in NETWORKS), ())  # fmt: skip
    for rank, word in enumerate(own or COUPLINGS):
        yield Offer(word, "coupling", words.COUPLINGS[word], rank=rank)

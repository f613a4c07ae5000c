"""From a text to everything that can be said without data: parse, check, follow the arrows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from causalimg.causal.answers.bridge import graph_of, question_of
from causalimg.causal.answers.claims import check_claims
from causalimg.causal.answers.counterfactual import counterfactual_problems
from causalimg.causal.answers.powerless import powerless
from causalimg.causal.answers.resting import resting
from causalimg.causal.answers.unidentified import effect_problems
from causalimg.causal.answers.unreached import unreached
from causalimg.causal.graphs.admg import Admg, shortest_cycle
from causalimg.causal.licences.advice import to_be_named, unnamed
from causalimg.causal.licences.licence import licence_of
from causalimg.causal.licences.verdicts import AttributeLicence, Licence, Verdict
from causalimg.diagnostics import Diagnostic, Fix, Label, Severity, has_errors
from causalimg.semantics.arrows import drawn_graph
from causalimg.semantics.check import Checked, check
from causalimg.semantics.complaints import listed, tidy
from causalimg.semantics.later import later
from causalimg.semantics.model import Arrow, Claimed, Model, Predictor
from causalimg.semantics.names import declared
from causalimg.semantics.unfitted import unfitted
from causalimg.source import Source, Span
from causalimg.source.files import Shelf
from causalimg.syntax import Parsed, parse, tree


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the front rooms found in a text.

    Args:
        source: the text.
        tree: what it says, None where it does not follow the grammar.
        model: the checked model, None where there are errors.
        diagnostics: everything to be said, by place.
        draft: the model as far as it was understood, None without a tree; for editors.
    """

    source: Source
    tree: tree.File | None
    model: Model | None
    diagnostics: tuple[Diagnostic, ...]
    draft: Model | None = None


def analyse(
    source: Source, settings: Mapping[str, float] | None = None, shelf: Shelf | None = None
) -> Analysis:
    r"""Parse a text, check it, and judge its claims, questions and promises by its arrows.

    Args:
        source: the text of a `.scm` file.
        settings: values that stand above those of its `param` lines.
        shelf: gives the texts of imported files; None looks beside the model.

    Returns:
        The model with every diagnostic; it never raises about the text.

    Example:
        >>> text = "causalimg 1\ngraph {\n x -> y -> x\n}\nvariables {\n x, y : real\n}\n"
        >>> [d.message for d in analyse(Source("loop.scm", text)).diagnostics]
        ['the arrows form a circle: x -> y -> x']
    """
    parsed = parse(source)
    if parsed.tree is None:
        found = tidy((*parsed.diagnostics, *_beside(parsed, settings, shelf)))
        return Analysis(source, None, None, found)
    checked = check(parsed.tree, source, settings, shelf)
    found = tidy((*parsed.diagnostics, *checked.diagnostics, *_followed(checked, parsed.tree)))
    model = None if has_errors(found) else checked.draft
    return Analysis(source, parsed.tree, model, found, checked.draft)


_OF_ONE_STATEMENT = ("E01", "E02", "E0302", "E0304")


def _beside(
    parsed: Parsed[tree.File], settings: Mapping[str, float] | None, shelf: Shelf | None
) -> Iterator[Diagnostic]:
    """What else is wrong in a text that does not follow the grammar, as far as one can tell.

    Only what a statement says by itself counts, on lines without a fault of grammar; a word of an
    unreadable one may be any name.
    """
    from causalimg.syntax.salvage import salvaged  # what texts without fault never need

    held, source = salvaged(parsed), parsed.source
    if held is not None:
        # What a statement that can be read declares is known, wherever else its name stands.
        lost = held.lost - {name.text for _, name in declared(held.file)}
        found = check(held.file, source, settings, shelf, lost).diagnostics
        told = (d for d in found if d.code.startswith(_OF_ONE_STATEMENT))
        faulty = {source.place(d.span.start).line for d in parsed.diagnostics if d.span}
        for one in told:
            span = one.span or Span(0, 0)
            gone = one.code == "E0101" and source.slice(span).partition(".")[0] in lost
            if not gone and source.place(span.start).line not in faulty:
                yield one


def _followed(checked: Checked, file: tree.File) -> Iterator[Diagnostic]:
    draft = checked.draft
    graph = graph_of(draft)
    cycle = shortest_cycle(graph)
    if cycle is not None:
        yield _circle(draft, cycle, drawn=drawn_graph(file))
        return
    yield from check_claims(draft, graph)
    yield from _selections(draft, graph, file)
    if checked.model is None:
        return
    yield from unfitted(draft)
    yield from later(draft)
    claimed = {one.query: one for one in draft.claims if isinstance(one, Claimed)}
    for query in draft.queries:
        yield from counterfactual_problems(draft, query)
        yield from unreached(draft, query)
        yield from powerless(draft, query)
        yield from effect_problems(draft, query, claimed.get(query.name))
        yield from resting(draft, query)
    for predictor in draft.predictors:
        yield from _promises(draft, predictor, file)


# ---- E0301 ----------------------------------------------------------------------------------


def _circle(model: Model, cycle: tuple[str, ...], *, drawn: bool) -> Diagnostic:
    steps = list(pairwise(cycle))
    arrows = {(a.cause, a.effect): a for a in model.arrows}
    around = [arrows[step] for step in steps]
    closing = max(around, key=lambda arrow: arrow.span)
    names = _from(closing.effect, cycle[:-1])
    message = f"the arrows form a circle: {' -> '.join((*names, names[0]))}"
    others = tuple(Label(span, text) for span, text in _way(around, closing))
    cause, effect = closing.cause, closing.effect
    remedy = f"drop `{cause} -> {effect}`"
    if not drawn:
        remedy = f"let the mechanism of `{effect}` not read it"
    helps = (
        f"does `{cause}` change `{effect}`? If not, {remedy}",
        f"if it changes a later measurement, give that its own variable, e.g. `{effect}_later`",
    )
    label = "this arrow closes it" if drawn else "this mechanism closes it"
    return Diagnostic("E0301", message, closing.span, label, others, helps)


def _from(first: str, ring: tuple[str, ...]) -> tuple[str, ...]:
    start = ring.index(first)
    return (*ring[start:], *ring[:start])


def _way(around: list[Arrow], closing: Arrow) -> Iterator[tuple[Span, str]]:
    """The other arrows of a circle, those that touch in the text as one stretch."""
    merged: list[Span] = []
    for span in sorted(a.span for a in around if a is not closing):
        if merged and span.start <= merged[-1].end:
            merged[-1] |= span
        else:
            merged.append(span)
    for number, span in enumerate(merged):
        yield span, "" if number else "the way there"


# ---- W0601 ----------------------------------------------------------------------------------


def _selections(model: Model, graph: Admg, file: tree.File) -> Iterator[Diagnostic]:
    """A note for every selection with several causes: it ties them together in the data."""
    for name in model.of_kind("selection"):
        causes = graph.parents(name)
        if len(causes) < 2:
            continue
        message = f"every row passed through `{name}`, which {listed(causes)} cause"
        others = _arrows_into(model, name)
        tied = listed(causes)
        helps = (f"among these rows {tied} look related even where they are not",)
        notes = (f"queries speak about rows with `{name}` = 1; `for everyone` asks beyond them",)
        span = _declaration(model, file, name)
        yield Diagnostic("W0601", message, span, "", others, helps, notes, None, Severity.NOTE)


def _arrows_into(model: Model, name: str) -> tuple[Label, ...]:
    spans = [a.span for a in model.arrows if a.effect == name]
    whole = spans[0]
    for span in spans[1:]:
        whole |= span
    return (Label(whole),)


def _declaration(model: Model, file: tree.File, name: str) -> Span:
    for entry in file.block("variables"):
        if isinstance(entry, tree.Declaration) and [n.text for n in entry.names] == [name]:
            return entry.span
    return model.variable(name).span


# ---- E0603, W0608 ---------------------------------------------------------------------------


def _promises(model: Model, predictor: Predictor, file: tree.File) -> Iterator[Diagnostic]:
    """E0603: no constraint is licensed; W0608: what carries an attribute is not named."""
    licence = licence_of(question_of(model, predictor))
    for refused in licence.refused:
        yield _unlicensed(model, predictor, licence, refused)
    yield from _unnamed(predictor, licence, file)


def _unnamed(predictor: Predictor, licence: Licence, file: tree.File) -> Iterator[Diagnostic]:
    question, partition = licence.question, licence.partition
    promised = (a for a in licence.attributes if a.asked == "invariant")
    idle = tuple(a.name for a in promised if a.verdict is Verdict.VACUOUS)
    after = partition.graph.descendants(idle)
    unsaid = [(p, behind) for p, behind in unnamed(question, partition) if p in after]
    names = tuple(dict.fromkeys(name for _, behind in unsaid for name in behind))
    if not names:
        return
    message = f"`invariant to {', '.join(idle)}` constrains nothing: the image follows "
    message += f"{listed(idle)} through {listed(names)}, which the promise does not name"
    place = next(
        entry.invariant_to
        for entry in file.block("predictors")
        if isinstance(entry, tree.PredictorEntry) and entry.span == predictor.span
    )
    end = place[-1].span.end
    fix = Fix(Span(end, end), f", {', '.join(names)}", sure=False)
    span, level = place[0].span | place[-1].span, Severity.WARNING
    helps = tuple(to_be_named(question, partition, p, behind) for p, behind in unsaid)
    yield Diagnostic("W0608", message, span, "", (), helps, (), fix, level)


def _unlicensed(
    model: Model, predictor: Predictor, licence: Licence, refused: AttributeLicence
) -> Diagnostic:
    name, image = refused.name, licence.question.image
    target = predictor.target
    message = f"nothing licenses `{predictor.name}` to ignore `{name}`: "
    if not licence.partition.relevant:
        message += f"`{image}` shows nothing that tells of `{target}`"
        drawn = (f"draw how it shows, for example `{target} -> {image}`",)
        return Diagnostic("E0603", message, predictor.span, helps=drawn)
    message += f"what `{image}` shows of `{target}` changes with it"
    notes = (f"this path stays open:\n{refused.obstacle.marked()}",) if refused.obstacle else ()
    helps = (
        f"drop `{name}` from `invariant to`",
        f"`causalimg advise {model.source.name}` says what trains instead",
    )
    return Diagnostic("E0603", message, predictor.span, helps=helps, notes=notes)

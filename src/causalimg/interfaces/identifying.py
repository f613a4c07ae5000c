"""`causalimg identify`: effects from observation, as an estimand or with the hedge; no torch."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causalimg.diagnostics.suggest import did_you_mean
from causalimg.interfaces.door import guarded, option, refused
from causalimg.interfaces.options import constants
from causalimg.interfaces.telling import form_of, told

if TYPE_CHECKING:
    from causalimg.causal.answers.asked import Asked, Beyond
    from causalimg.causal.answers.effects import Rows, Verdict
    from causalimg.causal.answers.several import Several
    from causalimg.causal.answers.strategies import Strategy
    from causalimg.causal.identification.instruments import Instrument
    from causalimg.semantics.model import Model, Query
    from causalimg.source import Source


@dataclass(frozen=True, slots=True)
class Identification:
    """What the arrows say of one `E[...]` or `P(...)`; printed, it is what `identify` writes.

    Args:
        query: the name of the query, empty for a question in its own words.
        effect: what is asked, such as `P(y | do(x))`.
        identified: whether it was shown to follow from what is observed.
        estimand: what it is computed from, empty where it was not.
        adjust: a minimal set of variables to adjust for, empty where nothing is in the way; None
            where it does not follow by adjustment.
        notes: what else there is to say: the adjustment, whose law `P` is, or why not.
        strategies: all ways in which it follows, by name, with their sets and estimands.
        instruments: where it does not follow, what would help if the effect were linear.
        remedies: where it does not follow, what measured would settle it.
        found: the records that it tells, for those who draw it or set it as a formula.
    """

    query: str
    effect: str
    identified: bool
    estimand: str = ""
    adjust: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    strategies: "tuple[Strategy, ...]" = ()
    instruments: "tuple[Instrument, ...]" = ()
    remedies: tuple[str, ...] = ()
    found: "Verdict | Several | None" = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        if not self.identified:
            why, *notes = self.notes
            return "\n  ".join((f"{self.effect} {why}", *notes))
        seen = self.estimand == self.effect
        first = f"{self.effect}, as it is seen" if seen else f"{self.effect} = {self.estimand}"
        return "\n  ".join((first, *self.notes))

    def _repr_latex_(self) -> str:
        from causalimg.interfaces.identified_forms import latex

        return f"$\\displaystyle {latex(self).replace('&', '')}$"

    def _repr_html_(self) -> str:
        from causalimg.interfaces.identified_forms import fragment

        return fragment((self,))


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("identify")(guarded(identify_command))


def identify_command(
    file: Annotated[Path, typer.Argument(help="a `.scm` file")],
    question: Annotated[
        str, typer.Argument(help="a query of the file, or the text of one; all where absent")
    ] = "",
    every: Annotated[
        bool, option("every minimal set; of a refused effect two models that part in it", "--all")
    ] = False,
    adjust: Annotated[
        str | None, option("judge this set, such as `age, sex`; `-` for none", "--adjust")
    ] = None,
    form: Annotated[str, option("text, json, latex or html", "--format")] = "",
    out: Annotated[Path | None, option("where to write it", "-o", "--out")] = None,
    settings: Annotated[list[str], option("a constant of the model", "--set")] = [],  # noqa: B006
) -> None:
    """Say how effects follow from what is observed, by what adjustment, or what is in the way."""
    from causalimg.interfaces.drafted import drafted
    from causalimg.interfaces.identified_forms import written

    chosen = form_of(form, out, ("text", "json", "latex", "html"))
    model = drafted(file, constants(settings))
    trying = None if adjust is None else tuple(n.strip("- ") for n in adjust.split(","))
    if trying is not None:
        trying = tuple(filter(None, trying))
    found = identified(model, question, _EVERY if every else None, trying)
    told(written(model, found, chosen), out)


#: So many sets are more than anybody reads; a graph can have exponentially many.
_EVERY = 1000


def identified(
    model: "Model",
    question: str = "",
    most: int | None = None,
    trying: tuple[str, ...] | None = None,
) -> tuple[Identification, ...]:
    """What the arrows say of a query, of a question in its own words, or of all queries.

    Args:
        model: a checked model.
        question: the name of a query, a question in its own words, or all queries where empty.
        most: how many minimal sets to list, each of them told, and of what is refused the two
            models that show why; a few of the first where None.
        trying: a set to adjust for that is judged; a note says whether it will do, or why not.

    Raises:
        CausalimgError: E0711 for a question that the arrows are not asked about, for a set with
            something that is not in the data, and where a model asks nothing.
    """
    from causalimg.causal.answers.asked import Beyond
    from causalimg.interfaces.answers import Answers
    from causalimg.source import Source

    _in_the_data(model, trying or ())
    terms = asked_of(model, question)
    if question and not any(_is_answered(model, query, term) for query, term in terms):
        why = terms[0][1].why if isinstance(terms[0][1], Beyond) else ""
        raise refused("E0711", f"`{question}` is not answered by the arrows: {why}", EXAMPLE)
    own = model.source if not question or terms[0][0] in model.queries else Source("", question)
    listing = _Listing(most, trying)
    told = (one for query, term in terms for one in _told(model, query, term, own, listing))
    return Answers(dict.fromkeys(told))


@dataclass(frozen=True, slots=True)
class _Listing:
    """How many sets to list, and which one to judge."""

    most: int | None
    trying: tuple[str, ...] | None


def _in_the_data(model: "Model", names: tuple[str, ...]) -> None:
    seen = [v.name for v in model.variables if v.kind in ("observed", "environment")]
    for name in names:
        if name not in seen:
            known = any(v.name == name for v in model.variables)
            why = "not in the data of every row" if known else "no variable of this model"
            helps = did_you_mean(name, seen)
            raise refused("E0711", f"one cannot adjust for `{name}`: it is {why}", *helps)


EXAMPLE = "ask one law or average: `P(y | do(x))`, `E[y | do(x = 1)]`, `E[y had x = 1 | x == 0]`"


def asked_of(model: "Model", question: str) -> "list[tuple[Query | None, Asked | Beyond]]":
    """What is asked of the arrows, with its query: a law by its names has none.

    Raises:
        CausalimgError: as `_queries_of`; E0711 for what is no variable.
    """
    from causalimg.causal.answers.asked import terms_of
    from causalimg.causal.answers.laws import law_named

    law = law_named(model, question)
    if law is not None:
        return [(None, law)]
    queries = _queries_of(model, question)
    return [(query, term) for query in queries for term in terms_of(model, query)]


def _queries_of(model: "Model", question: str) -> tuple["Query", ...]:
    """The query of that name, or that is written out; all where nothing is named.

    Raises:
        CausalimgError: E0711 where there is none.
    """
    from causalimg.semantics.question import resolve_question

    names = [query.name for query in model.queries]
    if question in names:
        return (model.query(question),)
    if question.isidentifier():
        listed = f"its queries are {', '.join(names)}" if names else "it declares none"
        helps = (*did_you_mean(question, names), listed)
        raise refused("E0711", f"there is no query `{question}` in this model", *helps)
    if question:
        return (resolve_question(model, question),)
    if not names:
        raise refused("E0711", "this model asks nothing", EXAMPLE)
    return model.queries


def _is_answered(model: "Model", query: "Query | None", term: "Asked | Beyond") -> bool:
    from causalimg.causal.answers.asked import Asked
    from causalimg.causal.answers.several import across

    return isinstance(term, Asked) or bool(query and across(model, query, term.span))


def _told(
    model: "Model",
    query: "Query | None",
    term: "Asked | Beyond",
    source: "Source",
    listing: _Listing,
) -> Iterator[Identification]:
    from causalimg.causal.answers.asked import Beyond
    from causalimg.causal.answers.bridge import pictures_of
    from causalimg.causal.answers.effects import by_adjustment, judge
    from causalimg.causal.answers.leaner import leaner
    from causalimg.causal.answers.several import across
    from causalimg.causal.crossworld.twin import Crossed

    name = query.name if query is not None and query in model.queries else ""
    verdict = None
    if not isinstance(term, Beyond):
        verdict = leaner(model, by_adjustment(model, judge(model, term)), pictures_of(model))
    one_world = verdict is not None and not isinstance(verdict.found, Crossed)
    if not one_world and query and (several := across(model, query, term.span)):
        yield from (replace(_across(model, name, one), found=one) for one in several)
    elif verdict is not None:
        yield replace(_judged(model, name, verdict, listing), found=verdict)
    elif isinstance(term, Beyond):
        text = " ".join(source.slice(term.span).split())
        yield Identification(name, text, False, notes=(f"is not answered: {term.why}",))


def _judged(model: "Model", name: str, verdict: "Verdict", listing: _Listing) -> Identification:
    from causalimg.causal.identification.identify import Identified

    found, scope = verdict.found, verdict.asked.scope
    effect = f"{found.effect} for {scope}" if scope else str(found.effect)
    if not isinstance(found, Identified):
        told = _unidentified(model, verdict, Identification(name, effect, False))
        shown = _proved(model, verdict) if listing.most is not None else ()
        told = replace(told, notes=(*told.notes, *shown))
    else:
        told = Identification(name, effect, True, str(found.estimand))
        told = _shown(model, verdict, told, listing.most)
    return replace(told, notes=(*told.notes, *_tried(model, verdict, listing.trying)))


def _proved(model: "Model", verdict: "Verdict") -> tuple[str, ...]:
    from causalimg.causal.answers.proof import proof

    models = proof(model, verdict)
    return () if models is None else tuple(str(models).splitlines())


def _tried(
    model: "Model", verdict: "Verdict", covariates: tuple[str, ...] | None
) -> Iterator[str]:
    from causalimg.causal.answers.strategies import fault, may_try
    from causalimg.interfaces.ways import told_try

    if covariates is not None and may_try(model, verdict):
        yield from told_try(covariates, fault(model, verdict, covariates))


def _shown(
    model: "Model", verdict: "Verdict", told: Identification, most: int | None
) -> Identification:
    from causalimg.causal.answers.bridge import graph_of
    from causalimg.causal.answers.strategies import MOST, strategies
    from causalimg.causal.identification.adjustment import told_idle
    from causalimg.interfaces.ways import told_ways

    adjusted, effect = verdict.adjusted, verdict.found.effect
    adjust = adjusted.covariates if adjusted and effect.do else None
    ways = strategies(model, verdict, most or MOST)
    if ways and ways[0].kind == "front-door":
        told = replace(told, estimand=str(ways[0].estimands[0]))
    words = told_ways(ways, told.estimand, every=most is not None)
    idle = told_idle(adjusted, graph_of(model)) if adjusted is not None else ()
    notes = (*idle, *words, *_stated(told), *told_rows(model, verdict.rows))
    return replace(told, adjust=adjust, notes=notes, strategies=ways)


def _stated(told: Identification) -> tuple[str, ...]:
    words = "stated(..) is what the file says in numbers: it rests on these, not on rows"
    return (words,) if "stated(" in told.estimand else ()


def _unidentified(model: "Model", verdict: "Verdict", told: Identification) -> Identification:
    from causalimg.causal.answers.strategies import instruments_for
    from causalimg.causal.answers.unidentified import obstacles, would_do
    from causalimg.interfaces.ways import told_instruments

    found = verdict.found
    why = str(found).removeprefix(str(found.effect)).strip()
    remedies, helping = would_do(model, verdict), instruments_for(model, verdict)
    notes = (why, *obstacles(model, verdict), *remedies, *told_instruments(helping))
    return replace(told, notes=notes, instruments=helping, remedies=remedies)


def _across(model: "Model", name: str, several: "Several") -> Identification:
    if not several.identified:
        rows = told_ties(model, several.rows)
    else:
        rows = told_rows(model, several.rows) if several.estimand else iter(())
    notes = (*filter(None, (several.why,)), *rows)
    return Identification(
        name, str(several.event), several.identified, several.estimand, notes=notes
    )


def told_ties(model: "Model", rows: "Rows") -> Iterator[str]:
    """What is in the way of an answer besides unseen causes, where rows are selected."""
    if rows == "selected":
        chosen = ", ".join(model.of_kind("selection"))
        yield f"among the rows with {chosen} = 1, being selected ties what leads to it"


def told_rows(model: "Model", rows: "Rows") -> Iterator[str]:
    """Whose law P is, where the rows are not everyone."""
    chosen = ", ".join(model.of_kind("selection"))
    match rows:
        case "selected":
            yield f"P is the law of the rows with {chosen} = 1"
        case "weighted":
            yield f"P is the law of everyone: each row weighs 1 / its chance of {chosen} = 1"
        case "all":
            return

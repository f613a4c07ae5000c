"""Ask a model: a query by name, as text or resolved, to an answer that says what it rests on."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from causalimg.causal.answers.counterfactual import counterfactual_problems
from causalimg.causal.answers.powerless import powerless
from causalimg.causal.answers.resting import resting
from causalimg.causal.answers.unidentified import effect_problems
from causalimg.causal.answers.unreached import unreached
from causalimg.diagnostics import CausalimgError, Diagnostic, has_errors
from causalimg.fitting.seen import Seen
from causalimg.program.protocol import Program
from causalimg.program.randomness import seeded
from causalimg.queries.act import Action, warnings
from causalimg.queries.answer import Answer, Residual
from causalimg.queries.counterfactual import Asked, counterfactual
from causalimg.queries.estimate import EVERYONE, Estimated, estimate, rung
from causalimg.queries.evaluate import Values
from causalimg.queries.output import Number
from causalimg.queries.population import frequencies
from causalimg.queries.predict import Predict
from causalimg.queries.reach import ancestors, read_anywhere
from causalimg.queries.unseen import limits
from causalimg.queries.weigh import has_had
from causalimg.semantics.expr import (
    Binary,
    CategoryValue,
    Expectation,
    Expr,
    PredictorRef,
    VariableRef,
    assigned,
    variables_in,
    walk,
)
from causalimg.semantics.expr import Number as Literal
from causalimg.semantics.model import Counterfactual, Estimand, Model, Query
from causalimg.semantics.question import resolve_question
from causalimg.semantics.types import Category, Ordinal, values_of
from causalimg.source import Source, Span


def ask(
    model: Model,
    program: Program,
    query: str | Query,
    rows: Values | None = None,
    *,
    draws: int | None = None,
    particles: int | None = None,
    seed: int = 0,
    residual: Residual = "keep",
    rows_frequencies: Tensor | None = None,
    predictors: Mapping[str, Predict] | None = None,
    text: str | None = None,
    numbers: tuple[int, ...] = (),
    seen: Mapping[str, tuple[Seen, ...]] | None = None,
) -> Answer:
    r"""Answer a question about a fitted (or fully known) model.

    Estimands (`E[..]`, `P(..)`) average over the population: exactly where every noise that
    matters takes finitely many values, else over draws, with a standard error. The environment
    has its share among the rows, unless the question names a site; under `selection` the
    population is the selected one, unless the question says `for everyone`. Counterfactuals
    (`had`) are about the given rows.

    Args:
        model: the checked model.
        program: its program, with fitted numbers.
        query: the name of a query of the model, a question as text, or a resolved one.
        rows: observed rows, `[row, ...]` by variable, for counterfactuals.
        draws: noise draws per row, or units of the sampled population.
        particles: draws per row before resampling, where a row lacks a value that matters.
        seed: of every draw.
        residual: whether pixel noise beside a picture's code is kept.
        rows_frequencies: how often each environment value occurs `[value]`; counted in `rows`
            where None.
        predictors: trained predictors by name.
        text: how to quote a resolved query.
        numbers: what the rows go by in their table; none for positions from 0.
        seen: which values of their causes the mechanisms of a fitted model saw.

    Returns:
        The answer with its rung, evidence, quality, seed, and marks of what left the support.

    Raises:
        CausalimgError: E0711 for a request that cannot be answered as it stands, E0714 for a
            predictor that is not trained, E0719 for what a mechanism did not see, E0503, E0605
            or E0606 for an effect that the arrows do not identify, and what `resolve_question`
            says about the text.

    Example:
        >>> from causalimg.causal.analyse import analyse
        >>> from causalimg.program.load import build
        >>> from causalimg.source import Source
        >>> lines = ["causalimg 1", "variables {", "x, y : real", "}", "noise {",
        ...          "u, v ~ Normal(0, 1)", "}", "mechanisms {", "x := u", "y := 2 * x + v", "}"]
        >>> model = analyse(Source("pair.scm", "\n".join(lines) + "\n")).model
        >>> row = {"x": torch.tensor([1.0]), "y": torch.tensor([2.5])}
        >>> answer = ask(model, build(model), "y had x = 0", row)
        >>> answer["y"].counterfactual, answer.quality
        (tensor([0.5000]), 'exact')
    """
    quote = _quote(model, query, text)
    trained = predictors or {}
    known = limits(model, seen or {})
    _check_predictors(quote.query, trained)
    with torch.no_grad(), seeded(seed), quote.quoted():
        if isinstance(quote.query, Counterfactual):
            asked = Asked(
                model,
                program,
                quote.query,
                _evidence(model, program, quote.query, rows),
                draws,
                particles,
                residual == "drop",
                trained,
                _constants(model, program),
                numbers,
                known,
            )
            return _counterfactual(asked, quote, seed, residual)
        shares = _sites(model, quote.query, rows_frequencies, rows)
        found = estimate(
            model,
            program,
            quote.query,
            sites=shares,
            source=quote.source,
            draws=draws,
            predictors=trained,
            constants=_constants(model, program),
            limits=known,
        )
    return _estimand(model, quote, found, seed)


@dataclass(frozen=True, slots=True)
class _Quote:
    """A question, the text that its spans point into, and what the arrows say of it."""

    query: Query
    source: Source
    whole: str | None
    told: tuple[Diagnostic, ...] = ()

    def text(self, span: Span) -> str:
        """The words of a span; the whole question where the text is not at hand."""
        words = self.source.slice(span) if self.whole is None else self.whole
        return " ".join(words.split())

    @contextmanager
    def quoted(self) -> Iterator[None]:
        """Refusals show their place in the question."""
        try:
            yield
        except CausalimgError as error:
            if error.source is not None:
                raise
            raise CausalimgError(error.diagnostics, self.source) from error


def _quote(model: Model, query: str | Query, text: str | None) -> _Quote:
    if not isinstance(query, str):
        return _Quote(query, model.source, text, _judged(model, query, model.source))
    if any(q.name == query for q in model.queries):
        own = model.query(query)
        return _Quote(own, model.source, None, _judged(model, own, model.source))
    resolved = resolve_question(model, query)
    problems = counterfactual_problems(model, resolved)
    if has_errors(problems):
        raise CausalimgError(problems, model.source)
    source = Source("<question>", query)
    return _Quote(resolved, source, None, _judged(model, resolved, source))


def _judged(model: Model, query: Query, source: Source) -> tuple[Diagnostic, ...]:
    """What `check` would say of the question: errors refuse it, the rest goes with the answer."""
    effects = effect_problems(model, query)
    found = (*unreached(model, query), *powerless(model, query), *effects, *resting(model, query))
    if has_errors(found):
        raise CausalimgError(found, source)
    return tuple(replace(one, span=None, others=()) for one in found)


def _check_predictors(query: Query, trained: Mapping[str, Predict]) -> None:
    exprs: tuple[Expr, ...]
    match query:
        case Counterfactual(outputs=outputs, assignments=assignments):
            exprs = (*outputs, *assigned(assignments))
        case Estimand(value=value):
            exprs = (value,)
    for node in (n for e in exprs for n in walk(e)):
        if isinstance(node, PredictorRef) and node.name not in trained:
            raise CausalimgError(
                [
                    Diagnostic(
                        "E0714",
                        f"the predictor `{node.name}` is not trained yet",
                        node.span,
                        helps=(f"train it first: `causalimg train RUN {node.name}`",),
                    )
                ]
            )


def _estimand(model: Model, quote: _Quote, found: Estimated, seed: int) -> Answer:
    query = quote.query
    assert isinstance(query, Estimand)
    return Answer(
        query.name,
        quote.text(query.span),
        rung(query),
        _conditions(query),
        "exact" if found.exact else "sampled",
        seed,
        found.units,
        number=Number(found.value, found.error, found.middle),
        ladder=next((dict(a.ladder) for a in found.actions if a.ladder), {}),
        effective=None if found.effective is None else torch.tensor(found.effective),
        outside=_outside(found.actions),
        warnings=(*quote.told, *_warnings(model, found.actions)),
    )


def _evidence(
    model: Model, program: Program, query: Counterfactual, rows: Values | None
) -> dict[str, Tensor]:
    """The rows' values that the question abducts from, being selected included."""
    if not rows:
        raise _refuse("a counterfactual is about rows, and none were given", "give `--data`")
    known = {*program.variables, *((model.environment,) if model.environment else ())}
    names = [n for n in rows if n in known]
    if query.given is not None:
        absent = [name for name in query.given if name not in rows]
        if absent:
            raise _refuse(f"the rows have no `{absent[0]}`", f"drop `{absent[0]}` from `given`")
        names = [n for n in names if n in query.given or n == model.environment]
    found = {name: rows[name] for name in names}
    if model.environment is not None and model.environment not in found:
        message = f"the rows do not say their `{model.environment}`"
        raise _refuse(message, f"add a column `{model.environment}`")
    count = len(next(iter(rows.values())))
    for name in model.of_kind("selection"):
        found.setdefault(name, torch.ones(count))
    return found or {name: rows[name][:0] for name in rows}


def _counterfactual(asked: Asked, quote: _Quote, seed: int, residual: Residual) -> Answer:
    def label(expr: Expr) -> str:
        match expr:
            case VariableRef(name=name):
                return name
            case Binary("==", PredictorRef(name=name), CategoryValue(word=word)):
                return f"{name} == {word}"
            case _:
                return quote.text(expr.span)

    outputs = tuple(one for expr in asked.query.outputs for one in _by_value(asked.model, expr))
    asked = replace(asked, query=replace(asked.query, outputs=outputs))
    found = counterfactual(asked, label)
    return Answer(
        asked.query.name,
        quote.text(asked.query.span),
        3,
        found.evidence,
        found.quality,
        seed,
        found.draws,
        residual,
        outputs=found.outputs,
        ladder=found.ladder,
        effective=found.effective,
        outside=_outside(found.actions),
        warnings=(*quote.told, *_warnings(asked.model, found.actions)),
        numbers=asked.numbers,
        inferred=found.inferred,
    )


def _by_value(model: Model, output: Expr) -> tuple[Expr, ...]:
    """An output as it is; a predictor of words is shown by the probability of each of them."""
    if not isinstance(output, PredictorRef):
        return (output,)
    kind = model.variable(model.predictor(output.name).target).type
    if not isinstance(kind, Category | Ordinal):
        return (output,)
    words = enumerate(values_of(kind))
    return tuple(Binary("==", output, CategoryValue(word, i), output.span) for i, word in words)


def _sites(model: Model, query: Estimand, given: Tensor | None, rows: Values | None) -> Tensor:
    """Share of each environment value in the population of the question."""
    if model.environment is not None and query.scope not in (None, EVERYONE):
        words = values_of(model.variable(model.environment).type)
        if query.scope not in words:
            raise _refuse(f"`{query.scope}` is no value of `{model.environment}`", *words)
        return torch.eye(len(words))[words.index(query.scope)]
    found = frequencies(model, given, rows)
    if found is None and (_at_one_site(model, query) or not _hangs_on_sites(model, query)):
        assert model.environment is not None
        size = len(values_of(model.variable(model.environment).type))
        return torch.full((size,), 1 / size)
    if found is None:
        message = f"how often each `{model.environment}` occurs is known only from data"
        one = "or name one: `for NAME` at the end of the question"
        raise _refuse(message, "give rows: `--data DIR` on the command line", one)
    _refuse_empty_site(model, query, found)
    return found


def _refuse_empty_site(model: Model, query: Estimand, shares: Tensor) -> None:
    """A condition on a site without rows: nobody is there to average over."""
    terms = [node for node in walk(query.value) if isinstance(node, Expectation)]
    sites = [c for term in terms for c in term.conditions if _is_site(model, c)]
    for node in (node for condition in sites for node in walk(condition)):
        if isinstance(node, CategoryValue) and not shares[node.index]:
            message = f"no row is from `{model.environment}` = `{node.word}`"
            within = f"`... for {node.word}` answers there what does not depend on the site"
            raise CausalimgError([Diagnostic("E0719", message, node.span, helps=(within,))])


def _hangs_on_sites(model: Model, query: Estimand) -> bool:
    """Whether the site of a unit can change anything that an average reads."""
    terms = [node for node in walk(query.value) if isinstance(node, Expectation)]
    behind = set(ancestors(model, model.of_kind("selection")))
    for term in terms:
        here = (term.value, *term.conditions)
        other_worlds = has_had(here)  # what `do` sets may be set anew there
        cut = () if other_worlds else [a.variable for a in term.assignments]
        behind |= ancestors(model, read_anywhere(model, here), cut)
        behind |= ancestors(model, read_anywhere(model, assigned(term.assignments)))
    return model.environment in behind


def _at_one_site(model: Model, query: Estimand) -> bool:
    """Whether every average names its site by a condition, so that shares of sites cancel."""
    averages = [node for node in walk(query.value) if isinstance(node, Expectation)]
    return bool(averages) and all(any(_is_site(model, c) for c in a.conditions) for a in averages)


def _is_site(model: Model, condition: Expr) -> bool:
    match condition:
        case VariableRef(name=name):  # an environment of 0 and 1
            return name == model.environment
        case Binary(sign="==", left=VariableRef(name=name), right=CategoryValue() | Literal()):
            return name == model.environment
        case Binary(sign="==", left=CategoryValue() | Literal(), right=VariableRef(name=name)):
            return name == model.environment
        case _:
            return False


def _conditions(query: Estimand) -> tuple[str, ...]:
    """Variables that conditions read."""
    nodes = [n for n in walk(query.value) if isinstance(n, Expectation)]
    names = [v for n in nodes for c in n.conditions for v in variables_in(c)]
    return tuple(dict.fromkeys(names))


def _constants(model: Model, program: Program) -> dict[str, Tensor]:
    found = {c.name: torch.tensor(c.value) for c in model.constants}
    for parameter in model.parameters:
        value = getattr(program, parameter.name, None)
        if isinstance(value, Tensor):
            found[parameter.name] = value.detach()
    return found


def _outside(actions: Iterable[Action]) -> dict[str, Tensor]:
    """Marks by variable, blocks of rows joined."""
    found: dict[str, list[Tensor]] = {}
    for action in actions:
        for name, marks in action.outside.items():
            found.setdefault(name, []).append(marks)
    return {name: parts[0] if len(parts) == 1 else _beside(parts) for name, parts in found.items()}


def _beside(parts: list[Tensor]) -> Tensor:
    """Marks of blocks of rows side by side; those of unlike actions in one line."""
    if parts[0].dim() and len({part.shape[:-1] for part in parts}) == 1:
        return torch.cat(parts, -1)
    return torch.cat([part.reshape(-1) for part in parts])


def _warnings(model: Model, actions: Iterable[Action]) -> tuple[Diagnostic, ...]:
    """One W0712 per variable."""
    outside = _outside(actions)
    return warnings(model, outside)


def _refuse(message: str, *helps: str) -> CausalimgError:
    return CausalimgError([Diagnostic("E0711", message, helps=helps)])

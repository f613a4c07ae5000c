"""Known laws in the text: of noises, of priors, and as the maps of draws."""

import json
from collections.abc import Callable, Mapping

from causalimg.library.interval import Interval
from causalimg.library.laws import LAWS
from causalimg.program.code import Code, argument, as_number, lifted, number
from causalimg.program.emit_expressions import Words, emit
from causalimg.program.exports import alias
from causalimg.program.plan import Step, file_of
from causalimg.semantics.expr import LawCall
from causalimg.semantics.model import MOST_COUNTS, Draw, Learned
from causalimg.semantics.types import Binary, Category, Count, Type, shape_of, values_of

Arguments = Mapping[str, str]

_PYRO: Mapping[str, Callable[[Arguments], str]] = {
    "Normal": lambda a: f"dist.Normal({a['mean']}, {a['sd']})",
    "LogNormal": lambda a: f"dist.LogNormal({a['mean']}, {a['sd']})",
    "StudentT": lambda a: f"dist.StudentT({a['df']}, {a['mean']}, {a['scale']})",
    "Laplace": lambda a: f"dist.Laplace({a['mean']}, {a['scale']})",
    "Gamma": lambda a: f"dist.Gamma({a['shape']}, {a['rate']})",
    "Beta": lambda a: f"dist.Beta({a['a']}, {a['b']})",
    "Exponential": lambda a: f"dist.Exponential({a['rate']})",
    "Uniform": lambda a: f"dist.Uniform({a['low']}, {a['high']})",
    "Poisson": lambda a: f"dist.Poisson({a['rate']})",
    "NegativeBinomial": lambda a: f"laws.negative_binomial({a['mean']}, {a['dispersion']}).law()",
    "Delta": lambda a: f"dist.Delta(torch.tensor({a['value']}))",
    "MultivariateNormal": lambda a: f"dist.MultivariateNormal({a['mean']}, {a['covariance']})",
    "ComplexNormal": lambda a: f"ComplexNormal({a['mean']}, {a['sd']})",
}
_MAPS = {
    "Normal": "normal",
    "LogNormal": "log_normal",
    "StudentT": "student_t",
    "Laplace": "laplace",
    "Gamma": "gamma",
    "Beta": "beta",
    "Exponential": "exponential",
    "Uniform": "uniform",
    "Poisson": "poisson",
    "NegativeBinomial": "negative_binomial",
    "ComplexNormal": "complex_normal",
}
_BASES = {"Laplace": "laplace", "Exponential": "exponential", "ComplexNormal": "complex_normal"}


# ---- as distributions: noises and priors ------------------------------------------------------


def distribution(law: LawCall, kind: Type, names: Words) -> str:
    """The law of a named noise or a prior as a Pyro distribution, with the shape of its type."""
    text = _one(law, kind, names)
    shape = shape_of(kind)
    if shape and law.law != "MultivariateNormal":
        return f"{text}.expand({list(shape)}).to_event({len(shape)})"
    return text


def _one(law: LawCall, kind: Type, names: Words) -> str:
    finite = _finite(law, kind, names)
    if finite is not None:
        return finite
    given = {name: argument(code) for name, code in _given(law, names).items()}
    if LAWS[law.law].module is not None:
        return f"{_elsewhere(law, names, kind, _usual(kind))}.law()"
    if law.truncated is None:
        return _PYRO[law.law](given)
    return f"{_continuous(law, names)}.law()"


def _finite(law: LawCall, kind: Type, names: Words) -> str | None:
    """Laws of finitely many values; those of a binary are Bernoulli."""
    given = _given(law, names)
    match law.law:
        case "Bernoulli":
            ((name, code),) = given.items()
            logit = "logits=" if name == "logit" else ""
            return f"dist.Bernoulli({logit}{argument(code)})"
        case "Categorical" if isinstance(kind, Binary):
            return f"dist.Bernoulli({argument(given[kind.values[1]])})"
        case "Categorical":
            return f"dist.Categorical({_probabilities(given, _place(law, names))})"
        case "OrderedLogistic":
            return f"laws.ordered_logistic({argument(given['score'])}, {_cuts(given)}).law()"
        case "Uniform" if not given:
            size = len(values_of(kind))
            return "dist.Bernoulli(0.5)" if isinstance(kind, Binary) else _alike(size)
        case _:
            return None


def _alike(size: int) -> str:
    return f"dist.Categorical(torch.ones({size}))"


def _probabilities(given: Mapping[str, Code], where: str) -> str:
    """Shares side by side; whether constant ones add up was checked already."""
    if all(code.constant for code in given.values()):
        return weights(given)
    return f"laws.shares({', '.join([where, *map(argument, given.values())])})"


def _place(law: LawCall, names: Words) -> str:
    """The line of a law that belongs to no mechanism, as a literal."""
    model = names.plan.model
    line = model.source.place(law.span.start).line
    return json.dumps(f"{file_of(model)}:{line}: {law.law}", ensure_ascii=False)


def weights(given: Mapping[str, Code]) -> str:
    """Numbers side by side."""
    values = ", ".join(argument(code) for code in given.values())
    if all(code.constant for code in given.values()):
        return f"torch.tensor([{values}])"
    return f"stacked({values})"


def _cuts(given: Mapping[str, Code]) -> str:
    """The cut points that the text gives, side by side."""
    return weights({name: code for name, code in given.items() if name != "score"})


def _given(law: LawCall, names: Words, event: int = 0) -> dict[str, Code]:
    """The arguments of a law by name, lifted to pictures where it draws one."""
    return {name: lifted(as_number(emit(e, names)), event) for name, e in law.arguments}


# ---- as maps: draws ---------------------------------------------------------------------------


def drawn(  # noqa: C901, PLR0911  one line for each kind of law
    step: Step, mechanism: Draw, kind: Type, names: Words
) -> str:
    """The map of a draw from a known law."""
    law, via = mechanism.law, coupling(mechanism, kind)
    given = _given(law, names)
    binary = ", binary=True" if isinstance(kind, Binary) else ""
    match law.law:
        case "Uniform" if not given:
            return f'laws.uniform_values({len(values_of(kind))}{binary}, via="{via}")'
        case "Bernoulli":
            ((name, code),) = given.items()
            return f'laws.bernoulli({name}={argument(code)}, via="{via}")'
        case "Categorical":
            shown = _probabilities(given, f'self.lines["{step.target}"]')
            return f'laws.categorical({shown}, via="{via}"{binary})'
        case "OrderedLogistic":
            cuts = _cuts(given) if law.cuts else f"self.{step.module}"
            return f'laws.ordered_logistic({argument(given["score"])}, {cuts}, via="{via}")'
        case "Poisson" | "NegativeBinomial":
            values = ", ".join(argument(code) for code in given.values())
            return f'laws.{_MAPS[law.law]}({values}, via="{via}")'
        case "Delta":
            return _delta(law, names, kind)
        case name if LAWS[name].module is not None:
            return _elsewhere(law, names, kind, via)
        case "MultivariateNormal":
            mean, covariance = (argument(code) for code in _given(law, names, 1).values())
            return f"laws.multivariate_normal({mean}, {covariance})"
        case _:
            return _continuous(law, names, shape_of(kind))


def _delta(law: LawCall, names: Words, kind: Type) -> str:
    shape = shape_of(kind)
    value = argument(_given(law, names, len(shape))["value"])
    return f"laws.delta({value}{f', event={shape}' if shape else ''})"


def _continuous(law: LawCall, names: Words, shape: tuple[int, ...] = ()) -> str:
    event = len(shape)
    values = [argument(code) for code in _given(law, names, event).values()]
    shaped = [f"event={shape}"] if shape else []
    module = LAWS[law.law].module
    make = f"{alias(module)}.{law.law}" if module else f"laws.{_MAPS[law.law]}"
    whole = f"{make}({', '.join([*values, *shaped])})"
    if law.truncated is None:
        return whole
    low, high = (argument(lifted(as_number(emit(e, names)), event)) for e in law.truncated)
    return f"laws.truncated({whole}, {low}, {high})"


def _elsewhere(law: LawCall, names: Words, kind: Type, via: str) -> str:
    """A law of another package: a map if it is continuous, a torch distribution if it is not."""
    shape = () if LAWS[law.law].kind == "discrete" else shape_of(kind)
    made = _continuous(law, names, shape)
    if LAWS[law.law].kind == "continuous":
        return made
    if isinstance(kind, Count):
        return f'masses.counted({made}, via="{via}")'
    binary = ", binary=True" if isinstance(kind, Binary) else ""
    return f'masses.valued({made}, {len(values_of(kind))}, via="{via}"{binary})'


def coupling(mechanism: Draw | Learned, kind: Type) -> str:
    """The coupling that the text names, or the usual one of the type."""
    return mechanism.coupling or _usual(kind)


def _usual(kind: Type) -> str:
    return "gumbel_max" if isinstance(kind, Category) else "threshold"


def base(mechanism: Draw, kind: Type, names: Words) -> str:
    """The law of the noise behind a draw."""
    law = mechanism.law
    shape = str(shape_of(kind) or "")
    if isinstance(kind, Count) and LAWS[law.law].module is None:
        thresholds = coupling(mechanism, kind) == "threshold"
        return "standard.score()" if thresholds else "standard.gumbels(1024)"
    if LAWS[law.law].kind == "discrete" or values_of(kind):
        return discrete_base(coupling(mechanism, kind), len(values_of(kind)) or MOST_COUNTS)
    if law.truncated is None and law.law == "StudentT":
        df = argument(_given(law, names)["df"])
        return f"standard.student_t({df}{', ' if shape else ''}{shape})"
    name = _BASES.get(law.law, "normal") if law.truncated is None else "normal"
    return f"standard.{name}({shape})"


def discrete_base(via: str, size: int) -> str:
    """The law of the noise of a coupling."""
    if via == "threshold":
        return "standard.uniform()"
    return f"standard.gumbels({size})"


# ---- supports ---------------------------------------------------------------------------------


def constraint(support: Interval | None) -> str | None:
    """The support as a constraint, None for the whole line."""
    if support is None:
        return None
    low, high = (argument(number(end)) for end in (support.low, support.high))
    match support.low == -float("inf"), support.high == float("inf"):
        case True, True:
            return None
        case False, False:
            return f"constraints.interval({low}, {high})"
        case False, True:
            return "constraints.positive" if low == "0.0" else f"constraints.greater_than({low})"
        case _:
            return f"constraints.less_than({high})"

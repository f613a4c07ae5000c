"""From a plan to readable Python: the module that `compile` writes and that `load` runs."""

import textwrap
from collections.abc import Iterable, Iterator

from causalimg.program.code import argument, number
from causalimg.program.emit_expressions import Words, words
from causalimg.program.emit_forms import (
    abduct,
    density_form,
    draw_noise,
    guide,
    log_prob,
    noise_form,
    predict,
)
from causalimg.program.emit_laws import constraint, distribution
from causalimg.program.emit_mechanisms import comment, mechanism, noise_laws
from causalimg.program.emit_networks import function_made, network_made
from causalimg.program.exports import imports
from causalimg.program.layout import WIDTH, closed, columns, spread, wrapped
from causalimg.program.plan import Plan, Step, file_of
from causalimg.semantics.model import Constant, Learned, Model, Parameter
from causalimg.semantics.types import values_of

Lines = Iterator[str]
_ONE, _TWO, _THREE = " " * 4, " " * 8, " " * 12


def emit(plan: Plan) -> str:
    """The Python module of a plan.

    One class with one method for each mechanism, the source line above it as a comment, and the
    forms in which it runs, written statement by statement from these methods.

    Args:
        plan: from `causalimg.program.plan.plan`.

    Returns:
        The text, formatted, ending with a line break.
    """
    names = words(plan)
    body = list(_class(plan, names))
    text = "\n".join(part for line in body for part in wrapped(line))
    head = [*_docstring(plan.model), "", *(p for i in imports(text) for p in wrapped(i))]
    return "\n".join([*head, "", "", text, ""])


def _docstring(model: Model) -> Lines:
    yield from _opening(model, "")
    yield ""
    yield f"Compiled by causalimg from {_plain(file_of(model))} (language version 1)."
    yield '"""'


def _opening(model: Model, indent: str) -> Lines:
    """The title as the beginning of a docstring, over several lines where it is long."""
    lines = textwrap.wrap(
        spread(f'"""{_sentence(model)}'),
        WIDTH - len(indent) - 3,
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from (f"{indent}{closed(line)}" for line in lines)


def _sentence(model: Model) -> str:
    title = _plain(model.title or model.name.replace("_", " "))
    return title if title.endswith((".", "!", "?")) else f"{title}."


def _plain(text: str) -> str:
    """Words of a person, on one line and unable to end a docstring."""
    return " ".join(text.replace("\\", "").replace('"', "'").split())


def _class(plan: Plan, names: Words) -> Lines:
    yield f"class {plan.class_name}(Program):"
    *first, last = _opening(plan.model, _ONE)
    yield from first
    yield f'{last}"""'
    yield ""
    yield from _attributes(plan)
    yield ""
    yield from _init(plan)
    yield f"{_ONE}# ---- the exogenous noise"
    yield ""
    yield from noise_laws(plan, names)
    yield ""
    yield f"{_ONE}# ---- mechanisms: each, given its causes, maps its own noise to its value"
    yield ""
    for step in plan.steps:
        yield from mechanism(plan, step, names)
        yield ""
    yield f"{_ONE}# ---- the forms in which they run"
    for form in (density_form, guide, noise_form, draw_noise, abduct, predict, log_prob):
        lines = list(form(plan))
        yield from ["", *lines] if lines else []
    yield from _scales(plan)
    yield from _priors(plan, names)


# ---- what the class says about itself ---------------------------------------------------------


def _attributes(plan: Plan) -> Lines:
    model = plan.model
    steps = [(step.target, step) for step in plan.steps]
    finite = [v for v in model.variables if values_of(v.type)]
    yield f"{_ONE}variables = {_tuple(plan.variables)}"
    yield from _table("parents", ((t, _tuple(s.parents)) for t, s in steps))
    yield from _table("noises", ((t, _tuple(s.noises)) for t, s in steps))
    yield f"{_ONE}environment = {_quoted(plan.environment) if plan.environment else None}"
    yield f"{_ONE}images = {_tuple(filter(plan.is_image, plan.variables))}"
    yield from _table("words", ((v.name, _tuple(values_of(v.type))) for v in finite))
    yield from _table(
        "numbers", ((p.name, _quoted(plan.attributes[p.name])) for p in model.parameters)
    )
    yield f"{_ONE}lossy = {_tuple(t for t, s in steps if s.form == 'lossy')}"
    renamed = [(s.target, _quoted(s.method)) for s in plan.steps if s.method != s.target]
    if renamed:
        yield from _table("methods", renamed)
    yield from _table("lines", ((t, _quoted(_place(t, s))) for t, s in steps))
    yield f"{_ONE}max_plate_nesting = 1"


def _place(target: str, step: Step) -> str:
    """The source line for messages, cut where the page ends."""
    room = WIDTH - columns(f'{_TWO}"{target}": "",')
    place = spread(f"{step.line}: {step.text}")
    return closed(textwrap.shorten(place, room, placeholder=" ..."))


def _table(name: str, rows: Iterable[tuple[str, str]]) -> Lines:
    entries = [f"{_quoted(key)}: {value}" for key, value in rows]
    line = f"{_ONE}{name} = {{{', '.join(entries)}}}"
    if columns(line) <= WIDTH:
        yield line
        return
    yield f"{_ONE}{name} = {{"
    yield from (f"{_TWO}{entry}," for entry in entries)
    yield f"{_ONE}}}"


def _tuple(names: Iterable[str]) -> str:
    quoted = [_quoted(name) for name in names]
    return f"({', '.join(quoted)}{',' if len(quoted) == 1 else ''})"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\")
    return (
        f"'{escaped}'"
        if '"' in text and "'" not in text
        else '"' + escaped.replace('"', '\\"') + '"'
    )


# ---- parameters and networks ------------------------------------------------------------------


def _init(plan: Plan) -> Lines:
    model = plan.model
    settings = "".join(f", {_setting(plan, c)}" for c in model.constants)
    made = list(_made(plan))
    if not made and not settings:
        return
    yield f"{_ONE}def __init__(self{settings}) -> None:"
    yield f"{_TWO}super().__init__()"
    for constant in model.constants:
        word = plan.attributes[constant.name]
        yield f"{_TWO}self.{word} = {word}"
    yield from made
    yield ""


def _setting(plan: Plan, constant: Constant) -> str:
    word = plan.attributes[constant.name]
    value = str(int(constant.value)) if constant.integer else argument(number(constant.value))
    return f"{word}: {'int' if constant.integer else 'float'} = {value}"


def _made(plan: Plan) -> Lines:
    source = plan.model.source
    for parameter in plan.model.parameters:
        place = source.place(parameter.span.start).line
        yield from comment(f"{file_of(plan.model)}:{place}", source.line(place).strip(), _TWO)
        yield f"{_TWO}self.{plan.attributes[parameter.name]} = {_start(parameter)}"
    for function in plan.functions:
        yield from comment(function.step.line, function.step.text, _TWO)
        yield f"{_TWO}self.{function.attribute} = {function_made(plan, function)}"
    for step in plan.steps:
        if step.module and not step.before:
            yield from comment(step.line, step.text, _TWO)
            yield f"{_TWO}self.{step.module} = {network_made(plan, step)}"


def _start(parameter: Parameter) -> str:
    """Where fitting starts: in the middle of the range, one unit inside of a half line, at 0."""
    support = parameter.support
    found = constraint(support)
    if support is None or found is None:
        return "nn.Parameter(torch.tensor(0.0))"
    low, high = support.low, support.high
    if low == -float("inf"):
        start = high - 1
    else:
        start = low + 1 if high == float("inf") else (low + high) / 2
    return f"PyroParam(torch.tensor({argument(number(start))}), constraint={found})"


def _scales(plan: Plan) -> Lines:
    own = [s.module for s in plan.steps if isinstance(s.mechanism, Learned) and not s.before]
    held = [f"self.{word}" for word in (*(f.attribute for f in plan.functions), *own)]
    if held:
        yield ""
        yield f"{_ONE}def set_scales(self, table: Mapping[str, Tensor]) -> None:"
        yield f'{_TWO}"""Standardise the networks by measured columns."""'
        yield f"{_TWO}for network in ({', '.join(held)}{',' if len(held) == 1 else ''}):"
        yield f"{_THREE}network.set_scales(table)"


def _priors(plan: Plan, names: Words) -> Lines:
    held = [p for p in plan.model.parameters if p.prior is not None]
    if not held:
        return
    yield ""
    yield f"{_ONE}def priors(self) -> dict[str, Law]:"
    yield f'{_TWO}"""The priors of the learned numbers that have one."""'
    yield f"{_TWO}return {{"
    for parameter in held:
        assert parameter.prior is not None
        law = distribution(parameter.prior, parameter.type, names)
        yield f'{_THREE}"{parameter.name}": {law},'
    yield f"{_TWO}}}"
    yield ""
    yield f"{_ONE}def log_prior(self) -> Tensor:"
    yield f'{_TWO}"""Log density of the learned numbers under their priors."""'
    yield f"{_TWO}law = self.priors()"
    terms = [f'law["{p.name}"].log_prob(self.{plan.attributes[p.name]})' for p in held]
    yield f"{_TWO}return {' + '.join(terms)}"

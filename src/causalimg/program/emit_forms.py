"""The ways to run a program: density form, noise form, abduction, prediction, log density."""

from collections.abc import Iterable, Iterator

from causalimg.program.emit_networks import bound, encoded
from causalimg.program.names import keywords
from causalimg.program.plan import Plan, Step, between_steps, read_for, target_type
from causalimg.semantics.types import Array, Real, shape_of

Lines = Iterator[str]
_ONE, _TWO, _THREE = " " * 4, " " * 8, " " * 12


def site_parameter(plan: Plan, *, star: bool) -> str:
    """The environment as a parameter of a method, with its annotation, or nothing."""
    name = plan.environment
    if name is None:
        return ""
    if keywords({name: ""})[0].startswith("**"):
        return ", **environment: Tensor"
    return f", {'*, ' if star else ''}{name}: Tensor"


def site_local(plan: Plan, indent: str) -> Lines:
    """Where the environment's name is none that Python takes, its local name."""
    name = plan.environment
    if name is not None:
        local = plan.locals[name]
        if keywords({name: ""})[0].startswith("**"):
            yield f'{indent}{local} = environment["{name}"]'
        elif local != name:
            yield f"{indent}{local} = {name}"


def mechanism_call(plan: Plan, step: Step, *, entries: bool = False, factual: bool = False) -> str:
    """The call of a mechanism's method with its causes, and with its code where it has one.

    In a joint, a variable reads what was drawn before it, not what an intervention set there;
    for a factual row the two are the same.
    """
    causes = [plan.locals[name] for name in step.parents]
    drawn = (plan.step(name) for name in step.before)
    causes += [plan.locals[s.target] if factual else s.natural or "" for s in drawn]
    codes = step.noises[:1] if step.form == "vae" else ()
    code = [f'noise["{n}"]' if entries else plan.locals[n] for n in codes]
    return f"self.{step.method}({', '.join([*causes, *code])})"


def noise_arguments(plan: Plan, step: Step, *, entries: bool = False) -> str:
    """The noises that the map of a mechanism is called with (a code is given to its method)."""
    own = step.noises[1:] if step.form == "vae" else step.noises
    return ", ".join(f'noise["{n}"]' if entries else plan.locals[n] for n in own)


def _events(plan: Plan, variable: str, keyword: str = "") -> str:
    event = len(shape_of(plan.model.variable(variable).type))
    return f", {keyword}{event}" if event else ""


def _dictionary(names: Iterable[str], plan: Plan) -> str:
    return "{" + ", ".join(f'"{name}": {plan.locals[name]}' for name in names) + "}"


# ---- density form and noise form --------------------------------------------------------------


def density_form(plan: Plan) -> Lines:
    """`forward`: a site with a density for each variable that has one."""
    star = site_parameter(plan, star=True)
    yield f"{_ONE}def forward(self, rows: int = 1{star}) -> dict[str, Tensor]:"
    yield f'{_TWO}"""Density form, for SVI, NUTS and conditioning: a site for each variable."""'
    yield from site_local(plan, _TWO)
    if any(step.form == "vae" or (step.noises and not step.density) for step in plan.steps):
        yield f"{_TWO}law = self.noise_laws()"
    yield from _plate(plan)
    for step in plan.steps:
        yield from _density_step(plan, step)
    yield f"{_TWO}return {_dictionary(plan.variables, plan)}"


def _plate(plan: Plan) -> Lines:
    """The head of the block of all rows, which a model of nothing leaves out."""
    if plan.steps:
        yield f'{_TWO}with pyro.plate("rows", rows, dim=-1):'


def _density_step(plan: Plan, step: Step) -> Lines:
    mechanism, local = mechanism_call(plan, step), plan.locals[step.target]
    if step.form == "vae":
        yield from _noise_sites(plan, step.noises[:1])
    if step.natural:
        # What is set on one variable of a joint does not reach the others.
        yield f'{_THREE}{local}, {step.natural} = drawn("{step.target}", {mechanism}.law())'
        return
    if step.density:
        yield f'{_THREE}{local} = pyro.sample("{step.target}", {mechanism}.law())'
        return
    yield from _noise_sites(plan, step.noises)
    value = _for_rows(plan, step, f"{mechanism}({noise_arguments(plan, step)})", "(rows,)")
    yield from _fixed(plan, step, value)


def _for_rows(plan: Plan, step: Step, value: str, rows: str) -> str:
    """What reads nothing, `c := 2`, has one value: it is spread over the rows around it."""
    constant = not (step.parents or step.before or step.noises)
    return f"over_rows({value}, {rows}{_events(plan, step.target)})" if constant else value


def _noise_sites(plan: Plan, names: Iterable[str]) -> Lines:
    for name in names:
        yield f'{_THREE}{plan.locals[name]} = pyro.sample("{name}", law["{name}"])'


def _fixed(plan: Plan, step: Step, value: str) -> Lines:
    if step.natural:
        # What is set on one variable of a joint does not reach the others.
        yield f"{_THREE}{step.natural} = {value}"
        value = step.natural
    local, event = plan.locals[step.target], _events(plan, step.target)
    yield f'{_THREE}{local} = fixed("{step.target}", {value}{event})'


def noise_form(plan: Plan) -> Lines:
    """`noise_form`: noise sites and deterministic values."""
    star = site_parameter(plan, star=True)
    yield f"{_ONE}def noise_form(self, rows: int = 1{star}) -> dict[str, Tensor]:"
    yield f'{_TWO}"""Noise form, for `do` and counterfactuals: noise sites, values that follow."""'
    yield from site_local(plan, _TWO)
    if any(step.noises for step in plan.steps):
        yield f"{_TWO}law = self.noise_laws()"
    yield from _plate(plan)
    for step in plan.steps:
        yield from _noise_sites(plan, step.noises)
        value = f"{mechanism_call(plan, step)}({noise_arguments(plan, step)})"
        yield from _fixed(plan, step, _for_rows(plan, step, value, "(rows,)"))
    yield f"{_TWO}return {_dictionary(plan.variables, plan)}"


def guide(plan: Plan) -> Lines:
    """`guide`: what a complete row says about the codes of its images."""
    coded = [step for step in plan.steps if step.form == "vae"]
    if not coded:
        return
    read = {name: None for step in coded for name in (*step.parents, step.target)}
    given = "".join(f", {name}: Tensor" for name in read if _is_parameter(plan, name))
    rest = any(not _is_parameter(plan, name) for name in read)
    others = ", **others: Tensor" if rest else ""
    star = ", *" if given else ""
    yield f"{_ONE}def guide(self, rows: int = 1{star}{given}{others}) -> None:"
    yield f'{_TWO}"""What each row says about its codes: the amortised posterior, for SVI."""'
    for name in read:
        if not _is_parameter(plan, name):
            yield f'{_TWO}{plan.locals[name]} = others["{name}"]'
    yield f'{_TWO}with pyro.plate("rows", rows, dim=-1):'
    for step in coded:
        yield f'{_THREE}pyro.sample("{step.noises[0]}", {encoded(plan, step)})'


def _is_parameter(plan: Plan, name: str) -> bool:
    return plan.locals[name] == name


# ---- plain functions --------------------------------------------------------------------------


def abduct(plan: Plan) -> Lines:
    """`abduct`: the noise of a complete row, statement by statement."""
    noisy = [step for step in plan.steps if step.noises]
    used = {name for s in noisy for name in (*s.parents, *s.before, s.target)}
    row = "row: Mapping[str, Tensor], *, mean_codes: bool = False"
    yield f"{_ONE}def abduct(self, {row}) -> dict[str, Tensor]:"
    yield f'{_TWO}"""The noise that made a complete row; discrete noise is a posterior draw."""'
    for variable in plan.model.variables:
        if variable.name in used:
            yield f'{_TWO}{plan.locals[variable.name]} = row["{variable.name}"]'
    for step in plan.steps:
        yield from _abduct_step(plan, step)
    yield f"{_TWO}return {_dictionary(plan.noises, plan)}"


def _abduct_step(plan: Plan, step: Step) -> Lines:
    if not step.noises:
        return
    noises = [plan.locals[name] for name in step.noises]
    mechanism, value = mechanism_call(plan, step, factual=True), plan.locals[step.target]
    several = f"({noises[0]},)" if len(noises) == 1 else ", ".join(noises)
    match step.form:
        case "vae":
            posterior = encoded(plan, step)
            yield f"{_TWO}posterior = {posterior}"
            yield f"{_TWO}{noises[0]} = posterior.mean if mean_codes else posterior.sample()"
            yield f"{_TWO}{noises[1]} = {mechanism}.abduct({value})"
        case "lossy":
            finite = not isinstance(target_type(plan, step), Real | Array)
            more = ", finite=True" if finite else _events(plan, step.target, "event=")
            yield f"{_TWO}{several} = retried({mechanism}, {value}{more})"
        case "finite":
            yield f"{_TWO}{several} = {mechanism}.abduct({value})"
        case _:
            yield f"{_TWO}{noises[0]} = {mechanism}.abduct({value})"


def predict(plan: Plan) -> Lines:
    """`predict`: values from noise, with some set; pictures only where they are wanted."""
    given = "noise: Mapping[str, Tensor], do: Mapping[str, Tensor] | None = None"
    given += f", *, wanted: tuple[str, ...] | None = None{site_parameter(plan, star=False)}"
    yield f"{_ONE}def predict(self, {given}) -> dict[str, Tensor]:"
    yield f'{_TWO}"""Values from noise, some of them set by `do`; pictures only where wanted."""'
    yield f"{_TWO}do = do or {{}}"
    yield from site_local(plan, _TWO)
    if plan.environment is not None:
        local = plan.locals[plan.environment]
        yield f'{_TWO}{local} = do.get("{plan.environment}", {local})'
    lazy = drawn_late(plan)
    if lazy:
        yield f"{_TWO}needed = needed_for(wanted, self.parents, do)"
    early = [name for name in plan.variables if name not in lazy]
    for step in plan.steps:
        if step.target not in lazy:
            yield from _predict_step(plan, step, _TWO)
    yield f"{_TWO}{'values =' if lazy else 'return'} {_dictionary(early, plan)}"
    for step in plan.steps:
        if step.target in lazy:
            yield f'{_TWO}if "{step.target}" in needed:'
            yield from _predict_step(plan, step, _THREE)
            yield f'{_THREE}values["{step.target}"] = {plan.locals[step.target]}'
    if lazy:
        yield f"{_TWO}return values"


def drawn_late(plan: Plan) -> frozenset[str]:
    """Pictures and what is made from them: computed only where they are needed."""
    late: set[str] = set()
    for step in plan.steps:
        if plan.is_image(step.target) or late.intersection(step.parents):
            late.add(step.target)
    return frozenset(late)


def _predict_step(plan: Plan, step: Step, indent: str) -> Lines:
    local, target = plan.locals[step.target], step.target
    arguments = noise_arguments(plan, step, entries=True)
    value = f"{mechanism_call(plan, step, entries=True)}({arguments})"
    site = f", {plan.locals[plan.environment]}" if plan.environment else ""
    value = _for_rows(plan, step, value, f"rows_of(noise, self.noise_laws(){site})")
    if step.natural:
        yield f"{indent}{step.natural} = {value}"
        yield f'{indent}{local} = do.get("{target}", {step.natural})'
    else:
        yield f'{indent}{local} = do["{target}"] if "{target}" in do else {value}'


def draw_noise(plan: Plan) -> Lines:
    """`draw_noise`: every noise once per row."""
    pictures = any(map(plan.is_image, plan.variables))
    given = "rows: int, wanted: tuple[str, ...] | None = None"
    yield f"{_ONE}def draw_noise(self, {given}) -> dict[str, Tensor]:"
    yield f'{_TWO}"""Every noise once for each row, under the global generator."""'
    kept = "dict(self.noise_laws())" if pictures else "self.noise_laws()"
    yield f"{_TWO}law = {kept}"
    if pictures:
        yield f"{_TWO}needed = needed_for(wanted, self.parents)"
        yield f"{_TWO}for image in self.images:"
        yield f"{_THREE}for name in () if image in needed else self.noises[image]:"
        yield f"{_THREE}    del law[name]"
    yield f"{_TWO}return {{name: one.sample((rows,)) for name, one in law.items()}}"


def log_prob(plan: Plan) -> Lines:
    """`log_prob`: log density of each wanted variable given its causes."""
    dense = [step for step in plan.steps if step.density]
    given = "row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None"
    yield f"{_ONE}def log_prob(self, {given}) -> dict[str, Tensor]:"
    yield f'{_TWO}"""Log density of each wanted variable given its causes (for codes: a bound)."""'
    yield f"{_TWO}wanted = self.variables if wanted is None else wanted"
    yield f"{_TWO}found: dict[str, Tensor] = {{}}"
    for step in dense:
        yield f'{_TWO}if "{step.target}" in wanted:'
        yield from _log_prob_step(plan, step)
    yield f"{_TWO}return found"


def _log_prob_step(plan: Plan, step: Step) -> Lines:
    """The density of one variable; what determines its latent causes is worked out on the way."""
    for name in read_for(plan, step):
        yield f'{_THREE}{plan.locals[name]} = row["{name}"]'
    for between in between_steps(plan, step):
        yield f"{_THREE}{plan.locals[between.target]} = {mechanism_call(plan, between)}()"
    if step.form == "vae":
        yield f'{_THREE}found["{step.target}"] = {bound(plan, step)}'
        return
    law = f"{mechanism_call(plan, step, factual=True)}.law()"
    yield f'{_THREE}found["{step.target}"] = {law}.log_prob({plan.locals[step.target]})'

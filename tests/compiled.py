"""Programs of `.scm` texts for tests, and what is asked of all of them."""

from functools import cache
from pathlib import Path

import torch
from hypothesis import strategies as st

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import has_errors
from causalimg.program.load import build
from causalimg.program.randomness import seeded
from causalimg.source import Source

ROOT = Path(__file__).parents[1]
GALLERY = sorted((ROOT / "models").glob("*.scm"))
_GOOD = ROOT / "tests" / "models" / "good"
#: All good models; most of them are small and only compiled and run once.
CORPUS = sorted(_GOOD.glob("*.scm"))
#: Four that hold every law, network and form of equation between them: each law of the program
#: is tried on these, and on the gallery.
GOOD = [_GOOD / f"{name}.scm" for name in ("equations", "joe", "laws", "networks")]


def model_of(text, name="case.scm"):
    source = Source(name, text)
    found = analyse(source)
    assert found.model is not None, [(d.code, d.message) for d in found.diagnostics]
    assert not has_errors(found.diagnostics)
    return found.model


def compiled(text, name="case.scm", seed=0):
    """The program, with its learned numbers drawn from the seed."""
    model = model_of(text, name)
    with seeded(seed):
        program = build(model)
        for number in program.parameters():
            number.data.add_(0.3 * torch.randn_like(number))
    return program.eval()


@cache
def read(path):
    return model_of(path.read_text(encoding="utf-8"), str(path))


def program_of(path, seed=0):
    with seeded(seed):
        return build(read(path)).eval()


def sites(program, rows, seed=1):
    """A value of the environment for each row, as keyword arguments."""
    if program.environment is None:
        return {}
    with seeded(seed):
        several = len(program.words[program.environment])
        return {program.environment: torch.randint(several, (rows,))}


def sample(program, rows=50, seed=2, **environment):
    """Noise and values of some rows, the environment among them."""
    environment = environment or sites(program, rows)
    with seeded(seed), torch.no_grad():
        noise = program.draw_noise(rows)
        return noise, {**environment, **program.predict(noise, **environment)}


def block(head, lines):
    return "\n".join([f"{head} {{", *(f"  {line}" for line in lines), "}"])


def text_of(variables, mechanisms, noise=(), parameters=(), first=()):
    parts = [block("variables", variables)]
    parts += [block("noise", noise)] if noise else []
    parts += [block("parameters", parameters)] if parameters else []
    parts += [block("mechanisms", mechanisms)]
    return "\n\n".join(["causalimg 1", "model case", *first, *parts]) + "\n"


@st.composite
def finite_models(draw):
    """A chain of binaries, categories and ordinals with tables, laws and equations."""
    names = [f"v{i}" for i in range(draw(st.integers(2, 4)))]
    variables, mechanisms, noise, sizes = [], [], [], {}
    for i, name in enumerate(names):
        kind = draw(st.sampled_from(["binary", "category {p, q, r}", "ordinal {p < q < r}"]))
        sizes[name] = 2 if kind == "binary" else 3
        variables.append(f"{name} : {kind}")
        cause = draw(st.sampled_from(names[:i])) if i else None
        mechanisms.append(f"{name} {_mechanism(draw, name, kind, cause, sizes, noise)}")
    return text_of(variables, mechanisms, noise), sizes


def _mechanism(draw, name, kind, cause, sizes, noise):
    forms = ["table", "law", "equation"] if cause else ["table", "law"]
    form = draw(st.sampled_from(forms))
    via = draw(st.sampled_from([" via gumbel_max", ""]))
    if form == "table":
        return "~ table()" + (f" given {cause}" if cause else "") + via
    words = ["0", "1"] if kind == "binary" else ["p", "q", "r"]
    if form == "equation":
        noise.append(f"u_{name} ~ Bernoulli({draw(st.sampled_from([0.2, 0.5, 0.9]))})")
        last = f"if {cause} == {'1' if sizes[cause] == 2 else 'q'} then {words[0]} else {words[1]}"
        return f":= if u_{name} == 1 then {words[-1]} else {last}"
    low, high = draw(st.tuples(st.floats(0.05, 0.4), st.floats(0.05, 0.4)))
    if kind == "binary":
        p = (
            f"if {cause} == {'1' if sizes[cause] == 2 else 'q'} then {low:.4f} else {high:.4f}"
            if cause
            else f"{low:.4f}"
        )
        return f"~ Bernoulli({p}){via}"
    return f"~ Categorical(p = {low:.4f}, q = {high:.4f}, r = {1 - round(low, 4) - round(high, 4):.4f}){via}"

"""Programs of `.scm` texts for tests, and what is asked of all of them."""

from functools import cache
from pathlib import Path

import torch

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import has_errors
from causalimg.program.load import build
from causalimg.program.randomness import seeded
from causalimg.semantics.model import values_of
from causalimg.source import Source

ROOT = Path(__file__).parents[1]
GALLERY = sorted((ROOT / "models").glob("*.scm"))
GOOD = sorted((ROOT / "tests" / "models" / "good").glob("*.scm"))


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
    return model_of(path.read_text(encoding="utf-8"), path.name)


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


__all__ = ["GALLERY", "GOOD", "compiled", "model_of", "program_of", "read", "sample", "sites",
           "text_of", "values_of"]  # fmt: skip

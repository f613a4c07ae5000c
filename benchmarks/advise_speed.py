"""Seconds of advice on models of 30 variables: the licence alone, all that `advise` says, and cold.

    python benchmarks/advise_speed.py [--variables 30] [--models 15]

Random models of a predictor that reads a picture: an environment and attributes that it should
ignore, causes of the target, of the picture and of each other, two latents, selection in every
other model. Times are processor time of new models, so that nothing is remembered; the last one is
of `causalimg advise` in a new process. The aim: less than 0.5 s.
"""

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from causalimg.causal.analyse import analyse
from causalimg.causal.answers.bridge import question_of
from causalimg.causal.licences.licence import licence_of
from causalimg.interfaces.advising import advised
from causalimg.source import Source


def model(rng: random.Random, size: int, *, selected: bool) -> str:
    """A model of that many variables with one predictor."""
    others = [f"v{i}" for i in range(size - 4 - selected)]
    order = ["site", *others]
    causes = {n: rng.sample(order[: i + 1], min(i + 1, rng.randint(1, 3)))
              for i, n in enumerate(others)}  # fmt: skip
    causes["target"] = rng.sample(others, 3)
    causes["label"] = ["target", rng.choice(["site", *others])]
    causes["image"] = ["target", *rng.sample(others, 5)]
    attributes = [n for n in causes["image"] if n != "target"][:3]
    if selected:
        causes["kept"] = ["label", rng.choice(others)]
    latent = set(rng.sample([n for n in others if n not in attributes], 2))
    lines = ["causalimg 1", "variables {", "  environment site : category {a, b, c}"]
    lines += [f"  {'latent ' if n in latent else ''}{n} : real" for n in others]
    lines += ["  target, label : binary", "  image : image[1, 32, 32] in [0, 1]"]
    lines += ["  selection kept : binary"] * selected
    lines += ["}", "graph {", *(f"  {', '.join(c)} -> {n}" for n, c in causes.items()), "}"]
    lines += ["mechanisms {"]
    for name, above in causes.items():
        law = "mlp()" if name in ("target", "label", "kept") else "flow()"
        law = "vae(latent = 4)" if name == "image" else law
        lines.append(f"  {name} ~ {law} given {', '.join(above)}")
    lines += ["}", "predictors {", "  triage : target by label from image"]
    lines += [f"    invariant to {', '.join([*attributes, 'site'])}", "}", ""]
    return "\n".join(lines)


def cold(path: Path) -> float:
    """Processor seconds of the command in a new process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "causalimg", "advise", str(path)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "COLUMNS": "100"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def warm(text: str) -> tuple[float, float]:
    """Processor seconds of the licence alone, and of all that the command says of a checked text."""
    draft = analyse(Source("warm.scm", text)).draft
    assert draft is not None
    start = time.process_time()
    licence_of(question_of(draft, draft.predictor("triage")))
    between = time.process_time()
    assert advised(draft)
    return between - start, time.process_time() - between


def told(name: str, seconds: list[float]) -> None:
    """Median and largest."""
    print(f"{name:28} {statistics.median(seconds):.3f} s, at most {max(seconds):.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--variables", type=int, default=30)
    parser.add_argument("--models", type=int, default=15)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    texts = [model(rng, options.variables, selected=i % 2 == 1) for i in range(options.models)]
    licences, advice = zip(*map(warm, texts), strict=True)
    told("the licence alone", list(licences))
    told("all that `advise` says", list(advice))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.scm"
        seconds = list[float]()
        for text in texts:
            path.write_text(text, encoding="utf-8")
            seconds.append(cold(path))
    told("`causalimg advise`, cold", seconds)


if __name__ == "__main__":
    main()

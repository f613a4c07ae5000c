"""How checking grows with a model: processor time for 100 to 2,000 variables, with the slope.

    python benchmarks/check_scaling.py [--sizes 100 200 500 1000 2000]

Each variable has up to three of the ten before it as causes; every tenth is binary, two of every
fifty share a latent cause, some are asked about. The aim: a slope of about 1 in log-log, and 1,000 variables in less than 2 s.
"""

import argparse
import random
import time

import numpy as np

from causalimg.causal.analyse import analyse
from causalimg.source import Source


def model(size: int, seed: int = 0) -> str:
    """A model of that many variables."""
    rng = random.Random(seed)
    binary = {i for i in range(size) if i % 10 == 9}
    causes = {i: sorted(rng.sample(range(max(0, i - 10), i), min(i, rng.randint(1, 3))))
              for i in range(size)}  # fmt: skip
    shared = range(0, size - 1, 50)
    lines = ["causalimg 1", "variables {", f"  latent {', '.join(f'u{i}' for i in shared)} : real"]
    lines += [f"  v{i} : {'binary' if i in binary else 'real'}" for i in range(size)]
    lines += ["}", "graph {"]
    lines += [f"  {', '.join(f'v{c}' for c in causes[i])} -> v{i}" for i in range(1, size)]
    lines += [f"  u{i} -> v{i}, v{i + 1}" for i in shared]
    lines += ["}", "mechanisms {", *(f"  u{i} ~ Normal(0, 1)" for i in shared)]
    for i in range(size):
        hidden = [f"u{i - i % 50}"] if i % 50 < 2 and i - i % 50 in shared else []
        total = " + ".join([*(f"0.5 * v{c}" for c in causes[i]), *hidden]) or "0"
        law = f"Bernoulli(logit = {total}) via threshold" if i in binary else f"Normal({total}, 1)"
        lines.append(f"  v{i} ~ {law}")
    lines += ["}", "queries {"]
    lines += [f"  q{i} : E[v{i} | do(v{i - 3} = 1)]" for i in range(20, size, max(20, size // 20))]
    return "\n".join([*lines, "}", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 200, 500, 1000, 2000])
    sizes = parser.parse_args().sizes
    analyse(Source("warm.scm", model(50)))
    seconds = []
    for size in sizes:
        source = Source("large.scm", model(size))
        start = time.process_time()
        found = analyse(source)
        seconds.append(time.process_time() - start)
        assert found.diagnostics == (), found.diagnostics[:3]
        print(f"{size:6,d} variables {len(source.text) // 1000:5d} kB {seconds[-1]:8.2f} s of CPU")
    slope = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
    print(f"slope {slope:.2f}")


if __name__ == "__main__":
    main()

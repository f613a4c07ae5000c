"""Peak memory of a fit to a table of 1,000,000 rows, and to 100,000 pictures of 64 x 64 (410 MB).

    python benchmarks/memory.py [--table 1000000] [--pictures 100000] [--side 64]

Each is fitted with a tenth of its rows first; what the process grew from there to all of them
must stay well below what the rows weigh. One thread, one pass.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from causalimg.causal.analyse import analyse
from causalimg.fitting import Settings, fit_model
from causalimg.source import Source

TABLE = """causalimg 1
model wide "more rows than patience should need"
variables {
  environment site : category {north, south, east}
  age              : real in [18, 100] years
  disease          : binary
  dose             : real in (0, inf) mGy
}
mechanisms {
  age     ~ flow() given site
  disease ~ Bernoulli(logit = linear(age, site)) via threshold
  dose    ~ LogNormal(linear(age, disease), 0.3)
}
"""
PICTURES = """causalimg 1
model many "more pictures than memory should hold"
variables {
  age   : real in [18, 100] years
  image : image[1, %(side)d, %(side)d] in [0, 255]
}
mechanisms {
  age   ~ Normal(60, 10) truncated [18, 100]
  image ~ vae(latent = 4) given age
}
"""


def write_table(folder: Path, rows: int) -> None:
    """A table of numbers, written in slices."""
    random = np.random.default_rng(0)
    sites = np.array(["north", "south", "east"])
    with (folder / "table.csv").open("w") as file:
        file.write("site,age,disease,dose\n")
        for _ in range(rows // 1000):
            age, ill = random.uniform(20, 90, 1000), random.integers(0, 2, 1000)
            dose = np.exp(random.normal(0.01 * age + 0.2 * ill, 0.3))
            cells = zip(random.choice(sites, 1000), age, ill, dose, strict=True)
            file.writelines(f"{site},{a:.2f},{d},{x:.4f}\n" for site, a, d, x in cells)


def write_pictures(folder: Path, rows: int, side: int) -> None:
    """A stack of noise pictures, written in slices, and its table."""
    random = np.random.default_rng(0)
    with (folder / "stack.npy").open("wb") as file:
        header = {"descr": "|u1", "fortran_order": False, "shape": (rows, side, side)}
        np.lib.format.write_array_header_1_0(file, header)
        for _ in range(rows // 100):
            file.write(random.integers(1, 255, (100, side, side), np.uint8).tobytes())
    ages = random.uniform(20, 90, rows)
    with (folder / "table.csv").open("w") as file:
        file.write("age,image\n")
        file.writelines(f"{age:.2f},stack.npy#{i}\n" for i, age in enumerate(ages))


def peak() -> float:
    """Largest resident size so far, in MB."""
    unit = 1e-6 if sys.platform == "darwin" else 1e-3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def fit(text: str, write: Callable[[Path], None]) -> float:
    """One pass over the rows; seconds."""
    model = analyse(Source("many.scm", text)).model
    assert model is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder)
        begun = time.perf_counter()
        settings = Settings(fit={"epochs": 1, "batch": 128})
        fit_model(model, folder, folder / "run", settings, progress=False)
        return time.perf_counter() - begun


def report(title: str, weight: float, fitted: Callable[[int], float]) -> None:
    """Fit a tenth, then all, and print the peaks.

    Args:
        title: what the rows are.
        weight: of all rows on the disk, MB.
        fitted: fits to all rows divided by a number; seconds.
    """
    fitted(10)
    small = peak()
    seconds = fitted(1)
    print(f"{title}: {weight:.0f} MB on the disk, one pass took {seconds:.0f} s")
    print(f"  peak with a tenth {small:6.0f} MB, with all {peak():6.0f} MB")


def main() -> None:
    """The table first, since the peak of a process never falls."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--table", type=int, default=1_000_000)
    parser.add_argument("--pictures", type=int, default=100_000)
    parser.add_argument("--side", type=int, default=64)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    print(f"before any fit the process has {peak():.0f} MB")
    report(
        f"{asked.table:,} rows of a table",
        asked.table * 23e-6,
        lambda part: fit(TABLE, lambda folder: write_table(folder, asked.table // part)),
    )
    side, text = asked.side, PICTURES % {"side": asked.side}
    report(
        f"{asked.pictures:,} pictures of {side} x {side}",
        asked.pictures * side * side / 1e6,
        lambda part: fit(
            text, lambda folder: write_pictures(folder, asked.pictures // part, side)
        ),
    )


if __name__ == "__main__":
    main()

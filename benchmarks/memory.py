"""Peak memory of a fit to 100,000 pictures of 64 x 64 that lie in one file of 410 MB.

Run it as `python benchmarks/memory.py [rows] [side]`; it prints how much the process grew over
what it needs for a tenth of the rows.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from causalimg.causal.analyse import analyse
from causalimg.fitting import Settings, fit_model
from causalimg.source import Source

TEXT = """causalimg 1
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


def write(folder: Path, rows: int, side: int) -> None:
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


def fit(rows: int, side: int) -> float:
    """One pass over the rows; seconds."""
    model = analyse(Source("many.scm", TEXT % {"side": side})).model
    assert model is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, rows, side)
        begun = time.perf_counter()
        settings = Settings(fit={"epochs": 1, "batch": 128})
        fit_model(model, folder, folder / "run", settings, progress=False)
        return time.perf_counter() - begun


def main() -> None:
    """Fit a tenth, then all, and print the peaks."""
    rows, side = (int(x) for x in (*sys.argv[1:], *("100000", "64")[len(sys.argv) - 1 :]))
    torch.set_num_threads(1)
    fit(rows // 10, side)
    small = peak()
    seconds = fit(rows, side)
    print(f"pixels in the file        {rows * side * side / 1e6:8.0f} MB")
    print(f"peak with a tenth of them {small:8.0f} MB")
    print(f"peak with all of them     {peak():8.0f} MB")
    print(f"one pass took             {seconds:8.0f} s")


if __name__ == "__main__":
    main()

"""How long `causalimg check models/*.scm` takes from a cold start, beside an empty interpreter.

    python benchmarks/check_speed.py [--runs 9]

The aim is 1.0 s; the share that Python itself needs to start is printed beside it.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

MODELS = sorted(str(p) for p in (Path(__file__).parents[1] / "models").glob("*.scm"))
#: As where the program is installed: its compiled modules are kept.
SETTINGS = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def timed(command: list[str]) -> tuple[float, float]:
    """Wall and processor seconds of one process."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=SETTINGS)
    wall, after = time.perf_counter() - start, os.times()
    spent = after.children_user + after.children_system
    return wall, spent - before.children_user - before.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        f"causalimg check ({len(MODELS)} models)": [
            sys.executable,
            "-m",
            "causalimg",
            "check",
            *MODELS,
        ],
    }
    print(f"{'':32s}{'wall: min':>10s}{'median':>8s}{'max':>8s}{'cpu: median':>13s}")
    for name, command in commands.items():
        timed(command)
        walls, cpus = zip(*(timed(command) for _ in range(runs)), strict=True)
        low, middle, high = min(walls), statistics.median(walls), max(walls)
        print(f"{name:32s}{low:10.2f}{middle:8.2f}{high:8.2f}{statistics.median(cpus):13.2f}")


if __name__ == "__main__":
    main()

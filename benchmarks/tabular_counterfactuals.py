"""Rows per second of tabular counterfactuals: ours, plain torch, ChiRho and dowhy.gcm.

The model is a linear additive-noise model of six variables and seven arrows; the question is
`M, Y, W had X = 1` for every row, all variables observed. Every engine gives the same numbers,
which is checked before anything is timed. Times are processor time of one thread, so that other
work on the machine does not count; the ratios are of medians, with those of best times beside.

    python benchmarks/tabular_counterfactuals.py [--rows 10000 100000] [--repeats 30]

dowhy is used where it can be imported (see requirements.txt beside this file).
"""

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor

from causalimg.causal.analyse import analyse
from causalimg.program.load import build
from causalimg.program.randomness import seeded
from causalimg.queries.ask import ask
from causalimg.source import Source

TEXT = """causalimg 1

model linear

variables {
  A, Z, X, M, Y, W : real
}

noise {
  u_A, u_Z ~ Normal(0, 1)
  u_X, u_M, u_Y, u_W ~ Normal(0, 0.5)
}

mechanisms {
  A := u_A
  Z := u_Z
  X := 0.8 * A + 0.5 * Z + u_X
  M := 1.2 * X + u_M
  Y := 0.7 * M - 0.4 * A + 0.3 * X + u_Y
  W := 0.9 * Y + u_W
}

queries {
  moved : M, Y, W had X = 1
}
"""
ARROWS = [("A", "X"), ("Z", "X"), ("X", "M"), ("M", "Y"), ("A", "Y"), ("X", "Y"), ("Y", "W")]
WANTED = ("M", "Y", "W")
Answer = Mapping[str, Tensor]


def ours(rows: Answer) -> dict[str, Callable[[], Answer]]:
    source = Source("linear.scm", TEXT)
    model = analyse(source).model
    assert model is not None
    program = build(model)
    query = model.query("moved")

    def compiled() -> Answer:
        return program.predict(program.abduct(rows), {"X": torch.ones(len(rows["X"]))})

    def asked() -> Answer:
        answer = ask(model, program, query, rows)
        return {name: answer[name].counterfactual for name in WANTED}

    def plain() -> Answer:
        with torch.no_grad():
            return compiled()

    return {"ours: program.abduct + predict": plain, "ours: ask": asked}


def by_hand(rows: Answer) -> dict[str, Callable[[], Answer]]:
    def counterfactual() -> Answer:
        a, x, m, y, w = (rows[v] for v in ("A", "X", "M", "Y", "W"))
        u_m, u_y, u_w = m - 1.2 * x, y - (0.7 * m - 0.4 * a + 0.3 * x), w - 0.9 * y
        had_x = torch.ones_like(x)
        had_m = 1.2 * had_x + u_m
        had_y = 0.7 * had_m - 0.4 * a + 0.3 * had_x + u_y
        return {"M": had_m, "Y": had_y, "W": 0.9 * had_y + u_w}

    return {"torch by hand": counterfactual}


def chirho(rows: Answer) -> dict[str, Callable[[], Answer]]:
    try:
        from chirho.counterfactual.handlers import MultiWorldCounterfactual
        from chirho.indexed.ops import IndexSet, gather
        from chirho.interventional.handlers import do
        from chirho.observational.handlers import condition
    except ImportError:
        return {}
    count = len(rows["X"])

    def moved(name: str, mean: Tensor | float, sd: float) -> Tensor:
        # The form in which ChiRho abducts exactly: an invertible map of parent-free noise.
        shift = dist.transforms.AffineTransform(mean, 1.0)
        return pyro.sample(name, dist.TransformedDistribution(dist.Normal(0.0, sd), [shift]))

    def model() -> Answer:
        with pyro.plate("rows", count, dim=-1):
            a = moved("A", 0.0, 1.0)
            z = moved("Z", 0.0, 1.0)
            x = moved("X", 0.8 * a + 0.5 * z, 0.5)
            m = moved("M", 1.2 * x, 0.5)
            y = moved("Y", 0.7 * m - 0.4 * a + 0.3 * x, 0.5)
            w = moved("W", 0.9 * y, 0.5)
        return {"M": m, "Y": y, "W": w}

    def counterfactual() -> Answer:
        with (
            torch.no_grad(),
            MultiWorldCounterfactual(first_available_dim=-2),
            do(actions={"X": torch.tensor(1.0)}),
            condition(data=dict(rows)),
        ):
            world = IndexSet(X={1})
            return {n: gather(v, world).reshape(-1) for n, v in model().items()}

    return {"ChiRho": counterfactual}


def dowhy(rows: Answer) -> dict[str, Callable[[], Answer]]:
    try:
        import networkx as nx
        import pandas as pd
        from dowhy import gcm
    except ImportError:
        return {}
    gcm.config.disable_progress_bars()
    data = pd.DataFrame({name: value.numpy() for name, value in rows.items()})
    causal = gcm.InvertibleStructuralCausalModel(nx.DiGraph(ARROWS))
    for node in ("A", "Z"):
        causal.set_causal_mechanism(node, gcm.EmpiricalDistribution())
    for node in ("X", "M", "Y", "W"):
        linear = gcm.AdditiveNoiseModel(gcm.ml.create_linear_regressor())
        causal.set_causal_mechanism(node, linear)
    gcm.fit(causal, data)

    def counterfactual() -> Answer:
        had = gcm.counterfactual_samples(causal, {"X": lambda _: 1.0}, observed_data=data)
        return {name: torch.tensor(had[name].to_numpy()) for name in WANTED}

    return {"dowhy.gcm": counterfactual}


def rows_of(count: int) -> Answer:
    source = Source("linear.scm", TEXT)
    model = analyse(source).model
    assert model is not None
    program = build(model)
    with seeded(0), torch.no_grad():
        return program.predict(program.draw_noise(count))


def timed(call: Callable[[], Answer], repeats: int) -> list[float]:
    for _ in range(3):
        call()
    gc.collect()
    found = []
    for _ in range(repeats):
        start = time.process_time()
        call()
        found.append(time.process_time() - start)
    return sorted(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--repeats", type=int, default=30)
    options = parser.parse_args()
    torch.set_num_threads(1)
    print(f"torch {torch.__version__}, one thread, {options.repeats} repeats after 3 to warm up")
    for count in options.rows:
        rows = rows_of(count)
        engines = {**by_hand(rows), **ours(rows), **chirho(rows), **dowhy(rows)}
        truth = by_hand(rows)["torch by hand"]()
        print(f"\n{count:,} rows{'':27} best ms  median ms  90 % ms   rows/s (median)  max error")
        taken: dict[str, list[float]] = {}
        for name, call in engines.items():
            answer = call()
            error = max(float((answer[v] - truth[v]).abs().max()) for v in WANTED)
            times = taken[name] = timed(call, options.repeats)
            median, high = statistics.median(times), times[int(0.9 * (len(times) - 1))]
            print(
                f"{name:38} {times[0] * 1e3:8.2f} {median * 1e3:10.2f} {high * 1e3:8.2f} "
                f"{count / median:17,.0f} {error:10.1e}"
            )
        for peer in ("ChiRho", "dowhy.gcm"):
            for mine in (name for name in taken if name.startswith("ours")):
                if peer in taken:
                    middle = statistics.median(taken[peer]) / statistics.median(taken[mine])
                    best = taken[peer][0] / taken[mine][0]
                    print(f"{mine}: {middle:.1f} x the rows/s of {peer} (best: {best:.1f} x)")


if __name__ == "__main__":
    main()

"""How long the language server needs to check a text again, and to answer, while one types.

    python benchmarks/lsp_speed.py [--variables 100] [--runs 30] [--profile]

The model is drawn here: as many variables, each with up to three causes and a mechanism, a latent
one that two of them share, and queries. The aim for 100 variables is 50 ms for a change that is checked again in
a process that is warm. Timings are of this process, without the protocol.
"""

import argparse
import cProfile
import pstats
import statistics
import time
from collections.abc import Callable
from random import Random

from causalimg.causal.analyse import analyse
from causalimg.interfaces.door import collect_rarely
from causalimg.interfaces.lsp import edits, names
from causalimg.interfaces.lsp.completion import complete
from causalimg.interfaces.lsp.document import open_text
from causalimg.interfaces.lsp.hover import hover
from causalimg.interfaces.lsp.outline import outline
from causalimg.semantics.check import check
from causalimg.source import Source
from causalimg.syntax.format import format_tree
from causalimg.syntax.parse import parse


def drawn(count: int, seed: int = 0) -> str:
    """A model of that many variables without fault, in the one form."""
    random = Random(seed)
    variables, arrows = ["  latent shared : real"], []
    noises, mechanisms = [], ["  shared ~ Normal(0, 1)"]
    for number in range(count):
        causes = sorted(random.sample(range(number), min(number, random.randint(1, 3))))
        name, given = f"v{number}", [f"v{cause}" for cause in causes]
        given += ["shared"] * (number in (5, 6))
        if given:
            arrows.append(f'  {", ".join(given)} -> {name} "because of {number}"')
        match number % 4:
            case 0:
                variables.append(f"  {name} : real ## number {number}")
                total = " + ".join(f"{random.random():.2f} * {cause}" for cause in given)
                noises.append(f"  u{number} ~ Normal(0, 1)")
                mechanisms.append(f"  {name} := {total or '0'} + u{number}")
            case 1:
                variables.append(f"  {name} : real in (0, inf) mm")
                mechanisms.append(f"  {name} ~ flow() given {', '.join(given)}")
            case 2:
                variables.append(f"  {name} : binary")
                logit = f"linear({', '.join(given)})"
                mechanisms.append(f"  {name} ~ Bernoulli(logit = {logit}) via threshold")
            case _:
                variables.append(f"  {name} : real")
                mean = " + ".join(given)
                mechanisms.append(f"  {name} ~ Normal(0.5 * ({mean}), 1 + 0.1)")
    asked = [f"  q{n} : E[v{count - 1} | do(v{n} = 1)]" for n in range(0, count, 10)]
    asked += [f"  had{n} : v{count - 1} had v{n} = 1" for n in range(1, count, 10)]
    blocks = {
        "variables": variables,
        "graph": arrows,
        "noise": noises,
        "mechanisms": mechanisms,
        "queries": asked,
    }
    body = "\n".join(f"{word} {{\n{chr(10).join(lines)}\n}}\n" for word, lines in blocks.items())
    source = Source("drawn.scm", f"causalimg 1\nmodel drawn\n{body}")
    tree = parse(source).tree
    assert tree is not None
    return format_tree(tree, source)


def timed(work: Callable[[int], object], runs: int) -> tuple[float, float, float, float]:
    """Least and median milliseconds of one call: of the clock, then of the processor."""
    walls, cpus = [], []
    for run in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        work(run)
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (time.process_time() - cpu))
    return min(walls), statistics.median(walls), min(cpus), statistics.median(cpus)


def changed(text: str, run: int) -> Source:
    """The text after another key was struck, so that nothing can be remembered."""
    return Source("drawn.scm", text.replace("because of 7", f"because of {run}"))


def _loop() -> float:
    """How fast the core is, to compare machines: the least of some runs."""
    return timed(lambda _: sum(i * i for i in range(1_000_000)), 5)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variables", type=int, default=100)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--profile", action="store_true", help="where the time of a check goes")
    options = parser.parse_args()
    collect_rarely()  # as the server does
    text = drawn(options.variables)
    document = open_text("drawn.scm", text)
    severe = [d.message for d in document.analysis.diagnostics]
    middle = text.index("mechanisms") + len(text[text.index("mechanisms") :]) // 3
    broken = text[:middle] + "(" + text[middle:]
    tree = parse(document.source).tree
    assert tree is not None
    print(f"{options.variables} variables, {len(text):,} characters, {len(severe)} diagnostics")
    print(f"this core: {_loop():.0f} ms for a million steps of a loop of Python")
    work: dict[str, Callable[[int], object]] = {
        "check again": lambda run: analyse(changed(text, run)),
        "  of which: parse": lambda run: parse(changed(text, run)),
        "  of which: check": lambda _: check(tree, document.source),
        "check again, a bracket open": lambda run: analyse(Source("", broken + " " * run)),
        "completion, a bracket open": lambda run: complete(
            open_text("", broken + " " * run), middle
        ),
        "completion": lambda _: complete(document, middle),
        "hover": lambda _: hover(document, middle),
        "references": lambda _: names.occurrences(document),
        "rename": lambda run: edits.rename(document, text.index("v1 "), f"w{run}"),
        "layout": lambda _: edits.formatted(document),
        "outline": lambda _: outline(document),
    }
    print(f"{'ms':32s}{'wall: min':>10s}{'median':>8s}{'cpu: min':>10s}{'median':>8s}")
    for name, one in work.items():
        one(0)
        found = timed(one, options.runs)
        print(f"{name:32s}{found[0]:10.1f}{found[1]:8.1f}{found[2]:10.1f}{found[3]:8.1f}")
    if options.profile:
        with cProfile.Profile() as profile:
            for run in range(options.runs):
                analyse(changed(text, run))
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()

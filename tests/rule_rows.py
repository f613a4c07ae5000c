"""Rows of five graphs of the rule table, and linear readers of them under each known constraint.

Content C and appearance N are one number each. At test time N is decorrelated from the target, so
a reader that leans on it falls in the worst group. `benchmarks/rule_rows.py` prints the table.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from causalimg.causal.graphs.admg import sketch
from causalimg.causal.licences.licence import licence_of
from causalimg.causal.licences.question import Question
from causalimg.causal.licences.verdicts import AttributeLicence, Method
from causalimg.invariance.penalties import bandwidths, conditional

ROWS = 1600
#: Content, attribute, target, environment.
Drawn = tuple[Tensor, Tensor, Tensor, Tensor]


@dataclass(frozen=True)
class Row:
    """A graph of the table, and how its rows come about.

    Args:
        graph: its arrows; `A` is the attribute, `E` the environment where there is one.
        draw: rows, at test time with an attribute that tells nothing.
        latent: what no table has.
        selection: what rows are selected by.
    """

    graph: str
    draw: Callable[[torch.Generator, bool], Drawn]
    latent: tuple[str, ...] = ()
    selection: tuple[str, ...] = ()

    def licence(self, attribute: str) -> AttributeLicence:
        """What the graph says of an attribute."""
        graph = sketch(self.graph)
        question = Question(
            graph, "X", "Y", invariant_to=("A",), selection=self.selection,
            latent=frozenset(self.latent), environment="E" if "E" in graph.nodes else None,
        )  # fmt: skip
        return licence_of(question).attribute(attribute)

    @property
    def site(self) -> str:
        """What the risk is compared over: the environment, else the attribute."""
        return "E" if "E" in sketch(self.graph).nodes else "A"


def coin(p: Tensor, generator: torch.Generator) -> Tensor:
    return torch.rand(p.shape, generator=generator) < p


def normal(g: torch.Generator, rows: int = ROWS) -> Tensor:
    return torch.randn(rows, generator=g)


def half(g: torch.Generator, rows: int = ROWS) -> Tensor:
    return coin(torch.full((rows,), 0.5), g)


def label(c: Tensor, g: torch.Generator, more: float | Tensor = 0.0) -> Tensor:
    return coin(torch.sigmoid(2 * c + more), g)


def same(a: Tensor, share: float | Tensor, g: torch.Generator) -> Tensor:
    """A copy of a coin that agrees with it with some probability."""
    return a ^ ~coin(torch.as_tensor(share).expand(a.shape), g)


def prevalence(g: torch.Generator, test: bool) -> Drawn:
    e = torch.randint(3, (ROWS,), generator=g)
    y = half(g) if test else coin(torch.tensor([0.1, 0.2, 0.9])[e], g)
    a = half(g) if test else coin(torch.tensor([0.1, 0.2, 0.9])[e], g)
    return 1.2 * (2 * y - 1) + normal(g), a, y, e


def confounded(g: torch.Generator, test: bool) -> Drawn:
    u, c = half(g), normal(g)
    y = label(0.5 * c, g, 4.0 * (u.float() - 0.5))
    a = half(g) if test else same(u, 0.95, g)
    return c, a, y, a.long()


def selected(g: torch.Generator, test: bool) -> Drawn:
    c, a = normal(g, 6 * ROWS), half(g, 6 * ROWS)
    y = label(c, g)
    keep = coin(torch.where(y == a, 0.9, 0.1), g) if not test else half(g, 6 * ROWS)
    index = keep.nonzero().squeeze(-1)[:ROWS]
    return c[index], a[index], y[index], a[index].long()


def annotation(g: torch.Generator, test: bool) -> Drawn:
    e, c = torch.randint(3, (ROWS,), generator=g), normal(g)
    y = label(c, g, 0.0 if test else torch.tensor([-3.0, -2.0, 3.0])[e])
    a = half(g) if test else coin(torch.tensor([0.05, 0.1, 0.95])[e], g)
    return c, a, y, e


def marker(g: torch.Generator, test: bool) -> Drawn:
    e, c = torch.randint(2, (ROWS,), generator=g), normal(g)
    y = label(c, g)
    a = half(g) if test else same(y, torch.tensor([0.98, 0.8])[e], g)
    return c, a, y, e


CASES = {
    "R12 prevalence and acquisition": Row("E -> Y -> X; E -> A -> X", prevalence),
    "R7 confounded, causal": Row("C -> X; C -> Y; Y <- U -> A -> X", confounded, ("C", "U")),
    "R8 selected": Row("C -> X; C -> Y; Y -> S; A -> S; A -> X", selected, ("C",), ("S",)),
    "R5b annotation and acquisition": Row(
        "C -> X; C -> Y; E -> Y; E -> A -> X", annotation, ("C",)
    ),
    "R9c effect of the label": Row("C -> X; C -> Y; Y -> A -> X; E -> A", marker, ("C",)),
}


def rows_of(row: Row, seed: int, *, test: bool = False) -> Drawn:
    """Two columns to read, the attribute, the target and the environment."""
    g = torch.Generator().manual_seed(seed)
    c, a, y, e = row.draw(g, test)
    n = (2 * a.float() - 1) + 0.3 * normal(g, len(a))
    return torch.stack([c, n], 1), a, y, e


def read(rows: Drawn, method: Method | None, strength: float = 30.0, seed: int = 0) -> Tensor:
    """A linear reader `[2 weights, bias]` under one constraint; None is plain training."""
    x, a, y, e = balanced(rows, seed) if method is Method.WEIGHTED else rows
    weight = torch.zeros(3, requires_grad=True)
    optimiser = torch.optim.Adam([weight], 0.1)
    widths: tuple[float, ...] = ()
    for step in range(90):
        score = x @ weight[:2] + weight[2]
        loss = cross_entropy(score, y.float())
        if method in (Method.IRM, Method.VREX) and step >= 20:
            loss = loss + strength * risk_penalty(score, y, e, method)
        elif method is not None and step >= 20:
            level = ((score - score.mean()) / score.std())[:200, None]
            widths = widths or bandwidths(level)
            stratum = y.long() if method is Method.CONDITIONAL else torch.zeros_like(y.long())
            loss = (
                loss + strength * conditional(level, a[:200].long(), stratum[:200], widths).value
            )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return weight.detach()


def risk_penalty(score: Tensor, y: Tensor, e: Tensor, method: Method) -> Tensor:
    """The variance of risks over environments, or the mean squared slope of a common scale."""
    parts = [(score[e == v], y[e == v].float()) for v in e.unique()]
    if method is Method.VREX:
        return torch.stack([cross_entropy(s, t) for s, t in parts]).var(unbiased=False)
    scale = torch.ones((), requires_grad=True)
    slopes = [
        torch.autograd.grad(cross_entropy(s * scale, t), scale, create_graph=True)[0]
        for s, t in parts
    ]
    return torch.stack(slopes).square().mean()


def balanced(rows: Drawn, seed: int) -> Drawn:
    """Rows drawn again with Makar's weights :math:`P(y) P(a) / P(y, a)`: the two come apart."""
    _, a, y, _ = rows
    weight = torch.zeros(len(y))
    for i in (False, True):
        for j in (False, True):
            cell = (y == i) & (a == j)
            share = (y == i).float().mean() * (a == j).float().mean()
            weight[cell] = share / cell.float().mean().clamp_min(1e-6)
    g = torch.Generator().manual_seed(seed)
    index = torch.multinomial(weight, len(y), replacement=True, generator=g)
    x, a, y, e = (column[index] for column in rows)
    return x, a, y, e


def worst_group(weight: Tensor, rows: Drawn) -> float:
    """The least accuracy in a group of target and attribute."""
    x, a, y, _ = rows
    right = (x @ weight[:2] + weight[2] > 0) == y
    return min(float(right[(y == i) & (a == j)].float().mean()) for i in (0, 1) for j in (0, 1))

"""Where the constraints part: the licensed one beats the unlicensed one, five graphs of the table.

A linear reader of content C and appearance N; at test time N is decorrelated from the target.
Which constraint is licensed is asked of the causal room, from the same graph that draws the rows.
"""

from dataclasses import dataclass

import pytest
import torch

from causalimg.causal.admg import sketch
from causalimg.causal.licence import licence_of
from causalimg.causal.question import Question
from causalimg.invariance.penalties import bandwidths, conditional

ROWS = 1600


@dataclass(frozen=True)
class Row:
    graph: str
    given: tuple[str, ...]
    wrong: tuple[str, ...]
    draw: object
    latent: tuple[str, ...] = ()
    selection: tuple[str, ...] = ()


def coin(p, generator):
    return torch.rand(p.shape, generator=generator) < p


def normal(g, rows=ROWS):
    return torch.randn(rows, generator=g)


def half(g, rows=ROWS):
    return coin(torch.full((rows,), 0.5), g)


def label(c, g, more=0.0):
    return coin(torch.sigmoid(2 * c + more), g)


def same(a, share, g):
    """A copy of a coin that agrees with it with some probability."""
    return a ^ ~coin(torch.as_tensor(share).expand(a.shape), g)


def prevalence(g, test):
    e = torch.randint(3, (ROWS,), generator=g)
    y = half(g) if test else coin(torch.tensor([0.1, 0.2, 0.9])[e], g)
    a = half(g) if test else coin(torch.tensor([0.1, 0.2, 0.9])[e], g)
    return 1.2 * (2 * y - 1) + normal(g), a, y


def confounded(g, test):
    u, c = half(g), normal(g)
    y = label(0.5 * c, g, 4.0 * (u.float() - 0.5))
    return c, half(g) if test else same(u, 0.95, g), y


def selected(g, test):
    c, a = normal(g, 6 * ROWS), half(g, 6 * ROWS)
    y = label(c, g)
    keep = coin(torch.where(y == a, 0.9, 0.1), g) if not test else half(g, 6 * ROWS)
    index = keep.nonzero().squeeze(-1)[:ROWS]
    return c[index], a[index], y[index]


def annotation(g, test):
    e, c = torch.randint(3, (ROWS,), generator=g), normal(g)
    y = label(c, g, 0.0 if test else torch.tensor([-3.0, -2.0, 3.0])[e])
    a = half(g) if test else coin(torch.tensor([0.05, 0.1, 0.95])[e], g)
    return c, a, y


def marker(g, test):
    c = normal(g)
    y = label(c, g)
    return c, half(g) if test else same(y, 0.9, g), y


CASES = {
    "R12 prevalence and acquisition": Row("E -> Y -> X; E -> A -> X", ("Y",), (), prevalence),
    "R7 confounded, causal": Row(
        "C -> X; C -> Y; Y <- U -> A -> X", (), ("Y",), confounded, latent=("C", "U")
    ),
    "R8 selected": Row(
        "C -> X; C -> Y; Y -> S; A -> S; A -> X", ("Y",), (), selected, ("C",), ("S",)
    ),
    "R5b annotation and acquisition": Row(
        "C -> X; C -> Y; E -> Y; E -> A -> X", (), ("Y",), annotation, latent=("C",)
    ),
    "R9c effect of the label": Row(
        "C -> X; C -> Y; Y -> A -> X", ("Y",), (), marker, latent=("C",)
    ),
}


def read(x, v, y, given, strength):
    """A linear reader under a penalty on its score; `given` None is plain training."""
    weight = torch.zeros(3, requires_grad=True)
    optimiser = torch.optim.Adam([weight], 0.1)
    stratum = y.long() if given else torch.zeros(len(y), dtype=torch.int64)
    widths = ()
    for step in range(90):
        score = x @ weight[:2] + weight[2]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(score, y.float())
        if given is not None and step >= 20:
            level = (score - score.mean()) / score.std()
            widths = widths or bandwidths(level[:, None])
            part = slice(0, 400)
            loss = loss + strength * conditional(
                level[part, None], v[part].long(), stratum[part], widths
            ).value  # fmt: skip
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return weight.detach()


def worst_group(weight, x, a, y):
    guess = x @ weight[:2] + weight[2] > 0
    return min(
        float((guess == y)[(y == i) & (a == j)].float().mean()) for i in (0, 1) for j in (0, 1)
    )


def rows_of(row, seed, *, test=False):
    g = torch.Generator().manual_seed(seed)
    c, a, y = row.draw(g, test)
    n = (2 * a.float() - 1) + 0.3 * normal(g, len(a))
    return torch.stack([c, n], 1), a, y


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_the_licensed_constraint_beats_the_other_and_plain_training(name):
    row = CASES[name]
    graph = sketch(row.graph)
    question = Question(
        graph, "X", "Y", invariant_to=("A",), selection=row.selection,
        latent=frozenset(row.latent),
    )  # fmt: skip
    found = licence_of(question).attribute("A")
    licensed = [condition.given for condition in found.useful]
    assert row.given in licensed
    assert row.wrong not in licensed
    x, a, y = rows_of(row, 1)
    far = rows_of(row, 2, test=True)
    scores = {}
    for word, given in (("erm", None), ("licensed", row.given), ("wrong", row.wrong)):
        weight = read(x, a, y, given, 30.0)
        scores[word] = worst_group(weight, far[0], far[1], far[2])
        if word == "licensed":
            assert abs(float(weight[1] / weight[0])) < 0.25
    assert scores["licensed"] > scores["wrong"] + 0.03, scores
    assert scores["licensed"] > scores["erm"] + 0.03, scores

"""The network of a predictor: every kind of answer, any size of picture, scales saved with it."""

import pytest
import torch

from causalimg.invariance.network import Column, Network, Picture, Shape, averaged
from causalimg.invariance.predictor import Reader

ROWS = {
    "image": torch.rand(20, 1, 20, 12, generator=torch.Generator().manual_seed(0)),
    "scan": torch.rand(20, 2, 8, 8, 8, generator=torch.Generator().manual_seed(1)),
    "age": torch.linspace(20, 80, 20),
    "sex": torch.arange(20) % 3,
}


FILM = (Picture("image", (1, 20, 12)),)


def made(answer, values, pictures=FILM, columns=()):
    torch.manual_seed(0)
    return Network(Shape(pictures, columns, answer, values, 4, 6, 0.0))


@pytest.mark.parametrize(
    ("answer", "values", "target"),
    [
        ("binary", 2, (torch.arange(20) % 2).float()),
        ("category", 3, torch.arange(20) % 3),
        ("ordinal", 4, torch.arange(20) % 4),
        ("number", 0, torch.linspace(100, 200, 20)),
    ],
)
def test_every_kind_of_answer_is_learned_from(answer, values, target):
    net = made(answer, values)
    net.set_scales(ROWS, target)
    optimiser = torch.optim.Adam(net.parameters(), 0.01)
    losses = []
    for _ in range(60):
        loss = net.loss(net(ROWS), target)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.6 * losses[0]
    said = net.eval().said(net(ROWS))
    if answer == "number":
        assert bool((said > 50).all())
        assert bool((said < 250).all())
    elif said.dim() == 2:
        assert said.shape == (20, values)
        assert torch.allclose(said.sum(1), torch.ones(20), atol=1e-5)
    assert bool((said >= 0).all())


def test_other_inputs_join_at_the_head_and_leave_the_representation_alone():
    pictures = (Picture("image", (1, 20, 12)), Picture("scan", (2, 8, 8, 8)))
    net = made("binary", 2, pictures, (Column("age"), Column("sex", 3))).eval()
    changed = {**ROWS, "age": ROWS["age"] + 9, "scan": ROWS["scan"] * 2}
    assert torch.equal(net.represent(ROWS), net.represent(changed))
    assert not torch.equal(net(ROWS), net(changed))


def test_the_representation_cannot_be_met_by_making_it_small():
    net = made("binary", 2)
    before = net.represent(ROWS)
    with torch.no_grad():
        net.encoders[0][-1].weight.mul_(0.2)
        net.encoders[0][-1].bias.mul_(0.2)
    assert torch.allclose(net.represent(ROWS).std(0), before.std(0), atol=0.05)


def test_pictures_are_averaged_and_keep_their_mean():
    small = averaged(ROWS["image"], 10)
    assert small.shape == (20, 1, 10, 6)
    assert torch.allclose(small.mean((1, 2, 3)), ROWS["image"].mean((1, 2, 3)), atol=1e-5)
    assert averaged(ROWS["image"], 20) is ROWS["image"]


def test_a_reader_takes_pictures_of_the_model_s_size_in_any_number():
    net = made("binary", 2, (Picture("image", (1, 10, 6)),)).eval()
    reader = Reader(net, 10)
    whole = reader(ROWS)
    single = torch.cat([reader({"image": ROWS["image"][i : i + 1]}) for i in range(20)])
    assert torch.allclose(whole, single, atol=1e-6)
    assert reader({"image": ROWS["image"][:0]}).shape == (0,)

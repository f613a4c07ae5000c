"""Learned counts of a small range: whole floats from the first one on, by either coupling."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.program.networks import Given, OneHot, Table
from causalimg.program.randomness import seeded


def table(first: int, via: str) -> Table:
    found = Table("lesions", 4, Given(site=OneHot(2)), first=first, via=via)
    rates = torch.tensor([[0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4]])
    found.logits.data.copy_(rates.log())
    return found


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 9), st.sampled_from(["threshold", "gumbel_max"]), st.integers(0, 2**31))
def test_every_count_comes_back(first: int, via: str, seed: int) -> None:
    site = torch.randint(2, (60,))
    made = table(first, via)(site=site)
    with seeded(seed):
        value = first + torch.randint(4, (60,)).float()
        assert torch.equal(made(made.abduct(value)), value)
        drawn = made.law().sample()
    assert drawn.dtype == torch.float32
    assert bool(((drawn >= first) & (drawn < first + 4)).all())


def test_its_law_is_that_of_the_table() -> None:
    law = table(2, "threshold")(site=torch.tensor([0, 1])).law()
    torch.testing.assert_close(
        law.log_prob(torch.tensor([2.0, 3.0])).exp(), torch.tensor([0.4, 0.2])
    )
    inside = law.support.check(torch.tensor([1.0, 6.0]))
    assert not bool(inside.any())
    with pytest.raises(ValueError, match="support"):
        law.log_prob(torch.tensor([1.0, 2.0]))


def test_more_at_another_site_is_never_fewer() -> None:
    network, value = table(1, "threshold"), torch.tensor([1.0, 2.0, 3.0, 4.0]).repeat(50)
    with seeded(0):
        noise = network(site=torch.zeros(200).long()).abduct(value)
    assert bool((network(site=torch.ones(200).long())(noise) >= value).all())


def test_a_tally_counts_from_the_first() -> None:
    network = table(1, "threshold")
    network.tally(torch.tensor([1.0, 1.0, 4.0]), site=torch.zeros(3).long(), smoothing=1e-9)
    chances = network(site=torch.tensor(0)).law().log_prob(torch.tensor([1.0, 4.0])).exp()
    torch.testing.assert_close(chances.detach(), torch.tensor([2 / 3, 1 / 3]))

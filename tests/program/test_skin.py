"""Pictures of labels, of complex numbers, and under pictures: what they paint returns exactly."""

import math

import pytest
import torch
from torch import Tensor, nn

from causalimg.program.networks import Flag, Given, Seen, Vae, Vectors
from causalimg.program.networks.skin import Labels, Waves, skin_of
from causalimg.program.randomness import seeded

HEIGHT, WIDTH, ROWS = 7, 10, 4
PLANE = (1, HEIGHT, WIDTH)
COILS = (2, HEIGHT, WIDTH)


def shaken(module: nn.Module, seed: int = 0, size: float = 0.1) -> nn.Module:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(size * torch.randn(parameter.shape, generator=generator))
    return module


def masks(seed: int = 0, labels: int = 3, rows: int = ROWS) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(labels, (rows, *PLANE), generator=generator)


def waves(seed: int = 0, rows: int = ROWS) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    value = torch.randn(rows, *COILS, dtype=torch.cfloat, generator=generator)
    value[..., 0, 0] *= 100  # the centre outshines the rest
    return value


def greys(seed: int = 0, rows: int = ROWS) -> Tensor:
    return torch.rand(rows, *PLANE, generator=torch.Generator().manual_seed(seed))


def everything() -> Given:
    """Causes of every shape."""
    return Given(
        ill=Flag(),
        pcs=Vectors(2),
        scan=Seen(PLANE),
        organs=Seen(PLANE, labels=3),
        k=Seen(COILS, waves=True),
    )


def causes_of(rows: int = ROWS, seed: int = 5) -> dict[str, Tensor]:
    return {
        "ill": torch.arange(rows).remainder(2).float(),
        "pcs": torch.stack([torch.arange(rows) / rows, torch.ones(rows)], -1),
        "scan": greys(seed, rows),
        "organs": masks(seed, 3, rows),
        "k": waves(seed, rows),
    }


def network(kind: str, given: Given | None = None, seed: int = 0, **more: float) -> Vae:
    more |= {"labels": 3} if kind == "mask" else {"waves": True} if kind == "kspace" else {}
    shape = COILS if kind == "kspace" else PLANE
    given = everything() if given is None else given
    vae = Vae("y", shape, (0.0, 1.0), given, latent=3, width=4, **more)  # type: ignore[arg-type]
    shaken(vae, seed)
    return vae.eval()


VALUES = {"mask": masks, "kspace": waves, "image": greys}
KINDS = pytest.mark.parametrize("kind", list(VALUES))


def same(kind: str, one: Tensor, other: Tensor) -> None:
    if kind == "mask":
        assert torch.equal(one, other.expand_as(one))
        return
    torch.testing.assert_close(one, other.expand_as(one), rtol=1e-5, atol=2e-5)


@KINDS
@torch.no_grad()
def test_abduction_returns_the_observed_value_also_over_draws_and_worlds(kind: str) -> None:
    vae, value, causes = network(kind), VALUES[kind](), causes_of()
    vae.set_scales({"y": value, **causes})
    with seeded(0):
        posterior = vae.encode(value, **causes)
        for code in (posterior.sample(), posterior.sample((5,))):
            noise = vae.decode(code, **causes).abduct(
                value.expand(*code.shape[:-1], *value.shape[1:])
            )
            again = vae.decode(code, **causes)(noise)
            assert again.dtype == value.dtype
            assert again.shape == (*code.shape[:-1], *value.shape[1:])
            same(kind, again, value)
            base = vae.decode(code, **causes).base
            assert noise.shape[-len(base.event_shape) :] == base.event_shape


@KINDS
@torch.no_grad()
def test_an_act_on_a_picture_valued_cause_moves_the_child(kind: str) -> None:
    vae, value, causes = network(kind, seed=2), VALUES[kind](), causes_of()
    vae.set_scales({"y": value, **causes})
    with seeded(0):
        code = vae.encode(value, **causes).sample()
        noise = vae.decode(code, **causes).abduct(value)
        base = vae.decode(code, **causes)
        for name, act in (
            ("organs", torch.full((1, *PLANE), 2)),
            ("scan", 50 + torch.zeros(ROWS, *PLANE)),
            ("k", -30 * causes["k"]),
            ("pcs", torch.full((2,), 30.0)),
        ):
            moved = vae.decode(code, **{**causes, name: act})
            if kind == "mask":
                assert float((moved.logits - base.logits).abs().max()) > 1e-3
            else:
                assert float((moved(noise) - value).abs().max()) > 1e-3
        ladder = {**causes, "organs": torch.arange(3).reshape(3, 1, 1, 1, 1).expand(3, 1, *PLANE)}
        assert vae.decode(code, **ladder)(noise).shape == (3, *value.shape)


@KINDS
def test_the_bound_is_finite_and_rises_in_a_small_fit(kind: str) -> None:
    organs = masks(3, 3, 8)
    causes = {"ill": torch.arange(8).remainder(2).float(), "organs": organs}
    value = organs if kind == "mask" else VALUES[kind](4, 8)
    if kind == "image":
        value = 0.1 + 0.3 * organs + 0.02 * value
    if kind == "kspace":
        value = value + 3 * organs
    with seeded(1):
        # Without the pull of obedience, which lowers the bound where it has a price.
        vae = network(kind, Given(ill=Flag(), organs=Seen(PLANE, labels=3)), price=0.0)
        vae.set_scales({"y": value, **causes})
        before = plain_bound(vae, value, causes)
        search = torch.optim.Adam(vae.train().parameters(), 0.005)
        for _ in range(40):
            search.zero_grad()
            loss = -vae.elbo(value, **causes)
            assert loss.shape == (8,)
            assert bool(loss.isfinite().all())
            loss.mean().backward()
            gradients = [p.grad for p in vae.parameters() if p.grad is not None]
            assert all(bool(g.isfinite().all()) for g in gradients)
            search.step()
        after = plain_bound(vae.eval(), value, causes)
    assert math.isfinite(before)
    assert after > before + 5


@torch.no_grad()
def plain_bound(vae: Vae, value: Tensor, causes: dict[str, Tensor]) -> float:
    """The bound in evaluation, over several codes."""
    with seeded(2):
        return float(sum(vae.elbo(value, **causes).mean() for _ in range(5)) / 5)


def test_the_density_of_a_mask_is_that_of_its_labels() -> None:
    skin = Labels(PLANE, 3)
    painted = torch.randn(ROWS, 3, HEIGHT, WIDTH)
    mechanism, value = skin.mechanism(painted, painted), masks()
    shares = painted.log_softmax(1).gather(1, value).sum((1, 2, 3))
    torch.testing.assert_close(mechanism.law().log_prob(value), shares)


def test_the_density_of_k_space_is_complex_normal_pixel_by_pixel() -> None:
    skin, value = Waves(COILS), waves()
    skin.set_scale(value)
    painted, spot = torch.randn(ROWS, 4, HEIGHT, WIDTH), 0.5 + torch.rand(ROWS, 4, HEIGHT, WIDTH)
    found = skin.mechanism(painted, spot).law().log_prob(value)
    mean = skin.scale * torch.complex(painted[:, :2], painted[:, 2:])
    sd = skin.scale * spot[:, :2]
    book = -(((value - mean).abs() / sd) ** 2) - 2 * sd.log() - math.log(math.pi)
    torch.testing.assert_close(found, book.sum((1, 2, 3)), rtol=1e-4, atol=1e-2)


def test_gumbel_noise_of_a_mask_follows_its_law_given_nothing() -> None:
    # Noise abducted from masks that were drawn is again standard Gumbel noise.
    skin = Labels(PLANE, 3)
    mechanism = skin.mechanism(torch.randn(1, 3, HEIGHT, WIDTH), torch.ones(1))
    with seeded(0):
        value = mechanism(mechanism.base.expand((400, 1)).sample())
        noise = mechanism.abduct(value)
    assert float(noise.mean()) == pytest.approx(0.5772, abs=0.02)
    assert float(noise.std()) == pytest.approx(math.pi / math.sqrt(6), abs=0.02)
    wide = torch.distributions.Gumbel(0.0, 1.0).cdf(noise)
    assert float((wide < 0.1).float().mean()) == pytest.approx(0.1, abs=0.01)


def test_scales_start_where_the_data_are() -> None:
    mask, value = masks(0, 3, 50), waves(0, 50)
    start = Labels(PLANE, 3).set_scale(mask)
    share = (mask == 1).float().mean(0)[0]
    torch.testing.assert_close(start.softmax(0)[1], share, atol=0.02, rtol=0)
    skin = Waves(COILS)
    value[:, 0, 3, 3] = 0  # a pixel that is always empty
    skin.set_scale(value)
    assert bool((skin.scale > 0).all())
    parts = skin.read(value)
    assert parts.shape == (50, 4, HEIGHT, WIDTH)
    size = parts.square().mean(0)
    whole = size[:2] + size[2:]
    whole[0, 3, 3] = 1
    torch.testing.assert_close(whole, torch.ones(COILS), rtol=1e-4, atol=1e-4)
    assert bool(
        Waves(COILS).set_scale(torch.zeros(2, *COILS, dtype=torch.cfloat)).isfinite().all()
    )


def test_causes_that_are_pictures_of_another_size_are_brought_to_one() -> None:
    given = Given(scan=Seen((1, 14, 20)), organs=Seen(PLANE, labels=3))
    scan, organs = torch.rand(ROWS, 1, 14, 20), masks()
    under = given.pictures({"scan": scan, "organs": organs})
    assert under is not None
    assert under.shape == (ROWS, 4, 14, 20)
    vae = Vae("y", PLANE, (0.0, 1.0), given, latent=2, width=4)
    assert vae.decode(torch.zeros(ROWS, 2), scan=scan, organs=organs)(
        torch.zeros(ROWS, *PLANE)
    ).shape == (ROWS, *PLANE)


def test_a_word_chooses_the_skin() -> None:
    assert type(skin_of(PLANE, (0, 1), 3)).__name__ == "Labels"
    assert type(skin_of(COILS, (0, 1), 0, waves=True)).__name__ == "Waves"
    assert type(skin_of(PLANE, (0, 1), 0)).__name__ == "Grey"

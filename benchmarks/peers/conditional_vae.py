"""The conditional VAE of the NeurIPS'24 counterfactual benchmark, written anew for comparison.

Architecture, scaling, optimiser and likelihood are those of its MorphoMNIST configuration (0.21 M
parameters: three strided convolutions of 32 channels, 16 codes, 128 hidden units, 32 x 32 pixels
in [-1, 1], discretised Gaussian, AdamW at 1e-3 with 100 steps of warm-up, averaged weights). Two
choices differ, both in its favour: batches of 32 rather than 128, since in core-minutes those are
too few steps for averaged weights (thickness error under do(thickness) 0.27 px rather than 0.76),
and the code of a row is the mean of its posterior rather than a draw.

Source: T. Melistas et al., Benchmarking Counterfactual Image Generation, NeurIPS 2024 Datasets and
Benchmarks; repository gulnazaki/counterfactual-benchmark, configs/morphomnist/vae.json.
"""

import math
import time
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot, pad

RANGES = {"thickness": (0.8762, 6.2556), "intensity": (66.6, 254.9)}
CODES, HIDDEN, CHANNELS = 16, 128, 32
BATCH, RATE, WARM_UP, DECAY, CLIP = 32, 1e-3, 100, 0.999, 350.0


class ConditionalVae(nn.Module):
    """Pictures `[row, 1, 32, 32]` in [-1, 1], given the 12 numbers of `causes`."""

    def __init__(self) -> None:
        super().__init__()
        leaky, relu, conditions = nn.LeakyReLU(), nn.ReLU(), 12
        self.read = nn.Sequential(
            nn.Conv2d(1, CHANNELS, 5, 2, 1), leaky,
            nn.Conv2d(CHANNELS, CHANNELS, 3, 2, 1), leaky,
            nn.Conv2d(CHANNELS, CHANNELS, 3, 2, 1), leaky,
            nn.Flatten(), nn.Linear(CHANNELS * 16, HIDDEN), leaky,
        )  # fmt: skip
        self.embed = nn.Sequential(nn.Linear(HIDDEN + conditions, HIDDEN), leaky)
        self.mean, self.log_sd = nn.Linear(HIDDEN, CODES), nn.Linear(HIDDEN, CODES)
        self.paint = nn.Sequential(
            nn.Linear(CODES + conditions, HIDDEN), relu,
            nn.Linear(HIDDEN, CHANNELS * 16), relu, nn.Unflatten(1, (CHANNELS, 4, 4)),
            nn.Upsample(scale_factor=2), nn.Conv2d(CHANNELS, CHANNELS, 3, 1, 1), relu,
            nn.Upsample(scale_factor=2), nn.Conv2d(CHANNELS, CHANNELS, 3, 1, 1), relu,
            nn.Upsample(scale_factor=2), nn.Conv2d(CHANNELS, 16, 5, 1, 2), relu,
        )  # fmt: skip
        self.pixel_mean, self.pixel_log_sd = nn.Conv2d(16, 1, 1), nn.Conv2d(16, 1, 1)

    def encode(self, pictures: Tensor, given: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.embed(torch.cat([self.read(pictures), given], 1))
        return self.mean(hidden), self.log_sd(hidden).clamp_min(-9)

    def decode(self, code: Tensor, given: Tensor) -> tuple[Tensor, Tensor]:
        features = self.paint(torch.cat([code, given], 1))
        return self.pixel_mean(features), self.pixel_log_sd(features).clamp_min(-9)

    def loss(self, pictures: Tensor, given: Tensor) -> Tensor:
        mean, log_sd = self.encode(pictures, given)
        code = mean + log_sd.exp() * torch.randn_like(mean)
        divergence = (log_sd.exp().square() + mean.square()) / 2 - log_sd - 0.5
        surprise = _discretised(pictures, *self.decode(code, given))
        return surprise.mean() + divergence.sum(1).mean() / pictures[0].numel()


def causes(rows: Mapping[str, Tensor]) -> Tensor:
    """Thickness and intensity scaled to [-1, 1] by their ranges, and the digit's indicators."""
    numbers = [2 * (rows[v] - low) / (high - low) - 1 for v, (low, high) in RANGES.items()]
    return torch.cat([torch.stack(numbers, 1), one_hot(rows["digit"], 10).float()], 1)


def pictures(rows: Mapping[str, Tensor]) -> Tensor:
    """Grey levels `[row, 1, 28, 28]` as the network reads them."""
    return pad(rows["image"], (2, 2, 2, 2)) / 127.5 - 1


def trained(rows: Mapping[str, Tensor], seconds: float) -> tuple[ConditionalVae, float]:
    """Train for so much processor time; the averaged weights, and pictures per second.

    Args:
        rows: the training rows.
        seconds: processor time to spend.
    """
    net = ConditionalVae()
    average = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(DECAY)
    )
    optimiser = torch.optim.AdamW(net.parameters(), RATE, betas=(0.9, 0.9), weight_decay=0.01)
    warm = torch.optim.lr_scheduler.LinearLR(optimiser, 1 / WARM_UP, total_iters=WARM_UP)
    images, given = pictures(rows), causes(rows)
    seen, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        for index in torch.randperm(len(images)).split(BATCH):
            optimiser.zero_grad(set_to_none=True)
            net.loss(images[index], given[index]).backward()
            nn.utils.clip_grad_norm_(net.parameters(), CLIP)
            optimiser.step()
            warm.step()
            average.update_parameters(net)
            seen += len(index)
    return average.module.eval(), seen / (time.process_time() - start)


@torch.no_grad()
def counterfactual(
    net: ConditionalVae, rows: Mapping[str, Tensor], had: Mapping[str, Tensor], residual: float
) -> Tensor:
    """Grey levels `[row, 1, 28, 28]` of the rows, had their causes been others.

    Args:
        net: the trained network.
        rows: the factual rows.
        had: thickness, intensity and digit of the other world.
        residual: factor of the pixel noise that is added back (`t_u` there: 0.1 as released, 1 to
            keep it whole).
    """
    images, given = pictures(rows), causes(rows)
    code = net.encode(images, given)[0]
    mean, log_sd = net.decode(code, given)
    noise = (images - mean.clamp(-1, 1)) / log_sd.exp()
    mean, log_sd = net.decode(code, causes(had))
    # The likelihood lets the mean of a black pixel fall without end, hence the two inner bounds.
    other = (mean.clamp(-1, 1) + residual * log_sd.exp() * noise).clamp(-1, 1)
    return (other[..., 2:-2, 2:-2] + 1) * 127.5


def _discretised(pictures: Tensor, mean: Tensor, log_sd: Tensor) -> Tensor:
    """Mean surprise of grey levels one 127.5th wide under a Gaussian, `[row]`."""
    half = 1 / 255
    low, high = (_below((pictures + d - mean) / log_sd.exp()) for d in (-half, half))
    mass = torch.where(pictures < -0.999, high, high - low)
    mass = torch.where(pictures > 0.999, 1 - low, mass)
    return -mass.clamp_min(1e-12).log().mean((1, 2, 3))


def _below(score: Tensor) -> Tensor:
    """Page's approximation of the Normal distribution function, which the peers use."""
    return 0.5 + 0.5 * torch.tanh(math.sqrt(2 / math.pi) * (score + 0.044715 * score**3))

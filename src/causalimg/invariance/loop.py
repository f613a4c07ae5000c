"""One network, one set of rows: trained plainly, under constraints, or with other worlds."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, CausalimgInternalError, Diagnostic
from causalimg.invariance.augment import Version
from causalimg.invariance.constraints import Groups
from causalimg.invariance.material import Material
from causalimg.invariance.network import Network, Shape
from causalimg.invariance.penalties import bandwidths, conditional
from causalimg.invariance.settings import TrainSettings
from causalimg.program.randomness import seeded

RAMP = 0.2
"""Share of the steps over which a constraint comes in."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one network learns from.

    Args:
        shape: form of the network.
        material: the rows.
        settings: the same for every method.
        groups: constraints, none for plain training.
        versions: the rows in other worlds, none for plain training.
        show: told the share that is done.
    """

    shape: Shape
    material: Material
    settings: TrainSettings
    groups: tuple[Groups, ...] = ()
    versions: tuple[Version, ...] = ()
    show: Callable[[float], None] | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """A trained network, and how often each constraint had something to compare.

    Args:
        network: in evaluation mode.
        acted: steps in which each constraint compared groups.
        steps: steps in which it should have.
    """

    network: Network
    acted: tuple[int, ...]
    steps: int


def learn(lesson: Lesson) -> Learned:
    r"""Minimise :math:`\mathrm{loss} + \lambda\,\overline{\mathrm{MMD}^2}` by AdamW, one cycle.

    The constraint comes in after a warm-up without it, over a fifth of the steps: from the start
    it would win against a signal that is not there yet. Its kernel widths are taken at that
    moment and kept. Several constraints count by their mean. With counterfactual rows, each row
    is learned from in both worlds, and where the graph says that the answer must not move, the
    squared difference of the two outputs comes in likewise: without it a network learns to tell
    made pictures from real ones and keeps the shortcut for the real.

    Args:
        lesson: rows, constraints, counterfactual versions, settings.

    Raises:
        CausalimgError: E0708 where the loss stops being a finite number.
        CausalimgInternalError: where no weight moved.
    """
    settings = lesson.settings
    with seeded(settings.seed):
        network = Network(lesson.shape)
        network.set_scales(lesson.material.rows, lesson.material.target)
        before = [p.detach().clone() for p in network.parameters()]
        course = _Course(lesson, network)
        for epoch in range(settings.epochs):
            course.epoch()
            if lesson.show:
                lesson.show((epoch + 1) / settings.epochs)
    moved = any(
        not torch.equal(a, b.detach()) for a, b in zip(before, network.parameters(), strict=True)
    )
    if not moved:
        raise CausalimgInternalError("training moved no weight of the network")
    return Learned(network.eval(), tuple(course.acted), course.constrained)


class _Course:
    """What moves while a network learns."""

    def __init__(self, lesson: Lesson, network: Network) -> None:
        self.lesson, self.network = lesson, network
        settings, rows = lesson.settings, len(lesson.material)
        self.size = min(settings.batch, rows)
        self.per_epoch = rows // self.size
        self.total = settings.epochs * self.per_epoch
        self.step = self.constrained = 0
        self.acted = [0] * len(lesson.groups)
        self.widths: tuple[float, ...] = ()
        self.optimiser = torch.optim.AdamW(
            network.parameters(), settings.learning_rate, weight_decay=settings.weight_decay
        )
        self.pace = torch.optim.lr_scheduler.OneCycleLR(
            self.optimiser, settings.learning_rate, total_steps=self.total + 1
        )

    def epoch(self) -> None:
        """Every row once, but for a remainder that is smaller than a batch."""
        self.network.train()
        order = torch.randperm(len(self.lesson.material))
        for start in range(0, self.per_epoch * self.size, self.size):
            self._step(order[start : start + self.size])

    def _step(self, index: Tensor) -> None:
        rows = _inputs(self.lesson.material.rows, index)
        target = self.lesson.material.target[index]
        if self.lesson.versions:
            loss = self._both_worlds(rows, target, index)
        else:
            z = self.network.represent(rows)
            loss = self.network.loss(self.network.answer(z, rows), target)
            if self.lesson.groups and self._strength() > 0:
                penalty = self.lesson.settings.penalty
                loss = loss + penalty * self._strength() * self._penalty(z, index)
        if not math.isfinite(loss.item()):
            raise _lost(self.step)
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        self.pace.step()
        self.step += 1

    def _strength(self) -> float:
        """How far a constraint has come in: 0 in the warm-up, then up to 1."""
        done = self.step / self.total - self.lesson.settings.warm_up
        return min(1.0, max(0.0, done / RAMP))

    def _penalty(self, z: Tensor, index: Tensor) -> Tensor:
        if not self.widths:
            self.widths = bandwidths(z)
        self.constrained += 1
        found = z.new_zeros(())
        for i, groups in enumerate(self.lesson.groups):
            part = conditional(z, groups.value[index], groups.stratum[index], self.widths)
            self.acted[i] += part.pairs > 0
            found = found + part.value / len(self.lesson.groups)
        return found

    def _both_worlds(self, rows: dict[str, Tensor], target: Tensor, index: Tensor) -> Tensor:
        """Loss on rows and on their counterfactuals, and how far the two answers differ."""
        versions = self.lesson.versions
        which = torch.randint(len(versions), (len(index),))
        other = {name: value.clone() for name, value in rows.items()}
        there, still = target.clone(), torch.zeros(len(index))
        for i, version in enumerate(versions):
            here = which == i
            for name, value in _inputs(version.rows, index[here]).items():
                other[name][here] = value.to(other[name])
            there[here] = version.target[index[here]].to(there)
            still[here] = float(version.consistent)
        both = {name: torch.cat([value, other[name]]) for name, value in rows.items()}
        output: Tensor = self.network(both)
        loss = self.network.loss(output, torch.cat([target, there]))
        apart = (output[: len(index)] - output[len(index) :]).square().mean(1)
        weight = self.lesson.settings.consistency * self._strength()
        return loss + weight * (apart * still).mean()


def _inputs(rows: Mapping[str, Tensor], index: Tensor) -> dict[str, Tensor]:
    return {name: value[index] for name, value in rows.items()}


def _lost(step: int) -> CausalimgError:
    helps = ("lower `learning_rate` under `[train.NAME]`",)
    return CausalimgError(
        [Diagnostic("E0708", f"the loss is not a finite number at step {step}", helps=helps)]
    )

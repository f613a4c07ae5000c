r"""What a fit maximises: log-likelihoods, bounds where something was not measured or selected."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import torch
from torch import Tensor

from causalimg.fitting.parts import Part
from causalimg.program.protocol import Program


@dataclass(frozen=True, slots=True)
class Objective:
    """The value of a part on a batch.

    Attributes:
        gain: a scalar to go up; its gradient is the right one, its value is the mean per row.
        terms: mean per row of each measured variable, or of the whole part where its
            likelihood does not fall apart.
    """

    gain: Tensor
    terms: dict[str, Tensor]


def objective(
    program: Program,
    part: Part,
    row: Mapping[str, Tensor],
    *,
    draws: int,
    contrast: int,
) -> Objective:
    r"""Mean log-likelihood per row of a part, or a lower bound of it.

    * All measured: :math:`\sum_v \log p_\theta(v \mid pa_v)` (for an image with codes its
      evidence bound).
    * With few combinations of finite latents, exactly (see `summed`).
    * With other latents :math:`z`: the importance weighted bound
      :math:`\log \tfrac1K \sum_k w_k` with :math:`z_k` from its own mechanisms given the
      measured causes and :math:`w_k = \prod_v p_\theta(v \mid pa_v)\,
      p_\theta(z_k)/\mathrm{sg}[p_\theta(z_k)]` (sg = no gradient), whose gradient is that of
      expectation-maximisation with self-normalised weights (Burda, Grosse and Salakhutdinov
      2016, arXiv:1509.00519; Bornschein and Bengio 2015, arXiv:1406.2751).
    * Under selection: :math:`\log p_\theta(v) - \log P_\theta(S = 1)`, see `log_selected`.

    Args:
        program: the compiled program.
        part: the mechanisms.
        row: measured values `[row]`, images `[row, channel, height, width]`.
        draws: K, of the latents.
        contrast: simulated rows for the probability of selection.
    """
    if part.latents:
        found = (
            summed(program, part, row) if part.worlds else latent_bound(program, part, row, draws)
        )
        terms = {part.name: found.mean()}
    else:
        terms = {v: t.mean() for v, t in program.log_prob(row, wanted=part.terms).items()}
    gain = torch.stack(list(terms.values())).sum()
    if not part.selection:
        return Objective(gain, terms)
    gain = gain - log_selected(program, part, row, contrast)
    return Objective(gain, {part.name: gain})


def summed(program: Program, part: Part, row: Mapping[str, Tensor]) -> Tensor:
    r"""Log-likelihood `[row]` of the measured variables, finite latents summed out.

    :math:`\log \sum_z \prod_v p_\theta(v \mid pa_v)` over the worlds of the part; images with
    codes enter with their evidence bounds, so that the sum is one too.
    """
    rows = len(next(iter(row.values())))
    worlds = {k: torch.tensor(v)[:, None] for k, v in part.worlds.items()}
    latents = {k: _whole(v, len(v), rows) for k, v in worlds.items()}
    terms = _beside(program, part, row, latents)
    return torch.logsumexp(torch.stack(list(terms.values())).sum(0), dim=0)


def latent_bound(program: Program, part: Part, row: Mapping[str, Tensor], draws: int) -> Tensor:
    """Importance weighted bound `[row]` of the measured variables of a part with latents."""
    latents = _drawn(program, part, row, draws)
    weights = torch.zeros(draws, len(next(iter(row.values()))))
    for variable, term in _beside(program, part, row, latents).items():
        weights = weights + (term - term.detach() if variable in part.latents else term)
    return torch.logsumexp(weights, dim=0) - log(draws)


@dataclass(frozen=True, slots=True)
class Draws:
    """Latents `[draw, row]` that stay, and the log density that they were drawn with."""

    latents: dict[str, Tensor]
    density: Tensor


def keep_draws(program: Program, part: Part, row: Mapping[str, Tensor], draws: int) -> Draws:
    """Draw the latents of some rows from their mechanisms as these are now."""
    latents = _drawn(program, part, row, draws)
    with torch.no_grad():
        terms = _beside(program, part, row, latents, part.latents)
    return Draws(latents, torch.stack(list(terms.values())).sum(0))


def over_draws(program: Program, part: Part, row: Mapping[str, Tensor], kept: Draws) -> Tensor:
    r"""Monte Carlo log-likelihood `[row]`, a smooth function of the learned numbers.

    :math:`\log \tfrac1K \sum_k \prod_v p_\theta(v \mid pa_v) / q(z_k)` over draws of the latents
    that do not change with the numbers (Geyer 1994, doi:10.1111/j.2517-6161.1994.tb01976.x).
    """
    total = torch.stack(list(_beside(program, part, row, kept.latents).values())).sum(0)
    return torch.logsumexp(total - kept.density, dim=0) - log(len(kept.density))


def _drawn(
    program: Program, part: Part, row: Mapping[str, Tensor], draws: int
) -> dict[str, Tensor]:
    """Latents `[draw, row]` from their own mechanisms, given the measured causes."""
    site = program.environment
    rows = len(next(iter(row.values())))
    known = {k: v.expand(draws, *v.shape) for k, v in row.items()}
    environment = {site: known[site]} if site and site in known else {}
    with torch.no_grad():
        flat = program.draw_noise(draws * rows, wanted=part.latents)
        noise = {k: v.unflatten(0, (draws, rows)) for k, v in flat.items()}
        do = {k: v for k, v in known.items() if k in program.variables}
        drawn = program.predict(noise, do, wanted=part.latents, **environment)
    return {k: _whole(drawn[k], draws, rows) for k in part.latents}


def _beside(
    program: Program,
    part: Part,
    row: Mapping[str, Tensor],
    latents: Mapping[str, Tensor],
    wanted: tuple[str, ...] | None = None,
) -> dict[str, Tensor]:
    """Log densities `[draw, row]` of a part's terms for several values of its latents."""
    draws, rows = next(iter(latents.values())).shape[:2]
    known = {k: v.expand(draws, *v.shape) for k, v in row.items()}
    values = {**known, **latents, **_selected(part, draws, rows)}
    found = program.log_prob(values, wanted=wanted or part.terms)
    return {name: term.expand(draws, rows) for name, term in found.items()}


def log_selected(program: Program, part: Part, row: Mapping[str, Tensor], contrast: int) -> Tensor:
    r"""The log probability that a row of the model is selected, with its gradient.

    :math:`\nabla \log P_\theta(S=1) = E_\theta[\sum_v \nabla \log p_\theta(v \mid pa_v) \mid
    S = 1]`, estimated on rows that the model draws, with weights
    :math:`P(S = 1 \mid v)` divided by their sum. With an environment it is the mean over the
    sites of the batch, each site's rows being selected from that site.

    Args:
        program: the compiled program.
        part: names the selection and what lies upstream of it.
        row: the batch, for its sites.
        contrast: how many rows to draw.

    Returns:
        A scalar whose value is the estimate and whose gradient is that of the line above.
    """
    sites, share = _sites(program, row)
    each = max(1, contrast // len(sites))
    name = program.environment
    environment = {name: sites[:, None].expand(-1, each)} if name else {}
    with torch.no_grad():
        flat = program.draw_noise(len(sites) * each, wanted=part.contrast)
        noise = {k: v.unflatten(0, (len(sites), each)) for k, v in flat.items()}
        wanted = (*part.contrast, *part.selection)
        values = program.predict(noise, None, wanted=wanted, **environment)
    chance = {chosen: values[chosen].clamp_min(1e-30).log() for chosen in part.selection}
    values = {**values, **environment, **_selected(part, len(sites), each)}
    values = {k: _whole(v, len(sites), each) for k, v in values.items()}
    terms = program.log_prob(values, wanted=(*part.contrast, *part.selection))
    odds = torch.zeros(len(sites), each)
    for chosen in part.selection:
        # A selection that follows from its causes has no law: it happens or does not.
        odds = odds + terms.pop(chosen, chance[chosen]).detach()
    weight = torch.softmax(odds, dim=1)
    value = torch.logsumexp(odds, dim=1) - log(each)
    slope = sum((weight * term).sum(dim=1) for term in terms.values())
    if isinstance(slope, Tensor):
        value = value + slope - slope.detach()
    return (share * value).sum()


def _sites(program: Program, row: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
    """The values of the environment in a batch and their shares."""
    if program.environment is None or program.environment not in row:
        return torch.zeros(1, dtype=torch.int64), torch.ones(1)
    values, counts = torch.unique(row[program.environment], return_counts=True)
    return values, counts / counts.sum()


def _selected(part: Part, draws: int, rows: int) -> dict[str, Tensor]:
    return {chosen: torch.ones(draws, rows) for chosen in part.selection}


def _whole(value: Tensor, left: int, rows: int) -> Tensor:
    """A value with its left dimension and rows written out."""
    return (
        value.expand(left, rows, *value.shape[2:])
        if value.dim() >= 2
        else value.expand(left, rows)
    )

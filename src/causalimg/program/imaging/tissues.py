"""What tissue is to a magnet: proton density and relaxation times at a field strength."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgInternalError

# Proton density relative to water; T1 in ms at 1.5 T and at 3 T; T2* in ms at 1.5 T and at 3 T.
#
# grey, white: T1 by P. J. Wright et al., MAGMA 21 (2008) 121; T2* by A. M. Peters et al.,
#   Magnetic Resonance Imaging 25 (2007) 748. hippocampus: as cortical grey matter.
# csf: T1 by W. D. Rooney et al., Magnetic Resonance in Medicine 57 (2007) 308, the same at all
#   fields; T2* is so long that short echoes hardly see it: half a second.
# fat, muscle: T1 by G. E. Gold et al., American Journal of Roentgenology 183 (2004) 343; T2* of
#   BrainWeb, at both fields.
# lesion: T1 and T2* of multiple sclerosis in proportion to white matter, as in BrainWeb.
# skull: its signal is gone before the first echo, as in BrainWeb.
# Proton densities: BrainWeb, R. K.-S. Kwan, A. C. Evans, G. B. Pike, IEEE Transactions on Medical
#   Imaging 18 (1999) 1085.
_AIR = (0.0, 1000.0, 1000.0, 1000.0, 1000.0)
_GREY = (0.86, 1197.0, 1607.0, 84.0, 66.0)
_TABLE: Mapping[str, tuple[float, float, float, float, float]] = {
    "background": _AIR,
    "csf": (1.0, 4329.0, 4329.0, 500.0, 500.0),
    "grey": _GREY,
    "white": (0.77, 646.0, 838.0, 66.2, 53.2),
    "hippocampus": _GREY,
    "lesion": (0.76, 972.0, 1260.0, 221.0, 178.0),
    "skull": _AIR,
    "fat": (1.0, 288.0, 371.0, 58.0, 58.0),
    "muscle": (1.0, 1130.0, 1420.0, 30.0, 30.0),
}


def relaxation(tissues: Sequence[str], field: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    r"""Proton density, T1 and T2* of tissues.

    Between and beyond 1.5 T and 3 T, T1 is a power of the field and the rate 1 / T2* is linear in
    it, each through both values.

    Args:
        tissues: labels.
        field: in T, `[..., 1]`.

    Returns:
        Density `[tissue]`, T1 and T2* in ms, `[..., tissue]`.

    Raises:
        CausalimgInternalError: a label that is not known.

    Source:
        For the power, P. A. Bottomley et al., A review of normal tissue hydrogen NMR relaxation
        times, Medical Physics 11 (1984) 425; for the line, Peters et al. (2007); for the values,
        the comments of this module.

    Example:
        >>> density, t1, t2_star = relaxation(("white", "grey"), torch.tensor([[1.5], [3.0]]))
        >>> t1.round().tolist()
        [[646.0, 1197.0], [838.0, 1607.0]]
    """
    strange = [word for word in tissues if word not in _TABLE]
    if strange:
        raise CausalimgInternalError(f"relaxation times of `{strange[0]}` are not known")
    rows = torch.tensor([_TABLE[one] for one in tissues], dtype=field.dtype, device=field.device)
    density, t1_low, t1_high, t2_low, t2_high = rows.unbind(-1)
    doublings = torch.log2(field / 1.5)
    rate = 1.0 / t2_low + (1.0 / t2_high - 1.0 / t2_low) * (field - 1.5) / 1.5
    return density, t1_low * (t1_high / t1_low) ** doublings, 1.0 / rate

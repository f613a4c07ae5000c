"""The networks that are learned: each takes causes by name and gives a map or numbers."""

from causalimg.program.networks.flow import Flow
from causalimg.program.networks.given import Flag, Given, OneHot, Scaled, Seen, Vectors
from causalimg.program.networks.joint import Finite, Joint, Real
from causalimg.program.networks.linear import Linear, Mlp
from causalimg.program.networks.table import Choice, Table
from causalimg.program.networks.vae import Vae
from causalimg.program.networks.vector import VectorFlow

__all__ = [
    "Choice",
    "Finite",
    "Flag",
    "Flow",
    "Given",
    "Joint",
    "Linear",
    "Mlp",
    "OneHot",
    "Real",
    "Scaled",
    "Seen",
    "Table",
    "Vae",
    "VectorFlow",
    "Vectors",
]

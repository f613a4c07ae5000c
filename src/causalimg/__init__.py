"""Structural causal models of medical images, from one `.scm` file to answers.

The names below are loaded when first used, so that `import causalimg` stays light.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
__all__ = [
    "CausalimgError",
    "Fit",
    "Model",
    "advise",
    "check",
    "identify",
    "load",
    "loads",
    "open_run",
]

_DOORS = {
    "CausalimgError": "causalimg.diagnostics",
    "Fit": "causalimg.interfaces.fitted",
    "Model": "causalimg.interfaces.api",
    "advise": "causalimg.interfaces.api",
    "check": "causalimg.interfaces.api",
    "identify": "causalimg.interfaces.api",
    "load": "causalimg.interfaces.api",
    "load_ipython_extension": "causalimg.interfaces.notebook",
    "loads": "causalimg.interfaces.api",
    "open_run": "causalimg.interfaces.fitted",
}


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module 'causalimg' has no attribute {name!r}")
    return getattr(import_module(_DOORS[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

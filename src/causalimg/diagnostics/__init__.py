"""What the program says to people."""

from causalimg.diagnostics.diagnostic import (
    CausalimgError,
    CausalimgInternalError,
    CausalimgWarning,
    Diagnostic,
    Fix,
    Label,
    Severity,
    has_errors,
)

__all__ = [
    "CausalimgError",
    "CausalimgInternalError",
    "CausalimgWarning",
    "Diagnostic",
    "Fix",
    "Label",
    "Severity",
    "has_errors",
]

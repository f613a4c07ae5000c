"""What the program says to people."""

from causalimg.diagnostics.codes import CODES, Code
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
from causalimg.diagnostics.fixes import apply_fixes
from causalimg.diagnostics.render import render
from causalimg.diagnostics.suggest import did_you_mean, suggest

__all__ = [
    "CODES",
    "CausalimgError",
    "CausalimgInternalError",
    "CausalimgWarning",
    "Code",
    "Diagnostic",
    "Fix",
    "Label",
    "Severity",
    "apply_fixes",
    "did_you_mean",
    "has_errors",
    "render",
    "suggest",
]

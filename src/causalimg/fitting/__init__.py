"""Parameters from data."""

from causalimg.fitting.bind import Bound, bind
from causalimg.fitting.fit import fit_model
from causalimg.fitting.settings import Settings, load_settings, read_section
from causalimg.fitting.stop import FitStopped
from causalimg.fitting.store import Fit, open_run
from causalimg.fitting.summary import Summary

__all__ = [
    "Bound",
    "Fit",
    "FitStopped",
    "Settings",
    "Summary",
    "bind",
    "fit_model",
    "load_settings",
    "open_run",
    "read_section",
]

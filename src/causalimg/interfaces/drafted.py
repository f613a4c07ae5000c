"""A model whose questions and promises may be refused, for commands that explain refusals."""

from collections.abc import Mapping
from pathlib import Path

from causalimg.causal.analyse import analyse
from causalimg.interfaces.door import read_source, stop_on_errors
from causalimg.semantics.model import Model

_OF_QUESTIONS = ("E0305", "E0501", "E0502", "E0503", "E0504", "E0603", "E0605", "E0606")
"""Faults of what is claimed and asked, beside which the graph stands."""


def drafted(file: Path, constants: Mapping[str, float]) -> Model:
    """The model of a file; what is refused of its claims, questions and promises is still there.

    Raises:
        CausalimgError: every other error of the text; E0701 where the file cannot be read.
    """
    source = read_source(file)
    analysed = analyse(source, constants)
    stop_on_errors((d for d in analysed.diagnostics if d.code not in _OF_QUESTIONS), source)
    assert analysed.draft is not None
    return analysed.draft

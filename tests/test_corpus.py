"""Bad models: each in its file, beside the text that a person gets to read.

A case is `models/bad/E0301_circle.scm` with `E0301_circle.expected`; `pytest --bless` writes the
expected text, and a person reads it before it is committed.
"""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from causalimg.diagnostics import CODES, Diagnostic, apply_fixes, render
from causalimg.source import Source
from causalimg.syntax import parse

BAD = Path(__file__).parent / "models" / "bad"
CASES = sorted(BAD.glob("*.scm"))


def diagnose(source: Source) -> tuple[Diagnostic, ...]:
    """Everything that can be said about a text without data."""
    if find_spec("causalimg.causal.analyse") is None:
        return parse(source).diagnostics
    from causalimg.causal.analyse import analyse

    return tuple(analyse(source).diagnostics)


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_a_bad_model_gets_the_expected_text(
    path: Path, snapshot: Callable[[Path, str], None]
) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    found = diagnose(source)

    assert path.stem.split("_")[0] in {d.code for d in found}
    snapshot(path.with_suffix(".expected"), render(found, source))


@pytest.mark.parametrize(
    "path", [p for p in CASES if p.stem.split("_")[0] < "E0009"], ids=lambda p: p.stem
)
def test_applying_the_fixes_leaves_only_what_has_none(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    before = parse(Source(path.name, text)).diagnostics
    after = parse(Source(path.name, apply_fixes(text, before))).diagnostics

    assert [d.code for d in after if d.fix] == []
    assert len(after) <= len([d for d in before if d.fix is None])


@pytest.mark.parametrize("code", [c.code for c in CODES.values() if c.room == "syntax"])
def test_every_code_of_the_syntax_has_a_bad_model(code: str) -> None:
    assert [p for p in CASES if p.stem.startswith(f"{code}_")]


def test_every_expected_text_has_its_model() -> None:
    assert {p.stem for p in BAD.glob("*.expected")} <= {p.stem for p in CASES}

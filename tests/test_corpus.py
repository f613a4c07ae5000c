"""Bad models: each in its file, beside the text that a person gets to read.

A case is `models/bad/E0301_circle.scm` with `E0301_circle.expected`; `pytest --bless` writes the
expected text, and a person reads it before it is committed.
"""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from causalimg.diagnostics import CODES, Diagnostic, Severity, apply_fixes, render
from causalimg.source import Source
from causalimg.syntax import parse

HERE = Path(__file__).parent
BAD = HERE / "models" / "bad"
CASES = sorted(BAD.glob("*.scm"))
#: What people write on their first day who come from elsewhere; several mistakes in each.
FIRST_DAYS = [path for path in CASES if path.stem.startswith("first_day_")]
BY_CODE = [path for path in CASES if path not in FIRST_DAYS]
GOOD = [
    *sorted((HERE / "models/good").glob("*.scm")),
    *sorted((HERE.parent / "models").glob("*.scm")),
]


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

    if path in BY_CODE:
        assert path.stem.split("_")[0] in {d.code for d in found}
    snapshot(path.with_suffix(".expected"), render(found, source))


@pytest.mark.parametrize(
    "path", [p for p in BY_CODE if p.stem.split("_")[0] < "E0009"], ids=lambda p: p.stem
)
def test_applying_the_fixes_leaves_only_what_has_none(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    before = parse(Source(path.name, text)).diagnostics
    after = parse(Source(path.name, apply_fixes(text, before))).diagnostics

    assert [d.code for d in after if d.fix] == []
    assert len(after) <= len([d for d in before if d.fix is None])


#: Codes that a text alone cannot give, with the folder or the tests that show them.
ELSEWHERE = {
    "E0402": "models/holes",
    "E0406": "models/holes",
}
IN_TEXTS = [
    code
    for code, entry in CODES.items()
    if entry.room in {"syntax", "semantics", "causal"} and code not in ELSEWHERE
]


@pytest.mark.parametrize("code", IN_TEXTS)
def test_every_code_that_a_text_can_give_has_two_bad_models(code: str) -> None:
    assert len([p for p in BY_CODE if p.stem.startswith(f"{code}_")]) >= 2


@pytest.mark.parametrize("code", ELSEWHERE)
def test_every_other_code_is_shown_elsewhere(code: str) -> None:
    assert list((HERE / ELSEWHERE[code]).glob(f"{code}_*.scm"))


@pytest.mark.parametrize("code", [c for c, e in CODES.items() if e.room == "fitting"])
def test_a_code_about_data_is_met_in_a_test(code: str) -> None:
    files = [p for p in HERE.rglob("test_*.py") if p != Path(__file__)]
    assert [p for p in files if code in p.read_text(encoding="utf-8")]


def test_the_corpus_is_large() -> None:
    assert len(CASES) >= 200
    for tool, least in {"stan": 13, "dagitty": 17, "lavaan": 18, "pyro": 2, "dowhy": 3}.items():
        assert len([p for p in FIRST_DAYS if p.stem.startswith(f"first_day_{tool}_")]) >= least


@pytest.mark.parametrize("path", FIRST_DAYS, ids=lambda p: p.stem)
def test_a_first_day_is_told_what_to_write(path: Path) -> None:
    found = diagnose(Source(str(path), path.read_text(encoding="utf-8")))
    assert found
    assert [d.message for d in found if not d.helps] == []


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_a_place_and_a_fix_lie_inside_the_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for one in diagnose(Source(path.name, text)):
        spans = [one.span, *(o.span for o in one.others), one.fix.span if one.fix else None]
        assert all(0 <= s.start <= s.end <= len(text) for s in spans if s is not None)
        assert one.message[:1] == "`" or one.message[:1].islower() or one.message[:1] == '"'
        assert not one.message.endswith(".")


@pytest.mark.parametrize("path", GOOD, ids=lambda p: p.stem)
def test_a_good_model_is_never_warned_about(path: Path) -> None:
    found = diagnose(Source(str(path), path.read_text(encoding="utf-8")))
    assert [d.message for d in found if d.severity is not Severity.NOTE] == []


def test_every_expected_text_has_its_model() -> None:
    assert {p.stem for p in BAD.glob("*.expected")} <= {p.stem for p in CASES}

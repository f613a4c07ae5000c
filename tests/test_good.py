"""Good models: small studies that between them use the whole language, each beside what it becomes.

A case is `models/good/NAME.scm` with `NAME.fmt` (formatted), `NAME.graph` (its graph in DOT) and
`NAME.pyro.py` (its program, held by `program/test_emit.py`). `pytest --bless` writes them. What
the models import lies in `models/good/parts` and is no case itself.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from causalimg.causal.analyse import Analysis, analyse
from causalimg.diagnostics import Severity, render
from causalimg.interfaces.drawing import drawn
from causalimg.source import Source
from causalimg.syntax import format_tree, parse

GOOD = Path(__file__).parent / "models" / "good"
CASES = sorted(GOOD.glob("*.scm"))
PARTS = sorted((GOOD / "parts").glob("*.scm"))
GALLERY = sorted((GOOD.parents[2] / "models").glob("*.scm"))

each = pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
Compare = Callable[[Path, str], None]


@cache
def read(path: Path) -> tuple[Source, Analysis]:
    source = Source(str(path), path.read_text(encoding="utf-8"))
    return source, analyse(source)


@pytest.mark.parametrize("path", [*CASES, *PARTS], ids=lambda p: p.stem)
def test_nothing_is_said_about_a_good_model(path: Path) -> None:
    source, found = read(path)
    said = [d for d in found.diagnostics if d.severity is not Severity.NOTE]
    assert said == [], render(tuple(said), source)
    assert found.model is not None


@each
def test_it_is_formatted_as_expected(path: Path, snapshot: Compare) -> None:
    source, found = read(path)
    assert found.tree is not None
    snapshot(path.with_suffix(".fmt"), format_tree(found.tree, source))


@each
def test_formatting_keeps_the_meaning_and_comes_to_rest(path: Path) -> None:
    source, found = read(path)
    assert found.tree is not None
    formatted = Source(source.name, format_tree(found.tree, source))
    again = parse(formatted).tree
    assert again == found.tree
    assert again is not None
    assert format_tree(again, formatted) == formatted.text
    told = [sorted(comment.text.strip() for comment in t.comments) for t in (found.tree, again)]
    assert told[0] == told[1]


@each
def test_its_graph_is_drawn_as_expected(path: Path, snapshot: Compare) -> None:
    model = read(path)[1].model
    assert model is not None
    snapshot(path.with_suffix(".graph"), drawn(model, "dot").decode())


def test_there_are_many_and_the_formatter_has_work_with_a_third_of_them() -> None:
    assert len(CASES) >= 120
    untidy = [
        path for path in CASES if path.with_suffix(".fmt").read_text("utf-8") != read(path)[0].text
    ]
    assert len(untidy) >= len(CASES) // 3


def test_every_expected_text_has_its_model() -> None:
    models = {path.stem for path in CASES}
    kept = {path.stem for suffix in (".fmt", ".graph") for path in GOOD.glob(f"*{suffix}")}
    assert kept == models
    programs = {path.name.removesuffix(".pyro.py") for path in GOOD.glob("*.pyro.py")}
    assert programs == models | {path.stem for path in GALLERY}

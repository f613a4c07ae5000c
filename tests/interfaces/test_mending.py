"""`check --fix`: what has one sure edit is mended, nothing is lost, and no fault is added."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import apply_fixes
from causalimg.interfaces.mending import is_better, mend, weigh
from causalimg.source import Source

ROOT = Path(__file__).parents[2]
GOOD = [
    *sorted((ROOT / "models").glob("*.scm")),
    *sorted((ROOT / "tests/models/good").glob("*.scm")),
]
BAD = sorted((ROOT / "tests/models/bad").glob("*.scm"))
SLIP = "causalimg 1\nvariables { x, y : real }\nmechanisms {\n  x = 3\n  y ~ normal(x, 1)\n}\n"
MENDED = SLIP.replace("x = 3", "x := 3").replace("normal", "Normal")


@pytest.fixture
def slip(tmp_path: Path) -> Path:
    path = tmp_path / "slip.scm"
    path.write_text(SLIP)
    return path


def test_what_was_mended_is_said_with_its_line(cli, slip):
    done = cli("check", "--fix", slip)
    assert done.exit_code == 0
    assert slip.read_text() == MENDED
    assert done.stdout.splitlines() == [
        f"{slip}:4: mended E0003, an equation is written with `:=`, not with `=`: wrote `:=`",
        f"{slip}:5: mended E0103, `normal` is not a learned mechanism: wrote `Normal`",
        f"{slip}: fine",
    ]
    assert cli("check", "--fix", slip).stdout == f"{slip}: fine\n"


def test_a_link_out_of_a_folder_is_not_followed(cli, slip, tmp_path):
    folder = tmp_path / "study"
    (folder / "sub.scm").mkdir(parents=True)
    (folder / "out.scm").symlink_to(slip)
    (folder / "up").symlink_to(tmp_path)
    (folder / "sub.scm" / "in.scm").write_text(SLIP)

    assert cli("check", "--fix", folder).exit_code == 0
    assert cli("fmt", folder).exit_code == 0
    assert slip.read_text() == SLIP
    assert (folder / "sub.scm" / "in.scm").read_text() != SLIP
    assert cli("check", folder / "out.scm").exit_code == 1


def test_a_text_of_scheme_is_left_alone(cli, slip):
    slip.write_text("(define (f x)\n  (+ x 1))\n")
    done = cli("check", "--fix", slip)
    assert done.exit_code == 1
    assert "error[E0001]" in done.stderr
    assert slip.read_text() == "(define (f x)\n  (+ x 1))\n"


def test_what_has_no_fix_is_shown_after_mending(cli, slip):
    slip.write_text(SLIP.replace("y ~ normal(x, 1)", "y ~ x + 1"))
    done = cli("check", "--fix", slip)
    assert done.exit_code == 1
    assert "mended E0003" in done.stdout
    assert "error[E0002]" in done.stderr
    assert "E0003" not in done.stderr
    assert "x := 3" in slip.read_text()


def test_without_fix_the_file_stays(cli, slip):
    assert cli("check", slip).exit_code == 1
    assert slip.read_text() == SLIP


def test_a_file_without_fixes_is_not_touched(cli, slip):
    slip.write_text(MENDED)
    slip.chmod(0o444)
    before = slip.stat().st_mtime_ns, slip.stat().st_ino  # it is read, so its atime may change
    assert cli("check", "--fix", slip).exit_code == 0
    assert (slip.stat().st_mtime_ns, slip.stat().st_ino) == before


def test_lines_end_as_they_did(cli, slip):
    slip.write_bytes(SLIP.replace("\n", "\r\n").encode())
    assert cli("check", "--fix", slip).exit_code == 0
    assert slip.read_bytes() == MENDED.replace("\n", "\r\n").encode()


def test_json_stays_one_list_and_holds_the_fixes_that_are_left(cli, slip):
    found = json.loads(cli("check", slip, "--format", "json").stdout)
    assert [d["fix"]["text"] for d in found] == [":=", "Normal"]
    done = cli("check", "--fix", slip, "--format", "json")
    assert json.loads(done.stdout) == []
    assert "mended E0003" in done.stderr


def test_several_files_and_a_folder(cli, slip):
    other = slip.with_name("other.scm")
    other.write_text(SLIP)
    assert cli("check", "--fix", slip.parent).exit_code == 0
    assert slip.read_text() == other.read_text() == MENDED


def test_a_full_disk_leaves_the_old_file(cli, slip, monkeypatch):
    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    done = cli("check", "--fix", slip)
    assert done.exit_code == 1
    assert "E0716" in done.stderr
    assert slip.read_text() == SLIP
    assert list(slip.parent.iterdir()) == [slip]


def test_constants_from_outside_are_heard(cli, slip):
    slip.write_text(SLIP.replace("variables", "param k : int\nvariables").replace("= 3", "= k"))
    done = cli("check", "--fix", slip, "--set", "k=3")
    assert done.exit_code == 0, done.stderr
    assert "x := k" in slip.read_text()


def test_a_name_misspelt_twice_is_mended_twice():
    text = "causalimg 1\nvariables { age, y : real }\nmechanisms {\n  age ~ Normal(0, 1)\n"
    mended = mend(Source("s.scm", text + "  y := agee * 2 + agee\n}\n"))
    assert "y := age * 2 + age\n" in mended.source.text
    assert [(one.line, one.edit) for one in mended.done] == [(5, "wrote `age`")] * 2


def test_what_is_inserted_and_what_is_dropped_is_told():
    text = "causalimg 1\ngraph {\n  a -> b;\n}\n"
    told = [one.edit for one in mend(Source("s.scm", text)).done]
    assert told == ["dropped `;`", "wrote `variables {` and more"]


DECIDED = ("E0204", "E0305", "E0401")


@pytest.mark.parametrize(
    "path", [p for p in BAD if p.stem.startswith(DECIDED)], ids=lambda p: p.stem
)
def test_what_a_person_decides_is_offered_and_never_made(path: Path) -> None:
    """An arrow, a claim and the shape of a law say what the person holds to be true."""
    source = Source(str(path), path.read_text("utf-8"))
    offered = [d.fix for d in analyse(source).diagnostics if d.code in DECIDED and d.fix]
    assert not any(fix.sure for fix in offered)
    assert {one.mistake.code for one in mend(source).done}.isdisjoint(DECIDED)


def test_no_arrow_is_added_unasked(cli, slip):
    graph = "graph {\n  x -> y\n}\nmechanisms"
    text = MENDED.replace("x, y", "x, y, z").replace("mechanisms", graph)
    slip.write_text(text.replace("Normal(x, 1)", "Normal(x + z, 1)"))
    done = cli("check", "--fix", slip)
    assert done.exit_code == 1
    assert "add the arrow `z -> y`" in done.stderr
    assert "z -> y" not in slip.read_text()


# ---- laws ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", GOOD, ids=lambda p: p.stem)
def test_a_good_text_stays_as_it_is(path: Path) -> None:
    source = Source(str(path), path.read_text("utf-8"))
    assert mend(source).source.text == source.text


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_mending_a_bad_text_makes_it_better_and_comes_to_rest(path: Path) -> None:
    source = Source(str(path), path.read_text("utf-8"))
    before = analyse(source)
    after = mend(source)
    assert after.found == analyse(after.source).diagnostics
    assert weigh(analyse(after.source)) <= weigh(before)
    assert (after.source.text != source.text) == bool(after.done)
    assert mend(after.source).done == ()


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_every_single_fix_makes_it_better(path: Path) -> None:
    source = Source(str(path), path.read_text("utf-8"))
    before = analyse(source)
    for one in before.diagnostics:
        if one.fix:
            after = analyse(Source(str(path), apply_fixes(source.text, [one])))
            assert is_better(before, after, [one]), (one.code, one.message, one.fix)


def _slipped(text: str, seed: int) -> str:
    """A text with a few slips of the fingers: letters and signs that go missing, or change."""
    fingers = random.Random(seed)
    for _ in range(fingers.randint(1, 3)):
        at = fingers.randrange(len(text))
        new = fingers.choice(["", text[at] * 2, "=", "-", " ", "x", ")", "\n"])
        text = text[:at] + new + text[at + 1 :]
    return text


@given(st.sampled_from(GOOD), st.integers(0, 2**32))
def test_mending_never_adds_a_fault(path: Path, seed: int) -> None:
    source = Source(str(path), _slipped(path.read_text("utf-8"), seed))
    before, after = analyse(source), mend(source)
    assert weigh(analyse(after.source)) <= weigh(before)
    assert after.done or after.source == source
    assert mend(after.source).source == after.source

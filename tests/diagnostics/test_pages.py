"""The pages of `causalimg explain`: one per code, and what they show is so."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CODES, Severity
from causalimg.diagnostics.pages import contents, meant_by, page, pages_path, readable
from causalimg.interfaces.cli import app
from causalimg.source import Source

SRC = Path(__file__).parents[2] / "src" / "causalimg"
SCM = re.compile(r"^```scm\n(.*?)^```", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
HELD_OUT = re.compile(r"held-out log density \S+")
FOUND_IN_TEXTS = {"syntax", "semantics", "causal"}
#: Codes that stand in the table and that no room reports yet.
SILENT = {
    code
    for code in CODES
    if not any(
        f'"{code}"' in path.read_text("utf-8")
        for path in SRC.rglob("*.py")
        if path.name not in {"codes.py", "pages.py"}
    )
}
PAGES = {path.stem: path.read_text("utf-8") for path in sorted(pages_path().glob("*.md"))}
SHOWN = [code for code in PAGES if "## Not so" in PAGES[code]]
TRIED = [code for code in PAGES if CONSOLE.search(PAGES[code])]


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {path.stem for path in pages_path().glob("*.md")} == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_page_has_its_title_and_its_parts(code: str) -> None:
    text = page(code)
    assert text.startswith(f"# {code}: {CODES[code].title}\n\n")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings[0] == "Why it matters"
    assert headings[-1] == "Further"
    assert headings[1:-1] in (
        ["Not so", "But so"],
        ["How it comes about", "What to do"],
        ["What to do"],
    )
    assert "What to do" not in headings[1:2] or CODES[code].room not in {"syntax", "semantics"}
    assert max(map(len, text.splitlines())) <= 120
    assert text.count("```") % 2 == 0


@pytest.mark.parametrize("code", [c for c in CODES if CODES[c].room in FOUND_IN_TEXTS])
def test_what_is_found_in_a_text_is_shown_in_a_text(code: str) -> None:
    assert code in {*SHOWN, *TRIED, *SILENT}


@pytest.mark.parametrize("code", [code for code in SHOWN if code not in SILENT])
def test_the_bad_example_has_this_fault_alone_and_the_good_one_none(code: str) -> None:
    bad, good = (analyse(Source("page.scm", text)).diagnostics for text in SCM.findall(page(code)))
    kinds = {Severity.ERROR, Severity.WARNING, CODES[code].severity}

    assert {d.code for d in bad if d.severity in kinds} == {code}
    assert [d.message for d in good if d.severity in kinds] == []


def _done(command: str, folder: Path) -> str:
    """What a command prints: ours in this process, since torch loads slowly."""
    if not command.startswith("causalimg "):
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True
        )
        return done.stdout + done.stderr
    result = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "80"}).invoke(
        app, shlex.split(command)[1:]
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), command
    return HELD_OUT.sub("held-out log density ...", result.output)  # differs between machines


@pytest.mark.parametrize("code", TRIED)
def test_a_page_shows_what_its_commands_print(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    text = page(code)
    monkeypatch.chdir(tmp_path)
    for model in SCM.findall(text)[:1]:
        (tmp_path / "ward.scm").write_text(model, encoding="utf-8")
    said: list[str] = []

    def shown(block: re.Match[str]) -> str:
        lines = []
        for line in block[1].splitlines():
            if line.startswith("$ "):
                said.append(_done(line[2:], tmp_path))
                lines += [line, *(one.rstrip() for one in said[-1].splitlines())]
        return "```console\n" + "".join(f"{line}\n" for line in lines) + "```"

    now = CONSOLE.sub(shown, text)
    assert any(f"[{code}]" in one for one in said)
    if request.config.getoption("--bless"):
        (pages_path() / f"{code}.md").write_text(now, encoding="utf-8", newline="\n")
    else:
        assert now == text


# ---- the command -----------------------------------------------------------------------------


def told(*words: str) -> tuple[int, str]:
    result = CliRunner(env={"NO_COLOR": "1"}).invoke(app, ["explain", *words])
    return result.exit_code, result.output


@pytest.mark.parametrize("code", ["E0301", "e0301"])
def test_explain_prints_the_page_without_its_markdown(code: str) -> None:
    status, shown = told(code)
    assert status == 0
    assert shown.startswith("E0301: the arrows form a circle\n\n")
    assert "\n    causalimg 1\n" in shown
    assert "```" not in shown
    assert "\x1b" not in shown


def test_explain_lists_all_codes_by_room() -> None:
    status, shown = told()
    assert (status, shown) == (0, contents())
    assert [line for line in shown.splitlines() if line and line[0] != " "] == list(
        dict.fromkeys(entry.room for entry in CODES.values())
    ) or shown.count("\n\n") == len({entry.room for entry in CODES.values()}) - 1
    for entry in CODES.values():
        assert f"  {entry.code}  {entry.title}\n" in shown


@pytest.mark.parametrize(
    ("word", "code"),
    [("301", "E0301"), ("E301", "E0301"), ("W0204", "E0204"), ("EO301", "E0301"), ("help", None)],
)
def test_a_mistyped_code_is_guessed(word: str, code: str | None) -> None:
    status, shown = told(word)
    assert status == 1
    assert f"there is no code `{word}`" in shown
    assert meant_by(word) == code
    assert (f"did you mean `{code}`?" in shown) == (code is not None)
    assert "`causalimg explain` lists them all" in shown


def test_colour_changes_nothing_but_colour() -> None:
    plain, coloured = readable(page("E0301")), readable(page("E0301"), colour=True)
    assert "\x1b[1;31mNot so\x1b[0m\n" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


def test_the_pages_need_no_torch() -> None:
    code = (
        "import sys\nfrom causalimg.interfaces.cli import main\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "assert not {'torch', 'pyro', 'numpy', 'pandas', 'rich.markdown'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "explain", "W0601"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Berkson" in done.stdout

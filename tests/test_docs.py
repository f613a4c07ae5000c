"""Every block in the README and the manual does what it shows."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import Severity
from causalimg.fitting.settings import DataSettings, FitSettings, load_settings
from causalimg.interfaces.cli import app
from causalimg.invariance.settings import TrainSettings, train_settings
from causalimg.source import Source

ROOT = Path(__file__).parents[1]
# The pages of diagnostics show models with faults, too; tests/diagnostics/test_pages.py reads them.
ELSEWHERE = {"_build", "explain"}
PAGES = [
    ROOT / "README.md",
    *sorted(
        page
        for page in (ROOT / "docs").rglob("*.md")
        if page.relative_to(ROOT / "docs").parts[0] not in ELSEWHERE
    ),
]
TRUTH = "models/chest_phantom_truth.scm"
QUICK = "[fit]\nepochs = 1\n[train.triage]\nepochs = 1\nbootstrap = 100\n"


def test_pages_in_folders_are_read_too() -> None:
    assert {"README", "language", "gallery", "units"} <= {page.stem for page in PAGES}
    assert all(page.is_file() for page in PAGES)


def blocks(language: str) -> list[pytest.param]:
    found = []
    for page in PAGES:
        texts = re.findall(
            rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
        )
        found += [pytest.param(t, id=f"{page.stem}-{i}") for i, t in enumerate(texts)]
    return found


@pytest.mark.parametrize("text", blocks("scm"))
def test_a_model_in_the_text_is_without_fault(text: str) -> None:
    found = analyse(Source("block.scm", text)).diagnostics
    assert [d for d in found if d.severity is not Severity.NOTE] == []


@pytest.mark.no_cover
@pytest.mark.filterwarnings("default", "ignore::ResourceWarning")
@pytest.mark.parametrize("text", blocks("python"))
def test_python_in_the_text_runs(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(text, "<block>", "exec"), {"__name__": "__main__"})


# `<!-- before: COMMAND -->` above a block makes what its command reads, in a folder of its own.
CONSOLE = re.compile(
    r"^(?:<!-- before: (?P<before>.*) -->\n)?```console\n\$ (?P<command>.*)\n(?:.*\n)*?```",
    re.MULTILINE,
)


@pytest.mark.parametrize(
    "page", [p for p in PAGES if CONSOLE.search(p.read_text("utf-8"))], ids=lambda p: p.stem
)
def test_a_console_block_shows_what_the_command_prints(
    page: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"

    def shown(block: re.Match[str]) -> str:
        before = f"{block['before']}; " if block["before"] else ""
        done = subprocess.run(
            f"{before}{block['command']}", shell=True, cwd=tmp_path if before else ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            env={**os.environ, "PATH": path, "NO_COLOR": "1", "MODELS": str(ROOT / "models")},
        )  # fmt: skip
        head = block[0][: block.end("command") - block.start()]
        return f"{head}\n{done.stdout}```"

    text = page.read_text("utf-8")
    now = CONSOLE.sub(shown, text)
    if request.config.getoption("--bless"):
        page.write_text(now, "utf-8")
    else:
        assert now == text


@pytest.mark.parametrize(
    ("title", "section"),
    [("data", DataSettings), ("fit", FitSettings), ("train.NAME", TrainSettings)],
)
def test_the_settings_in_the_text_are_those_of_the_code(title, section) -> None:
    page = (ROOT / "docs/how-to/data.md").read_text("utf-8")
    table = page.split(f"### `[{title}]`\n")[1].split("\n#")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (?:`(.*?)`)? *\|", table, re.MULTILINE))
    defaults = {name: field.default for name, field in section.model_fields.items()}
    assert rows == {k: "" if v is None else json.dumps(v) for k, v in defaults.items()}


@pytest.mark.parametrize("text", [t for t in blocks("toml") if str(t.id).startswith("data")])
def test_settings_in_the_text_are_accepted(text: str, tmp_path: Path) -> None:
    (tmp_path / "causalimg.toml").write_text(text)
    settings = load_settings(tmp_path)
    assert all(train_settings(settings, name) for name in settings.train)


@pytest.mark.slow
def test_the_commands_of_the_readme_run_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process: each would take seconds to load what the one before it had loaded."""
    shutil.copytree(ROOT / "models", tmp_path / "models")
    (tmp_path / "models" / "causalimg.toml").write_text(QUICK)
    lines = [
        re.sub(r"\s+#.*", "", line).replace("DIR", "data")
        for block in re.findall(
            r"^```sh\n(.*?)^```", PAGES[0].read_text("utf-8"), re.MULTILINE | re.DOTALL
        )
        for line in block.splitlines()
        if line.startswith("causalimg ")
    ]
    assert len(lines) >= 5
    monkeypatch.chdir(tmp_path)
    for line in [f"causalimg sample {TRUTH} -o data --rows 30", *lines]:
        done = CliRunner().invoke(app, line.split()[1:])
        assert done.exit_code == 0, f"{line}\n{done.output}"
    assert (tmp_path / "films.png").stat().st_size > 10_000
    assert (tmp_path / "chest_phantom.py").exists()

"""Commands that need no data: check, fmt, graph, compile, explain, advise."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from causalimg.causal.analyse import analyse
from causalimg.interfaces.door import read_source
from causalimg.interfaces.graphing import with_graph

GOOD = Path(__file__).parents[1] / "models/good"
HEAVY = ("torch", "pyro", "monai", "pandas", "matplotlib", "numpy")
SLIP = "causalimg 1\nmodel slip\nvariables { x : real }\nmechanisms { x = 3 }\n"


@pytest.fixture
def slip(tmp_path):
    path = tmp_path / "slip.scm"
    path.write_text(SLIP)
    return path


@pytest.mark.parametrize(
    "words",
    [
        ("graph", "--format", "svg"),
        ("compile", "--emit", "tree"),
        ("compile", "--emit", "model"),
        ("compile", "--emit", "graph"),
        ("advise",),
    ],
)
def test_front_commands_leave_torch_alone(words, ward):
    code = (
        "import sys\nfrom causalimg.interfaces.cli import main\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        f"heavy = set({HEAVY}) & set(sys.modules)\nassert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, words[0], str(ward / "ward.scm"), *words[1:]],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout


# ---- check -----------------------------------------------------------------------------------


def test_check_says_fine_and_nothing_else(cli, ward):
    done = cli("check", ward / "ward.scm", ward / "truth.scm")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.count(": fine") == 2


def test_check_looks_at_every_file_of_a_folder_even_past_unreadable_ones(cli, slip, ward):
    (slip.parent / "a.scm").write_bytes(b"causalimg 1\n\xff\xfe")
    (slip.parent / "z.scm").write_text((ward / "ward.scm").read_text())
    done = cli("check", slip.parent)
    assert done.exit_code == 1
    assert "E0701" in done.stderr
    assert "is not UTF-8 text (byte 12)" in done.stderr
    assert "E0003" in done.stderr
    assert "z.scm: fine" in done.stdout


def test_check_as_json_is_one_list_whatever_the_number_of_files(cli, slip, ward):
    done = cli("check", slip, ward / "ward.scm", slip, slip.parent / "no.scm", "--format", "json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert [d["code"] for d in found] == ["E0003", "E0003", "E0701"]
    assert found[0]["file"] == str(slip)
    assert found[0]["span"]["start"] == {"line": 4, "column": 16}


def test_check_for_github_names_file_and_line(cli, slip):
    done = cli("check", slip, "--format", "github")
    assert done.exit_code == 1
    assert done.stdout.startswith("::error file=")
    assert "line=4" in done.stdout


def test_check_with_a_constant(cli, ward):
    assert cli("check", ward / "ward.scm", "--set", "codes=3").exit_code == 0
    done = cli("check", ward / "ward.scm", "--set", "kodes=3")
    assert done.exit_code == 1
    assert "codes" in done.stderr
    done = cli("check", ward / "ward.scm", "--set", "codes")
    assert done.exit_code == 1
    assert "--set latents=64" in done.stderr


SIZED = """causalimg 1

model sized

param side : int

variables {
  disease : binary
  image   : image[side, side]
  bright  : real
}

mechanisms {
  disease ~ Bernoulli(0.5)
  image   ~ Normal(disease, 1)
  bright  := sum(image)
}

predictors {
  triage : disease from image
}
"""


def test_every_command_that_reads_a_text_takes_its_constants(cli, tmp_path):
    file = tmp_path / "sized.scm"
    file.write_text(SIZED, "utf-8")
    question = "E[bright | do(disease = 1)]"
    for words in (("graph", file), ("advise", file), ("ask", file, question)):
        assert "`side` has no value" in cli(*words).stderr
        assert cli(*words, "--set", "side=4").exit_code == 0
    answer = cli("ask", file, question, "--set", "side=4", "--draws", "2000").stdout
    assert float(answer.splitlines()[1].split()[0]) == pytest.approx(16, abs=0.6)


def test_warnings_alone_are_no_failure(cli, tmp_path, ward):
    text = (ward / "ward.scm").read_text().replace("age = age + 1 years", "age = 150 years")
    (tmp_path / "far.scm").write_text(text)
    done = cli("check", tmp_path)
    assert done.exit_code == 0
    assert "warning[W0507]" in done.stderr


# ---- fmt -------------------------------------------------------------------------------------


def test_fmt_writes_the_one_form_once(cli, tmp_path, ward):
    path = tmp_path / "wild.scm"
    path.write_text((ward / "ward.scm").read_text().replace("\n  age ", "\n      age   "))
    path.chmod(0o640)
    before = path.read_text()
    done = cli("fmt", "--check", path)
    assert (done.exit_code, done.stdout) == (1, f"{path}: would change\n")
    assert path.read_text() == before
    done = cli("fmt", path)
    assert (done.exit_code, done.stdout) == (0, f"{path}: formatted\n")
    assert path.read_text() == (ward / "ward.scm").read_text()
    assert path.stat().st_mode & 0o777 == 0o640
    done = cli("fmt", "--check", path)
    assert (done.exit_code, done.stdout) == (0, "")
    assert list(tmp_path.iterdir()) == [path]


def test_fmt_follows_a_link_and_keeps_it(cli, tmp_path, ward):
    path, link = tmp_path / "wild.scm", tmp_path / "link.scm"
    path.write_text((ward / "ward.scm").read_text().replace("\n  age ", "\n      age   "))
    link.symlink_to(path)
    assert cli("fmt", link).exit_code == 0
    assert link.is_symlink()
    assert path.read_text() == (ward / "ward.scm").read_text()


def test_fmt_goes_on_after_a_text_that_it_cannot_parse(cli, tmp_path):
    (tmp_path / "a.scm").write_text("causalimg 1\nvariables {\n")
    (tmp_path / "b.scm").write_bytes(b"causalimg 1\r\nvariables { x:real }\r\n")
    done = cli("fmt", tmp_path)
    assert done.exit_code == 1
    assert "a.scm:2" in done.stderr
    assert done.stdout == f"{tmp_path / 'b.scm'}: formatted\n"
    assert (tmp_path / "b.scm").read_bytes().count(b"\r\n") == 5
    assert cli("fmt", "--check", tmp_path / "b.scm").exit_code == 0


def test_fmt_draws_the_arrows_that_mechanisms_imply(cli, tmp_path):
    path = tmp_path / "a.scm"
    path.write_text(
        "causalimg 1\n\nvariables {\n  a, b, c, d : real\n}  # all\n\nmechanisms {\n"
        "  (a, b) ~ joint()\n  c ~ flow() given b, a\n  d ~ flow() given c\n}\n"
    )
    assert cli("fmt", path, "--write-graph").exit_code == 0
    assert path.read_text().split("\n\n")[1:3] == [
        "variables {\n  a, b, c, d : real\n}  # all",
        "graph {\n  b, a -> c\n  c -> d\n  a <-> b\n}",
    ]
    assert cli("fmt", "--check", "--write-graph", path).exit_code == 0


@pytest.mark.parametrize("path", sorted(GOOD.glob("*.scm")), ids=lambda p: p.stem)
def test_a_written_graph_is_the_implied_one(path):
    source = read_source(path)
    written = with_graph(source)
    before, after = analyse(source), analyse(written)
    ends = [{(a.cause, a.effect) for a in one.draft.arrows} for one in (before, after)]
    assert ends[0] == ends[1]
    assert [d.code for d in after.diagnostics] == [d.code for d in before.diagnostics]
    assert with_graph(written).text == written.text


def test_fmt_leaves_a_text_that_it_cannot_parse(cli, slip):
    done = cli("fmt", slip)
    assert done.exit_code == 1
    assert "E0003" in done.stderr
    assert slip.read_text() == SLIP


# ---- graph -----------------------------------------------------------------------------------


def test_graph_as_svg_and_dot_without_a_drawing_program(cli, ward, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    out = tmp_path / "ward.svg"
    assert cli("graph", ward / "ward.scm", "-o", out).exit_code == 0
    assert out.read_text().startswith("<svg")
    assert "at the visit" in out.read_text()  # the doc comment, as a tooltip
    assert cli("graph", ward / "ward.scm").stdout == out.read_text()
    assert "site -> age" in cli("graph", ward / "ward.scm", "--format", "dot").stdout


def test_graph_as_png_without_dot_says_what_works(cli, ward, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    done = cli("graph", ward / "ward.scm", "-o", tmp_path / "ward.png")
    assert done.exit_code == 1
    assert "`dot`, which is absent" in done.stderr
    assert "--format svg" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_graph_as_png_through_dot(cli, ward, tmp_path, monkeypatch):
    dot = tmp_path / "dot"
    dot.write_text("#!/bin/sh\nread line\nprintf 'PNG of %s' \"$line\"\n")
    dot.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert cli("graph", ward / "ward.scm", "-o", tmp_path / "ward.png").exit_code == 0
    assert (tmp_path / "ward.png").read_text() == "PNG of digraph {"


def test_graph_in_no_known_form(cli, ward):
    done = cli("graph", ward / "ward.scm", "--format", "gif")
    assert done.exit_code == 1
    assert "svg, png or dot" in done.stderr


# ---- compile ---------------------------------------------------------------------------------


def test_compile_writes_a_module_that_imports_on_its_own(cli, ward, tmp_path):
    out = tmp_path / "ward_program.py"
    done = cli("compile", ward / "ward.scm", "-o", out, "--set", "codes=5")
    assert (done.exit_code, done.stdout) == (0, f"{out}: written\n")
    code = (
        "from ward_program import Ward; w = Ward()\n"
        "print(w.variables, w.image_vae.code.event_shape)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "('age', 'sick', 'scanner', 'image') torch.Size([5])\n", done.stderr


def test_compile_shows_what_each_room_makes(cli, ward):
    path = ward / "ward.scm"
    assert "Block" in cli("compile", path, "--emit", "tree").stdout
    assert "Learned" in cli("compile", path, "--emit", "model").stdout
    assert cli("compile", path, "--emit", "graph").stdout.startswith("digraph")
    assert "class Ward(Program)" in cli("compile", path).stdout
    done = cli("compile", path, "--emit", "wasm")
    assert done.exit_code == 1
    assert "tree, model, graph or pyro" in done.stderr


def test_compile_of_a_bad_text_writes_nothing(cli, slip, tmp_path):
    done = cli("compile", slip, "-o", tmp_path / "slip.py")
    assert done.exit_code == 1
    assert "slip.scm:4:16" in done.stderr
    assert not (tmp_path / "slip.py").exists()


# ---- explain, advise, help -------------------------------------------------------------------


def test_explain_knows_every_code(cli):
    assert "circle" in cli("explain", "e0301").stdout
    done = cli("explain", "E9999")
    assert done.exit_code == 1
    assert "E0301" in done.stderr


def test_advise_names_what_the_graph_licenses(cli, ward):
    text = cli("advise", ward / "ward.scm").stdout
    assert "invariant to scanner" in text
    assert cli("advise", ward / "ward.scm", "--predictor", "triage").stdout == text
    done = cli("advise", ward / "ward.scm", "--predictor", "triaje")
    assert done.exit_code == 1
    assert "triage" in done.stderr
    done = cli("advise", ward / "truth.scm", "--predictor", "triage")
    assert "declares none" in done.stderr


def test_advise_says_what_to_write_where_nothing_is_predicted(cli, tmp_path):
    plain = tmp_path / "plain.scm"
    text = "causalimg 1\nvariables {\n  age : real\n  ill : binary\n}\n"
    plain.write_text(text)
    done = cli("advise", plain)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "image[1, 64, 64]" in done.stderr
    plain.write_text(text.replace("binary", "binary\n  scan : image[1, 8, 8]"))
    assert "`predictors { triage : ill from scan }`" in cli("advise", plain).stderr


def test_advise_explains_a_promise_that_check_refuses(cli):
    refused = Path(__file__).parents[1] / "models" / "bad" / "E0603_contradicts.scm"
    stopped = cli("check", refused)
    assert f"causalimg advise {refused}" in stopped.stderr
    done = cli("advise", refused)
    assert done.exit_code == 0
    assert "frailty <- site" in done.stdout


def test_version_and_usage(cli):
    assert cli("--version").stdout.startswith("causalimg ")
    assert cli("check").exit_code == 2
    assert cli("no_such_command").exit_code == 2
    assert cli("graph", "--nonsense", "x.scm").exit_code == 2


def test_the_module_is_the_command_line(shell, ward):
    done = shell("check", "ward.scm", cwd=ward.folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ward.scm: fine\n", "")
    done = shell("check", "nothing.scm", cwd=ward.folder)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


# ---- texts that cannot be read ---------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "fmt", "graph", "compile", "advise"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "no such file"),
        (b"causalimg 1\n\xff", "not UTF-8"),
        (b"#" * (2**20 + 1), "larger than 1 MiB"),
    ],
)
def test_a_text_that_cannot_be_read(cli, tmp_path, command, content, words):
    path = tmp_path / "odd.scm"
    if content is not None:
        path.write_bytes(content)
    done = cli(command, path)
    assert done.exit_code == 1
    assert "error[E0701]" in done.stderr
    assert words in done.stderr
    assert str(path) in done.stderr
    assert "help:" in done.stderr


def test_a_folder_or_an_endless_file_is_no_text(cli, tmp_path):
    assert "is a directory" in cli("compile", tmp_path).stderr
    done = cli("check", tmp_path)
    assert done.exit_code == 1
    assert "no `.scm` file" in done.stderr
    if Path("/dev/zero").exists():
        assert "larger than 1 MiB" in cli("check", "/dev/zero").stderr


def test_lines_may_end_as_other_systems_end_them(cli, tmp_path, ward):
    path = tmp_path / "windows.scm"
    path.write_bytes((ward / "ward.scm").read_bytes().replace(b"\n", b"\r\n"))
    assert cli("check", path).exit_code == 0


# ---- outputs that cannot be written ----------------------------------------------------------


@pytest.mark.parametrize("words", [("graph",), ("compile", "--emit", "tree")])
def test_an_output_that_cannot_be_written(cli, ward, tmp_path, words):
    for out in (tmp_path / "no" / "x.svg", tmp_path):
        done = cli(words[0], ward / "ward.scm", *words[1:], "--format", "svg", "-o", out) if (
            words[0] == "graph"
        ) else cli(words[0], ward / "ward.scm", *words[1:], "-o", out)  # fmt: skip
        assert done.exit_code == 1
        assert f"error[E0716]: `{out}` cannot be written" in done.stderr


def test_a_full_disk_leaves_the_old_file(cli, ward, tmp_path, monkeypatch):
    def full(self, data):
        raise OSError(28, "No space left on device")

    path = tmp_path / "wild.scm"
    path.write_text((ward / "ward.scm").read_text().replace("\n  age ", "\n      age   "))
    before = path.read_text()
    monkeypatch.setattr(Path, "write_bytes", full)
    done = cli("fmt", path)
    assert done.exit_code == 1
    assert "E0716" in done.stderr
    assert "no space left on device" in done.stderr
    assert path.read_text() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_pipe_takes_what_is_written(shell, ward):
    done = shell("graph", ward / "ward.scm", "--format", "dot", "-o", "/dev/stdout")
    assert done.stdout.startswith("digraph")

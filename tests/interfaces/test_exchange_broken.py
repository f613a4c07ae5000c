"""Broken foreign files: one diagnostic with its place, never a traceback; and the two commands."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError, Severity, render
from causalimg.interfaces.exchanging import READ, imported
from causalimg.source import Source

HERE = Path(__file__).parent / "exchange"
WHOLE = [
    ("dagitty", (HERE / "clinic.dagitty").read_text("utf-8")),
    ("dagitty", "x E @1,2\nbody mass O\nu%20v U\n\nx body mass @1,2\nu v x body mass\n"),
    ("dagitty", 'dag "a b" { {x y} -> {z -> "w w"} [pos="1,1"] bb="1" x [e] "w w" [o] z<->y }'),
    ("bif", (HERE / "trial.bif").read_text("utf-8")),
    ("json", (HERE / "clinic.json").read_text("utf-8")),
    ("json", (HERE / "clinic.node_link.json").read_text("utf-8")),
]
PIECES = [
    "{", "}", "[", "]", "(", ")", ";", ",", "|", '"', "->", "<-", "<->", "--", "=", "/*", "//",
    "\\", "\n\n", "\x00", "\u202e", "é", "0", "1e999", "-1", "latent", "table", "default",
    "property", "null", "true", '"type"', "graph", "node", "if", "dag", "discrete", "%zz", "·",
]  # fmt: skip


@st.composite
def broken(draw):
    """A whole text after a few cuts, insertions and repetitions."""
    form, text = draw(st.sampled_from(WHOLE))
    for _ in range(draw(st.integers(1, 3))):
        low = draw(st.integers(0, len(text)))
        high = min(len(text), low + draw(st.integers(0, 12)))
        piece = draw(st.sampled_from([*PIECES, "", text[low:high] * 2]) | st.text(max_size=3))
        text = text[:low] + piece + text[high:]
    return form, text


def told_or_read(form: str, text: str) -> None:
    source = Source(f"there.{form}", text)
    caught = None
    try:
        model = imported(form, source)
    except CausalimgError as error:
        caught = error
    if caught is not None:
        (found,) = caught.diagnostics
        assert found.code == "E0801"
        assert found.severity is Severity.ERROR
        assert found.span is not None
        assert 0 <= found.span.start <= found.span.end <= len(text)
        assert caught.source is source
        assert not found.message.endswith(".")
        assert "\n" not in found.message
        assert f"there.{form}:{source.place(found.span.start).line}:" in render([found], source)
    else:
        errors = [d for d in analyse(Source("", model)).diagnostics if d.severity == "error"]
        assert errors == []


@given(broken())
def test_a_broken_file_is_told_in_one_diagnostic_or_read(one):
    told_or_read(*one)


@given(st.sampled_from(READ), st.lists(st.sampled_from(PIECES) | st.text("ab ", max_size=2)))
def test_rubble_is_told_in_one_diagnostic_or_read(form, pieces):
    told_or_read(form, " ".join(pieces))


@given(st.sampled_from(READ), st.text())
def test_any_text_is_told_in_one_diagnostic_or_read(form, text):
    told_or_read(form, text)


# ---- the commands ----------------------------------------------------------------------------


def test_a_model_goes_out_and_comes_back_by_the_commands(cli, tmp_path):
    graph, model = tmp_path / "graph.txt", tmp_path / "model.scm"
    done = cli("export", "dagitty", HERE / "clinic.scm", "-o", graph)
    assert (done.exit_code, done.stdout) == (0, f"{graph}: written\n")
    assert graph.read_text() == (HERE / "clinic.dagitty").read_text()
    assert cli("import", "dagitty", graph, "-o", model).exit_code == 0
    assert cli("check", model).exit_code == 0
    assert cli("fmt", "--check", model).exit_code == 0
    assert cli("import", "dagitty", graph).stdout == model.read_text()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("import", "xml", "x"), "E0711", "write dagitty, bif or json"),
        (("export", "xml", "x"), "E0711", "mermaid, bif, networkx, json or latex"),
        (("import", "bif", "absent.bif"), "E0701", "name a file that is there"),
        (("export", "bif", HERE / "clinic.scm"), "E0802", "ward <-> treated"),
        (("import", "bif", HERE / "clinic.dagitty"), "E0801", "clinic.dagitty:1:1"),
    ],
)
def test_a_request_that_cannot_be_met_is_told(cli, words, code, said):
    done = cli(*words)
    assert done.exit_code == 1
    assert f"error[{code}]" in done.stderr
    assert said in done.stderr


def test_a_file_beyond_the_limit_is_refused(cli, tmp_path):
    (tmp_path / "big.txt").write_text("dag { a -> b }" + " " * 2**20)
    done = cli("import", "dagitty", tmp_path / "big.txt")
    assert done.exit_code == 1
    assert "larger than 1 MiB" in done.stderr


def test_a_faulty_model_is_not_exported(cli, tmp_path):
    (tmp_path / "x.scm").write_text("causalimg 1\nvariables {\n x : rael\n}\n")
    done = cli("export", "dagitty", tmp_path / "x.scm")
    assert done.exit_code == 1
    assert "E0101" in done.stderr


def test_a_constant_may_come_from_outside(cli, tmp_path):
    text = "causalimg 1\nparam size : int\nvariables {\n x : vector[size]\n}\n"
    (tmp_path / "x.scm").write_text(text)
    assert cli("export", "json", tmp_path / "x.scm").exit_code == 1
    done = cli("export", "json", tmp_path / "x.scm", "--set", "size=7")
    assert json.loads(done.stdout)["variables"][0]["shape"] == [7]


def test_exchange_needs_no_torch():
    code = (
        "import sys\nfrom causalimg.interfaces.cli import main\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code\n"
        "assert not {'torch', 'pyro', 'numpy', 'pandas'} & set(sys.modules)\n"
    )
    for words in (("export", "latex", HERE / "clinic.scm"), ("import", "bif", HERE / "trial.bif")):
        command = [sys.executable, "-c", code, *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

"""A fit that is stopped or killed: what was saved stays usable, `--resume` ends where it would."""

import signal
import subprocess
import sys
import time

import pytest
import torch
from typer.testing import CliRunner

import causalimg
from causalimg.fitting import Settings, fit_model

LONG = ("--set", "epochs=25", "--set", "patience=25", "--set", "threads=1", "--set", "seed=3")
SAVED = ("--set", "fit.save_seconds=0", "--quiet")


@pytest.fixture
def begun(pair):
    """A fit in a process of its own, with a checkpoint on disk and far from its end."""
    words = ["fit", pair / "pair.scm", "--data", pair / "data", "-o", pair / "run", *LONG, *SAVED]
    process = subprocess.Popen(
        [sys.executable, "-m", "causalimg", *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not list((pair / "run").glob("step-*.json")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    yield process
    process.kill()
    process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGKILL])
def test_a_fit_ends_with_the_same_weights_however_often_it_is_stopped(way, begun, pair, cli):
    begun.send_signal(way)
    said, complained = begun.communicate(timeout=60)
    assert "fitted" not in said
    if way is signal.SIGINT:
        assert begun.returncode == 130
        assert "go on with `--resume`" in complained
    assert "Traceback" not in complained

    asked = cli("ask", pair / "run", "twice", "--row", 1)
    assert asked.exit_code == 0, asked.stderr
    assert "the fit was stopped" in asked.stderr

    done = cli("fit", pair / "pair.scm", "-o", pair / "run", *LONG, "--quiet", "--resume")
    assert done.exit_code == 0, done.stderr
    assert "the fit was stopped" not in cli("ask", pair / "run", "twice").stderr

    whole = pair / "whole"
    done = cli("fit", pair / "pair.scm", "--data", pair / "data", "-o", whole, *LONG, "--quiet")
    assert done.exit_code == 0, done.stderr
    for name in ("best.safetensors", "metrics.jsonl"):
        assert (pair / "run" / name).read_bytes() == (whole / name).read_bytes()


THREE = """causalimg 1

model three

variables {
  environment site : category {north, south}
  a, b, c          : real
  latent hidden    : real
}

parameters {
  m_a, m_b, m_c : real
}

mechanisms {
  a      ~ Normal(m_a, 1)
  b      ~ Normal(m_b + (if site == north then 1 else 0), 1)
  c      ~ Normal(m_c + a, 1)
  hidden ~ Normal(0, 1)
}
"""


@pytest.fixture
def three():
    numbers = torch.linspace(-1, 1, 40)
    rows = {"site": torch.arange(40) % 2, "a": numbers, "b": numbers + 1, "c": numbers - 1}
    return causalimg.loads(THREE), rows


def stopped_at(three, folder, part, step=2):
    """The run that is left when a fit is killed at a step of a part, every step being saved."""
    settings = Settings.model_validate({"fit": {"epochs": 2, "save_seconds": 0}})
    steps = []

    def crash(moment):
        steps.extend([moment.step] if moment.part == part else [])
        if len(steps) == step:
            raise RuntimeError("killed")

    model, rows = three
    with pytest.raises(RuntimeError, match="killed"):
        fit_model(model.checked, rows, folder, settings, progress=False, callbacks=(crash,))
    return causalimg.open_run(folder)


@pytest.mark.parametrize(
    ("part", "step", "words"),
    [
        ("a", 2, "that of `a` had not ended, that of `b`, `c` had not begun"),
        ("b", 1, "that of `b`, `c` had not begun"),
        ("c", 2, "that of `c` had not ended"),
    ],
)
def test_answers_of_a_stopped_fit_name_what_is_not_learned(three, tmp_path, part, step, words):
    answer = stopped_at(three, tmp_path / "run", part, step).ask("E[a]", draws=100)
    (found,) = answer.warnings
    assert (found.code, found.severity) == ("W0717", "warning")
    assert found.message == f"the fit was stopped: {words}"
    assert "--resume" in found.helps[0]
    assert "W0717" in answer.to_json()


def test_a_fit_that_ended_is_not_warned_about(three, tmp_path):
    model, rows = three
    assert model.fit(rows, tmp_path / "run", epochs=1, progress=False).ask("E[a]").warnings == ()


def test_ctrl_c_anywhere_else_ends_with_130_and_one_sentence(ward, monkeypatch):
    from causalimg.interfaces import cli

    def pressed(path):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "read_source", pressed)
    result = CliRunner().invoke(cli.app, ["check", str(ward / "ward.scm")])
    assert result.exit_code == 130
    assert result.stderr == "\nstopped; what was saved stays usable\n"


def test_who_reads_only_the_first_lines_is_not_told_off(ward):
    command = f"{sys.executable} -m causalimg compile {ward / 'ward.scm'} | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stdout.startswith('"""')
    assert "Traceback" not in done.stderr
    assert "E0716" not in done.stderr


def test_a_mistake_of_ours_says_so(ward, monkeypatch):
    from causalimg.diagnostics import CausalimgInternalError
    from causalimg.interfaces import cli

    def wrong(path):
        raise CausalimgInternalError("two left feet")

    monkeypatch.setattr(cli, "read_source", wrong)
    result = CliRunner().invoke(cli.app, ["check", str(ward / "ward.scm")])
    assert result.exit_code == 1
    assert "please report it: two left feet" in result.stderr


def test_what_the_system_refuses_anywhere_is_a_diagnostic(ward, monkeypatch):
    from causalimg.interfaces import cli, drafted

    def full(path):
        raise OSError(28, "No space left on device", "/tmp/somewhere")

    monkeypatch.setattr(drafted, "read_source", full)
    result = CliRunner().invoke(cli.app, ["graph", str(ward / "ward.scm")])
    assert result.exit_code == 1
    assert "error[E0716]: the system refused: no space left on device" in result.stderr
    assert "--> /tmp/somewhere" in result.stderr


def test_ctrl_c_in_a_fit_says_how_to_go_on(pair, monkeypatch):
    from causalimg.fitting.stop import FitStopped
    from causalimg.interfaces import cli, fits

    def stopped(model, data, folder, *rest, **options):
        raise FitStopped(folder, 7)

    monkeypatch.setattr(fits, "fit_model", stopped)
    words = ["fit", pair / "pair.scm", "--data", pair / "data", "-o", pair / "run"]
    result = CliRunner().invoke(cli.app, [str(word) for word in words])
    assert result.exit_code == 130
    assert "stopped after step 7; go on with `--resume`" in result.stderr

import errno
import hashlib
import json
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.distributions import Normal

from causalimg.diagnostics import CausalimgError
from causalimg.fitting import FitStopped, Settings, fit_model
from causalimg.fitting import checkpoint as files
from causalimg.fitting.checkpoint import Position, load_checkpoint, save_checkpoint
from causalimg.fitting.store import final_weights, load_weights, read_run

SHORT = {"epochs": 2, "save_seconds": 0.0, "table_batch": 50}


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch):
    """Whether a file outlives a power cut cannot be tested here, so no test waits for the disk."""
    monkeypatch.setattr(files.os, "fsync", lambda handle: None)


def settings(**changed):
    return Settings(fit={**SHORT, **changed})


def run(hand, out, *, rows=200, changed=None, **options):
    model, program = hand.linear()
    options.setdefault("data", hand.linear_rows(rows))
    data = options.pop("data")
    return fit_model(
        model, data, out, settings(**changed or {}), progress=False, program=program, **options
    )


def weights(folder):
    found = final_weights(Path(folder), read_run(Path(folder)))
    return {name: value.numpy().tobytes() for name, value in found.items()}


def code_of(caught):
    return {d.code for d in caught.value.diagnostics}


def test_a_run_keeps_everything_that_a_reader_needs(hand, tmp_path):
    fit = run(hand, tmp_path)
    manifest = json.loads((tmp_path / "run.json").read_text())
    text = (tmp_path / "model.scm").read_bytes()
    assert manifest["sha256"] == hashlib.sha256(text).hexdigest()
    assert manifest["seed"] == 0
    assert manifest["threads"] == torch.get_num_threads()
    assert manifest["versions"]["torch"] == torch.__version__
    assert manifest["settings"]["fit"]["epochs"] == 2
    assert manifest["data"]["counts"]["k"].keys() == {"a", "b", "c"}
    assert manifest["data"]["ranges"]["x"] == list(fit.summary.ranges["x"])
    lines = [json.loads(x) for x in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert [line["part"] for line in lines] == ["x", "x", "y", "y", "k", "k"]
    assert len(list(tmp_path.glob("step-*.safetensors"))) == 2
    assert not list(tmp_path.glob("*.tmp"))
    _, program = hand.linear()
    load_weights(program, final_weights(tmp_path, read_run(tmp_path)), tmp_path)
    assert torch.equal(program.table, fit.program.table)


@pytest.mark.slow
def test_the_step_size_of_a_table_falls_only_where_nothing_is_gained(hand, tmp_path):
    run(hand, tmp_path, changed={"epochs": 6, "cooling": 0.5, "patience": 6})
    lines = [json.loads(x) for x in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert {line["rate"] for line in lines} == {1.0}


@pytest.mark.slow
def test_the_same_seed_gives_the_same_weights_and_another_does_not(hand, tmp_path):
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        run(hand, tmp_path / name, changed={"seed": seed})
    assert weights(tmp_path / "a") == weights(tmp_path / "b")
    assert weights(tmp_path / "a") != weights(tmp_path / "c")


class Crash(Exception):
    pass


def crash_at(step):
    def callback(moment):
        if moment.step == step and moment.heldout is None:
            raise Crash

    return (callback,)


@pytest.mark.slow
@pytest.mark.parametrize("save_seconds", [0.0, 1e9])
def test_a_crash_at_any_step_loses_nothing(hand, tmp_path, save_seconds):
    changed = {"save_seconds": save_seconds}
    run(hand, tmp_path / "whole", changed=changed)
    for step in (1, 5, 40, 41, 79, 83, 120, 200, 239):
        with pytest.raises(Crash):
            run(hand, tmp_path / "cut", changed=changed, callbacks=crash_at(step),
                resume=(tmp_path / "cut").exists())  # fmt: skip
    run(hand, tmp_path / "cut", changed=changed, resume=True)
    assert weights(tmp_path / "cut") == weights(tmp_path / "whole")
    whole, cut = ((tmp_path / n / "metrics.jsonl").read_text() for n in ("whole", "cut"))
    assert whole == cut


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system with fork")
def test_kill_nine_and_resume_give_the_same_weights_to_the_bit(hand, tmp_path):
    run(hand, tmp_path / "whole")
    out, changed = tmp_path / "cut", {"save_seconds": 0.0}
    random = np.random.default_rng(0)
    killed = 0
    for _ in range(12):
        begun = (out / "run.json").exists()
        child = os.fork()
        if child == 0:  # a process of its own, that dies in the middle of whatever it does
            try:
                run(hand, out, changed=changed, resume=begun)
            finally:
                os._exit(0)
        time.sleep(random.uniform(0.05, 0.4))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
    assert killed > 3
    run(hand, out, changed=changed, resume=(out / "run.json").exists())
    assert weights(out) == weights(tmp_path / "whole")


def test_control_c_finishes_the_step_saves_and_can_be_resumed(hand, tmp_path):
    def press(moment):
        if moment.step == 55 and moment.heldout is None:
            os.kill(os.getpid(), signal.SIGINT)

    run(hand, tmp_path / "whole")
    with pytest.raises(FitStopped) as caught:
        run(hand, tmp_path / "cut", changed={"save_seconds": 1e9}, callbacks=(press,))
    assert (caught.value.exit_code, caught.value.step) == (130, 55)
    assert load_checkpoint(tmp_path / "cut")[0].step == 55
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    run(hand, tmp_path / "cut", resume=True)
    assert weights(tmp_path / "cut") == weights(tmp_path / "whole")


def test_a_finished_run_is_opened_again_not_fitted(hand, tmp_path):
    run(hand, tmp_path)
    before = weights(tmp_path)
    again = run(hand, tmp_path, resume=True, callbacks=crash_at(1))
    assert again.finished
    assert weights(tmp_path) == before


@pytest.mark.slow
@pytest.mark.parametrize("call", [1, 2, 5])
def test_a_full_disk_leaves_the_old_checkpoint(hand, tmp_path, monkeypatch, call):
    run(hand, tmp_path / "whole")
    calls = []

    def full(handle):
        calls.append(handle)
        if len(calls) == 8 + 4 * call:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(CausalimgError, match="no space left on device") as caught:
        run(hand, tmp_path / "cut")
    assert code_of(caught) == {"E0709"}
    assert not list((tmp_path / "cut").glob("*.tmp"))
    monkeypatch.setattr(files.os, "fsync", lambda handle: None)
    run(hand, tmp_path / "cut", resume=True)
    assert weights(tmp_path / "cut") == weights(tmp_path / "whole")


def test_the_newest_whole_checkpoint_is_taken(tmp_path):
    for step in (1, 2, 3):
        save_checkpoint(tmp_path, Position(step=step), {"m/a": torch.full((3,), float(step))})
    assert load_checkpoint(tmp_path)[0].step == 3
    (tmp_path / "step-0000000003.safetensors").write_bytes(b"torn")
    position, tensors = load_checkpoint(tmp_path)
    assert (position.step, tensors["m/a"].tolist()) == (2, [2.0, 2.0, 2.0])
    (tmp_path / "step-0000000002.json").write_text("{")
    assert load_checkpoint(tmp_path) is None


def test_what_is_no_run_or_damaged(hand, tmp_path):
    with pytest.raises(CausalimgError) as caught:
        read_run(tmp_path / "nowhere")
    assert code_of(caught) == {"E0709"}
    run(hand, tmp_path / "a")
    for name in ("run.json", "model.scm", "best.safetensors"):
        path = tmp_path / "a" / name
        before = path.read_bytes()
        for broken in (b"", before[:-20], before.replace(b"a", b"b"), b"\xff" + before):
            path.write_bytes(broken)
            with pytest.raises(CausalimgError) as caught:
                final_weights(tmp_path / "a", read_run(tmp_path / "a"))
            assert code_of(caught) == {"E0709"}
        path.write_bytes(before)
    weights(tmp_path / "a")


def test_weights_of_another_shape_are_refused(hand, tmp_path):
    run(hand, tmp_path)
    other = hand.program({"x": ((), lambda p: Normal(p.a, 1.0))}, {"a": [0.0, 0.0]})
    with pytest.raises(CausalimgError, match="E0709"):
        load_weights(other, final_weights(tmp_path, read_run(tmp_path)), tmp_path)


def test_resume_wants_the_same_text_settings_and_data(hand, tmp_path):
    out = tmp_path / "run"
    with pytest.raises(CausalimgError, match="E0713"):
        run(hand, out, resume=True)
    with pytest.raises(Crash):
        run(hand, out, callbacks=crash_at(30))
    with pytest.raises(CausalimgError, match="E0711"):
        run(hand, out)
    with pytest.raises(CausalimgError, match="E0713"):
        run(hand, out, resume=True, data=hand.linear_rows(201))
    with pytest.raises(CausalimgError, match="E0715"):
        run(hand, out, resume=True, changed={"epochs": 3})
    model, program = hand.linear()
    other = replace(model, source=replace(model.source, text="causalimg 1\n"))
    with pytest.raises(CausalimgError, match="E0710"):
        fit_model(other, hand.linear_rows(200), out, settings(), resume=True, program=program)


def test_numbers_that_are_not_finite_stop_the_fit_and_what_was_saved_stays(hand, tmp_path):
    model, program = hand.linear()
    rows = hand.linear_rows(200)
    with pytest.raises(Crash):
        fit_model(model, rows, tmp_path, settings(), progress=False, program=program,
                  callbacks=crash_at(45))  # fmt: skip
    broken = {**program.mechanisms, "y": lambda p, x: Normal(p.b + p.c * x, (p.c - p.c).log())}
    program.mechanisms = broken
    with pytest.raises(CausalimgError) as caught:
        fit_model(model, rows, tmp_path, settings(), progress=False, program=program, resume=True)
    assert code_of(caught) == {"E0708"}
    assert caught.value.diagnostics[0].where == "ward.scm:4  y ~ ..."
    assert load_checkpoint(tmp_path)[0].step == 44


@pytest.mark.parametrize(
    "scale",
    [
        lambda p: torch.exp(p.t + 500),
        lambda p: -torch.ones(()),
        lambda p: (p.t * 0 - 0).sqrt() + 1,
    ],
)
def test_infinite_values_and_slopes_are_named(hand, tmp_path, scale):
    model, program = hand.linear()
    program.mechanisms = {
        **program.mechanisms, "y": lambda p, x: Normal(p.b + p.c * x, scale(p))
    }  # fmt: skip
    with pytest.raises(CausalimgError) as caught:
        fit_model(
            model, hand.linear_rows(200), tmp_path, settings(), progress=False, program=program
        )
    assert code_of(caught) == {"E0708"}
    assert "`y`" in caught.value.diagnostics[0].message


def test_a_constant_column_is_told_and_too_few_rows_are_refused(hand, tmp_path):
    rows = hand.linear_rows(200)
    rows["k"] = "a"
    fit = run(hand, tmp_path / "a", data=rows)
    assert [d.code for d in fit.warnings] == ["W0707"]
    with pytest.raises(CausalimgError, match="E0706"):
        run(hand, tmp_path / "b", rows=9)


def test_cells_and_paths_do_not_get_into_a_run(hand, tmp_path):
    rows = hand.linear_rows(200)
    rows["name"] = "Smith"
    (tmp_path / "Smith").mkdir()
    rows.to_csv(tmp_path / "Smith" / "table.csv")
    run(hand, tmp_path / "run", data=tmp_path / "Smith")
    for path in (tmp_path / "run").iterdir():
        assert b"Smith" not in path.read_bytes()


def test_progress_is_shown_on_standard_error(hand, tmp_path, capsys):
    model, program = hand.linear()
    fit_model(model, hand.linear_rows(200), tmp_path, settings(), program=program)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "per held-out row" in shown.err
    assert np.isfinite(list(read_run(tmp_path).heldout.values())).all()

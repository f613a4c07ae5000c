"""The magics bind models; diagnostics show without a traceback, and the cell still failed."""

import pytest
from IPython.testing.globalipapp import start_ipython
from IPython.utils.capture import capture_output

from causalimg.diagnostics import CausalimgError

JOE = """causalimg 1
model joe
param latents : int = 2
variables { x : real }
noise { u ~ Normal(0, 1) }
mechanisms { x := latents + u }
"""


@pytest.fixture(scope="session")  # one process has one shell
def shell():
    shell = start_ipython()
    shell.run_line_magic("load_ext", "causalimg")
    yield shell
    shell.run_line_magic("unload_ext", "causalimg")


def run(shell, text):
    with capture_output() as shown:
        result = shell.run_cell(text)
    return result, shown


def test_a_cell_becomes_a_model_under_its_name(shell):
    result, _ = run(shell, f"%%scm joe latents=5\n{JOE}")
    assert result.success
    assert shell.user_ns["joe"] is result.result
    assert shell.user_ns["joe"].sample(2000, seed=0)["x"].mean().item() == pytest.approx(
        5, abs=0.1
    )


def test_a_file_becomes_a_model_under_a_name(shell, ward):
    result, _ = run(shell, f"%scm {ward / 'truth.scm'} truth")
    assert result.success
    assert shell.user_ns["truth"].checked.name == "ward_truth"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("%%scm bad\n" + JOE.replace(":= latents", "= latents"), "bad.scm:6:16"),
        ("%scm nothing.scm nothing", "E0701"),
        ("%scm joe", "does not name a model"),
        ("%%scm 3x\n" + JOE, "does not name a model"),
        ("%%scm joe latents=many\n" + JOE, "is not a name and a number"),
        ("joe.ask('y < <x')", "E0"),
    ],
)
def test_a_diagnostic_shows_as_text_and_html(shell, text, words):
    run(shell, f"%%scm joe\n{JOE}")
    result, shown = run(shell, text)
    assert isinstance(result.error_in_exec, CausalimgError)
    assert "bad" not in shell.user_ns
    (output,) = shown.outputs
    assert words in output.data["text/plain"]
    assert output.data["text/html"].startswith("<pre style=")
    assert "<script" not in output.data["text/html"]
    assert "&lt;x" in output.data["text/html"] or "<x" not in text
    assert "Traceback" not in shown.stdout + shown.stderr + output.data["text/plain"]


def test_what_deserves_attention_is_shown_and_the_model_is_the_value(shell):
    cell = JOE.replace("variables {", "variables { spare : real\n")
    result, shown = run(shell, f"%%scm joe\n{cell}")
    assert result.success
    (said,) = shown.outputs
    assert "warning[W0" in said.data["text/plain"]
    assert "warning[W0" in said.data["text/html"]
    assert "joe.scm:4:13" in said.data["text/html"]
    page, _ = shell.display_formatter.format(result.result)
    assert page["image/svg+xml"].startswith("<svg")
    assert page["text/plain"] == "model joe"


def test_a_model_without_fault_shows_its_graph_alone(shell):
    result, shown = run(shell, f"%%scm joe\n{JOE}")
    assert shown.outputs == []
    assert "image/svg+xml" in shell.display_formatter.format(result.result)[0]


def test_other_mistakes_keep_their_traceback(shell):
    result, shown = run(shell, "1 / 0")
    assert isinstance(result.error_in_exec, ZeroDivisionError)
    assert "ZeroDivisionError" in shown.stdout + shown.stderr

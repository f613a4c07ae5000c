import ast
import shutil
import subprocess
import sys
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.program.exports import imports
from causalimg.program.layout import WIDTH, wrapped
from causalimg.program.load import compile_text
from causalimg.program.plan import statement
from compiled import CORPUS, GALLERY, ROOT, compiled, model_of, read, sample, text_of

TEXTS = pytest.mark.parametrize("path", [*GALLERY, *CORPUS], ids=lambda p: p.stem)


@cache
def emitted(path):
    return compile_text(read(path))


@TEXTS
def test_the_emitted_text_is_the_golden_one(path, snapshot):
    snapshot(ROOT / "tests" / "models" / "good" / f"{path.stem}.pyro.py", emitted(path))


@pytest.mark.parametrize(
    "command", [["format", "--check", "--diff"], ["check", "--select", "E,F,I,W,B,A"]]
)
def test_the_emitted_texts_are_formatted_and_import_only_what_they_use(command, tmp_path):
    """All of them in one call: a process for each would take minutes."""
    for path in (*GALLERY, *CORPUS):
        (tmp_path / f"{path.stem}.py").write_text(emitted(path), encoding="utf-8")
    ruff = shutil.which("ruff") or str(ROOT / ".venv" / "bin" / "ruff")
    config = ["--config", str(ROOT / "pyproject.toml")]
    done = subprocess.run(
        [ruff, *command, *config, str(tmp_path)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout.decode()


@TEXTS
def test_every_source_statement_stands_above_its_method(path):
    model = read(path)
    words = " ".join(emitted(path).replace("#", " ").split())
    for mechanism in model.mechanisms:
        assert statement(model.source.slice(mechanism.span)) in words


def test_one_method_for_each_variable_and_the_forms():
    tree = ast.parse(compile_text(read(ROOT / "tests" / "models" / "good" / "joe.scm")))
    (made,) = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    methods = [node.name for node in made.body if isinstance(node, ast.FunctionDef)]
    assert methods == [
        "noise_laws", "encouraged", "homework", "score",
        "forward", "noise_form", "draw_noise", "abduct", "predict", "log_prob",
    ]  # fmt: skip


NASTY = ["lambda", "torch", "forward", "buffers", "年齢", "class", "self", "laws", "u", "noise_laws",
         "dist", "None", "print", "training", "state_dict", "row", "rows", "do", "law", "select",
         "found", "value", "_x", "variables_", "natural_a", "Invertible", "pixels"]  # fmt: skip


@given(st.permutations(NASTY).map(lambda names: names[:6]))
def test_names_that_python_or_torch_use_are_names_like_any_other(names):
    first, second, third, fourth, noise, number = names
    text = text_of(
        [f"{first} : real", f"{second} : binary", f"{third} : category {{no, yes}}",
         f"{fourth} : real"],
        [f"{first} := {number} + 2 * {noise}", f"{second} ~ Bernoulli(logit = linear({first}))",
         f"{third} ~ table() given {second}", f"{fourth} ~ flow() given {first}, {second}, {third}"],
        [f"{noise} ~ Normal(0, 1)"],
        [f"{number} : real"],
    )  # fmt: skip
    program = compiled(text)
    _, row = sample(program, 5)
    assert list(row) == [first, second, third, fourth]
    again = program.predict(program.abduct(row))
    assert all((again[name] - row[name]).abs().max() < 1e-5 for name in row)
    assert set(program.log_prob(row)) == set(row)
    assert set(program(3)) == set(row) == set(program.noise_form(3))


def test_an_environment_called_like_a_keyword():
    text = text_of(["environment class : category {a, b}", "x : real"],
                   ["x ~ Normal(if class == a then 5 else -5, 0.1)"])  # fmt: skip
    program = compiled(text)
    import torch

    _, row = sample(program, 2, **{"class": torch.tensor([0, 1])})
    assert (row["x"] > 0).tolist() == [True, False]
    assert (program(2, **{"class": torch.tensor([1, 0])})["x"] > 0).tolist() == [False, True]
    assert program.abduct(row)["u_x"].abs().max() < 10


def test_quotes_and_backslashes_in_a_title_stay_text():
    text = 'causalimg 1\nmodel m "it\'s \\\\ a \\"\nvariables {\n x : real\n}\nmechanisms {\n x ~ Normal(0, 1)\n}\n'
    ast.parse(compile_text(model_of(text)))


@pytest.mark.parametrize("name", ["flow", "program", "mapping", "true", "map"])
def test_a_model_may_be_called_like_something_that_the_text_imports(name):
    text = text_of(["x : real"], ["x ~ flow()"]).replace("model case", f"model {name}")
    program = compiled(text)
    assert program.draw_noise(3)["u_x"].shape == (3,)


def test_a_text_says_nothing_about_folders():
    model = model_of(text_of(["x : real"], ["x ~ Normal(0, 1)"]), "/home/somebody/ward.scm")
    assert "somebody" not in compile_text(model)


def test_a_file_name_stays_a_name():
    odd = 'a"""\nimport os; os.abort() #\\.scm'
    text = compile_text(model_of(text_of(["x : real"], ["x ~ Normal(0, 1)"]), odd))
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    assert "os" not in {node.id for node in calls}


@given(st.lists(st.sampled_from(["alpha", "beta(x, y)", "(a + b)", "c[0]", "-d"]), min_size=2,
                max_size=12), st.sampled_from(["+", "*", "|"]))  # fmt: skip
def test_broken_lines_mean_the_same(parts, sign):
    line = f"    total = f({f' {sign} '.join(parts)}, last=1)"
    lines = wrapped(line, 40)
    assert ast.dump(ast.parse("\n".join(lines).strip())) == ast.dump(ast.parse(line.strip()))
    assert all(len(one) <= 40 for one in lines)


def test_imports_are_those_that_are_used():
    assert imports("torch.exp(pyro.sample)  # dist.Normal") == ["import pyro", "import torch"]
    assert imports("x.laws(Normal)") == []


def test_width_is_that_of_the_house():
    assert WIDTH == 99
    assert sys.version_info >= (3, 11)

import sys

import pytest

from causalimg.diagnostics import CausalimgError
from causalimg.program.names import ATTRIBUTES, class_name, keywords, python_names
from causalimg.program.plan import plan
from causalimg.program.protocol import Program
from compiled import GALLERY, GOOD, model_of, read, text_of


@pytest.mark.parametrize("path", [*GALLERY, *GOOD], ids=lambda p: p.stem)
def test_causes_come_first_and_every_mechanism_once(path):
    model = read(path)
    planned = plan(model)
    seen = {model.environment}
    for step in planned.steps:
        assert seen.issuperset(step.parents), step.target
        seen.add(step.target)
    assert sorted(planned.variables) == sorted(t for m in model.mechanisms for t in m.targets)


@pytest.mark.parametrize("path", [*GALLERY, *GOOD], ids=lambda p: p.stem)
def test_a_plan_names_nothing_twice(path):
    planned = plan(read(path))
    words = [*planned.locals.values(), *planned.attributes.values()]
    words += [f.attribute for f in planned.functions]
    words += list({s.module for s in planned.steps if s.module})
    assert len(words) == len(set(words))
    assert not ATTRIBUTES & set(words)
    assert all(word.isidentifier() for word in words)


def test_the_source_statement_goes_with_its_step():
    text = text_of(["x : real", "y : real"], ["x ~ Normal(0, 1)", "y ~ Normal(2 * x,\n 1)"])
    x, y = plan(model_of(text, "ward.scm")).steps
    assert (x.line, x.text) == ("ward.scm:11", "x ~ Normal(0, 1)")
    assert (y.line, y.text) == ("ward.scm:12", "y ~ Normal(2 * x, 1)")


def test_forms_of_equations():
    text = text_of(
        ["a, b, c, d : real", "e : binary"],
        ["a := 2 * u_a", "b := abs(u_b) + a", "c := 3 * a", "d := a + u_d", "e := u_e == 1"],
        ["u_a, u_b ~ Normal(0, 1)", "u_d ~ Poisson(2)", "u_e ~ Bernoulli(0.5)"],
    )
    steps = {s.target: s for s in plan(model_of(text)).steps}
    forms = {name: (s.form, s.density) for name, s in steps.items()}
    assert forms == {
        "a": ("invertible", True),
        "b": ("lossy", False),
        "c": ("plain", False),
        "d": ("invertible", False),
        "e": ("finite", True),
    }


def test_a_noise_without_a_name_is_called_after_its_variable_unless_that_is_taken():
    text = text_of(["x, u_x : real"], ["x ~ Normal(0, 1)", "u_x ~ Normal(x, 1)"])
    assert plan(model_of(text)).noises == ("u_x_", "u_u_x")


def test_a_hole_is_refused_with_its_name():
    sketch = "causalimg 1\nvariables {\n x, y : real\n}\ngraph {\n x -> y\n}\n"
    with pytest.raises(CausalimgError, match=r"E0402: `x` has no mechanism"):
        plan(model_of(sketch))


@pytest.mark.parametrize("word", ["rows", "do", "wanted", "row", "self", "mean_codes"])
def test_an_environment_cannot_take_the_name_of_an_argument(word):
    text = text_of([f"environment {word} : category {{a, b}}", "x : real"],
                   [f"x ~ Normal(if {word} == a then 1 else 0, 1)"])  # fmt: skip
    with pytest.raises(CausalimgError, match="E0105"):
        plan(model_of(text))


def test_attributes_of_the_base_are_all_avoided():
    words = {n for n in dir(Program()) if not n.startswith("_")}
    assert words <= ATTRIBUTES


def test_python_names_are_the_words_themselves_where_python_lets_us():
    names = ["age", "年齢", "lambda", "torch", "forward", "_x", "ﬁeld", "field", "print", "x²"]
    found = python_names(names, ["torch"])
    assert found["age"] == "age"
    assert found["年齢"] == "年齢"
    assert found["lambda"] == "lambda_"
    assert found["torch"] == "torch_"
    assert found["forward"] == "forward_"
    assert found["_x"] == "v_x"
    assert [found["ﬁeld"], found["field"]] == ["field", "field_"]
    assert found["print"] == "print_"
    assert found["x²"].isidentifier()
    assert len(set(found.values())) == len(names)


def test_keywords_that_python_lacks_go_in_a_dictionary():
    assert keywords({"age": "age", "class": "class_"}) == ["age=age", '**{"class": class_}']
    assert class_name("chest_xray") == "ChestXray"
    assert class_name("True") == "True_"


def test_planning_does_not_need_torch():
    import subprocess

    code = (
        "import sys\n"
        "from causalimg.program.plan import plan\n"
        "from causalimg.program.emit import emit\n"
        "assert 'torch' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

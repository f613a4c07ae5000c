"""`causalimg mediate`: effects split by mediators and paths, in words and as data."""

import json

import pytest
from typer.testing import CliRunner

from causalimg.interfaces.cli import app
from causalimg.interfaces.mediating import mediated_effects
from compiled import model_of

TEXT = """causalimg 1

variables {
  age : real
  latent frailty : real
  disease, lesion, image, label : binary
}
graph {
  age -> disease, image
  frailty -> lesion, label
  disease -> lesion -> image -> label
  disease -> image
}
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "door.scm").write_text(TEXT, encoding="utf-8")
    return str(tmp_path / "door.scm")


def told(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["mediate", *words])
    return done.exit_code, done.output


def test_mediators_are_listed_or_repeated(file) -> None:
    listed = told(file, "disease", "label", "--through", "lesion, image")
    assert listed == told(file, "disease", "label", "--through", "lesion", "--through", "image")
    assert listed[0] == 0


def test_it_is_said_whose_law_the_rows_are(tmp_path) -> None:
    chosen = TEXT.replace("}\ngraph {", "  selection kept : binary\n}\ngraph {\n  age -> kept")
    (tmp_path / "chosen.scm").write_text(chosen, encoding="utf-8")
    shown = told(str(tmp_path / "chosen.scm"), "disease", "image")[1]
    assert shown.endswith("P is the law of the rows with kept = 1\n")


def test_each_effect_is_written_with_its_laws_each_law_once(file) -> None:
    status, shown = told(file, "disease", "image", "--through", "lesion")
    assert status == 0
    assert shown.startswith(
        "total effect: E[image had disease] - E[image had disease′]\n"
        "  P(image had disease) = sum_{age} P(age) P(image | age, disease)\n"
    )
    direct = "natural direct effect: E[image had disease, lesion = (lesion had disease′)] - "
    assert direct + "E[image had disease′]\n" in shown
    assert shown.count("P(image had disease′) = ") == 1


def test_what_is_not_identified_says_why(file) -> None:
    """With an unseen cause of mediator and outcome, no experiment tells; nor of one above it."""
    status, shown = told(file, "disease", "label", "--through", "lesion")
    assert (status, "is not identified" in shown) == (0, False)
    text = TEXT.replace("frailty -> lesion, label", "frailty -> lesion, image")
    total, direct, *_ = mediated_effects(model_of(text), "disease", "image", ["lesion"])
    assert (total.identified, direct.identified, direct.witnesses) == (True, False, ())
    assert "`lesion had disease = " not in str(direct)
    assert "they share their noise" in direct.laws[0].why


def test_a_recanting_witness_is_named(file) -> None:
    status, shown = told(file, "disease", "image", "--through", "lesion", "--from", "experiments")
    assert (status, "recanting" in shown) == (0, False)
    text = TEXT.replace("disease -> lesion", "disease -> age\n  age -> lesion").replace(
        "age -> disease, image", "age -> image"
    )
    direct = mediated_effects(model_of(text), "disease", "image", ["lesion"])[1]
    assert (direct.identified, direct.witnesses) == (False, ("age",))
    assert "is not identified, recanting witness age" in str(direct)


def test_a_path_stands_beside_the_parts(file) -> None:
    path = "disease -> lesion -> image"
    status, shown = told(file, "disease", "image", "--along", path)
    assert (status, f"effect along {path}: " in shown) == (0, True)


def test_as_data(file) -> None:
    status, shown = told(file, "disease", "image", "--format", "json")
    first = json.loads(shown)[0]
    assert (status, first["name"], first["identified"]) == (0, "total effect", True)
    assert first["laws"][0]["estimand"] == "sum_{age} P(age) P(image | age, disease)"


def test_as_formulas_each_law_once(file, tmp_path) -> None:
    words = ("disease", "image", "--through", "lesion")
    status, shown = told(file, *words, "--format", "latex")
    lines = shown.splitlines()
    assert (status, lines[1], lines[-1]) == (0, r"\begin{align*}", r"\end{align*}")
    assert lines[2].startswith("  % total effect: E[image had disease] - ")
    above = (
        r"  P({\mathit{image}}_{\mathit{disease}}) &= \sum_{\mathit{age}} P(\mathit{age}) \, P("
    )
    assert lines[3].startswith(above)
    assert len(lines) == len({*lines})
    assert told(file, *words, "-o", str(tmp_path / "parts.tex"))[0] == 0
    assert (tmp_path / "parts.tex").read_text(encoding="utf-8") == shown


def test_what_does_not_follow_is_written_with_its_reason(tmp_path) -> None:
    (tmp_path / "tied.scm").write_text(
        TEXT.replace("frailty -> lesion, label", "frailty -> disease, image"), encoding="utf-8"
    )
    status, shown = told(str(tmp_path / "tied.scm"), "disease", "image", "--format", "latex")
    refused = r"  P({\mathit{image}}_{\mathit{disease}}) &\text{ is not identified} \\"
    lines = shown.splitlines()
    at = lines.index(refused)
    assert (status, lines[2].endswith(" is not identified")) == (0, True)
    assert lines[3].startswith("  % P(image had disease) ")
    assert all(line.startswith("  % ") for line in lines[2:at])
    assert (
        "written as `pdf`"
        in told(str(tmp_path / "tied.scm"), "disease", "image", "--format", "pdf")[1]
    )


def test_without_anything_between_there_is_the_total_effect_alone(file) -> None:
    status, shown = told(file, "lesion", "image")
    assert (status, shown.count("effect: ")) == (0, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("disease", "imag"), "did you mean `image`?"),
        (("disease", "frailty"), "no data show `frailty`"),
        (("disease", "image", "--through", "image"), "are different variables"),
        (("disease", "image", "--along", "disease -> age -> image"), "is no path along arrows"),
        (("image", "age", "--along", "image -> age"), "is no path along arrows"),
    ],
)
def test_what_cannot_be_asked_is_refused(file, words, said) -> None:
    status, shown = told(file, *words)
    assert (status, said in shown) == (1, True)


def test_the_rows_are_those_that_were_selected() -> None:
    chosen = "label : binary\n  selection kept : binary\n}"
    text = TEXT.replace("label : binary\n}", chosen).replace(
        "disease -> image\n", "disease -> image\n  age -> kept\n"
    )
    total = mediated_effects(model_of(text), "disease", "image")[0]
    assert total.identified


def test_a_selection_that_ties_is_told_where_something_is_refused(cli, tmp_path):
    file = tmp_path / "kept.scm"
    file.write_text(
        "causalimg 1\nvariables {\n  age, disease, scan : binary\n  selection kept : binary\n}\n"
        "graph {\n  age -> disease -> scan <- age\n  disease, age -> kept\n}\n"
    )
    shown = cli("mediate", file, "age", "scan").stdout
    assert "among the rows with kept = 1, being selected ties what leads to it" in shown


WARD = """causalimg 1
variables {
  scanner : category {ge, philips}
  age, blur, label : binary
}
mechanisms {
  scanner ~ Categorical(ge = 0.4, philips = 0.6)
  age ~ Bernoulli(0.5)
  blur ~ Bernoulli(if scanner == philips then 0.2 + 0.6 * age else 0.1 + 0.2 * age)
  label ~ Bernoulli(0.1 + 0.3 * blur + 0.2 * age + (if scanner == philips then 0.2 else 0))
}
"""


@pytest.fixture
def ward(tmp_path):
    (tmp_path / "ward.scm").write_text(WARD, encoding="utf-8")
    sampled = ["sample", str(tmp_path / "ward.scm"), "--rows", "4000", "--out", str(tmp_path)]
    assert CliRunner().invoke(app, sampled).exit_code == 0
    return str(tmp_path / "ward.scm"), str(tmp_path / "table.csv")


def test_each_effect_is_estimated_from_a_table(ward) -> None:
    file, table = ward
    words = (file, "scanner", "label", "--through", "blur", "--data", table, "--format", "json")
    status, shown = told(*words, "--values", "philips, ge")
    assert status == 0, shown
    found = {one["name"]: one["estimate"] for one in json.loads(shown)}
    numbers = {name: float(text.split(",")[0]) for name, text in found.items() if text}
    # Of blur, 0.3 of 0.5 - 0.2 in either group of age; the arrow itself gives 0.2.
    assert numbers["natural direct effect"] == pytest.approx(0.2, abs=0.05)
    assert numbers["natural indirect effect"] == pytest.approx(0.09, abs=0.03)
    whole = numbers["natural direct effect"] + numbers["total indirect effect"]
    assert numbers["total effect"] == pytest.approx(whole, abs=0.002)
    assert found["controlled direct effect"] == ""


@pytest.mark.parametrize("values", ["", "philips", "philips, siemens", "1, 0"])
def test_an_estimate_needs_two_values_of_the_cause(ward, values) -> None:
    file, table = ward
    status, shown = told(file, "scanner", "label", "--data", table, "--values", values)
    assert status == 1
    assert "two values of `scanner`" in " ".join(shown.split())
    assert "--values 'philips, ge'" in shown


def test_what_is_binary_is_changed_from_0_to_1(ward) -> None:
    file, table = ward
    status, shown = told(file, "blur", "label", "--data", table)
    assert status == 0
    assert "total effect: E[label had blur = 1] - E[label had blur = 0]\n" in shown
    assert "\n  estimate 0." in shown


def test_what_cannot_be_estimated_says_why_and_the_others_stay(ward, tmp_path) -> None:
    text = WARD.replace("age, blur,", "age,").replace(
        "label : binary", "label : binary\n  blur : real"
    )
    text = text.replace("blur ~ Bernoulli(", "blur ~ Normal(").replace(
        "0.2 * age)\n  label", "0.2 * age, 1)\n  label"
    )
    (tmp_path / "real.scm").write_text(text.replace("0.3 * blur", "0.1 * sigmoid(blur)"), "utf-8")
    words = (str(tmp_path / "real.scm"), "scanner", "label", "--values", "philips, ge")
    status, shown = told(*words, "--through", "blur", "--data", ward[1])
    assert status == 0, shown
    assert "estimate none: `blur` takes many values" in shown
    assert "estimate 0." in shown


def test_a_table_is_none_of_trials(ward) -> None:
    status, shown = told(ward[0], "age", "label", "--from", "experiments", "--data", ward[1])
    assert status == 1
    assert "a table holds what was observed" in " ".join(shown.split())


def test_where_all_is_linear_an_arrow_is_a_coefficient(ward) -> None:
    shown = told(ward[0], "scanner", "label")[1]
    assert "scanner -> label is the coefficient of scanner beside {age, blur}\n" in shown
    assert "coefficient" not in told(ward[0], "age", "scanner")[1]

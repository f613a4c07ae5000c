"""`causalimg transport`: effects at a site from studies at several, as a user asks for them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.identification.identify import Effect, Identified, identify
from causalimg.diagnostics import CausalimgError
from causalimg.interfaces.drafted import drafted
from causalimg.interfaces.transported_forms import written
from causalimg.interfaces.transporting import carried

MODELS = Path(__file__).parents[2] / "models"
STUDY = """causalimg 1
variables {
  environment site : category {here, there}
  latent u         : binary
  age, dose, mark  : binary
  well             : binary
}
graph {
  site -> age -> dose, well
  u -> dose, well
  dose -> mark -> well
}
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    file = tmp_path_factory.mktemp("transport") / "study.scm"
    file.write_text(STUDY)
    return drafted(file, {})


def told(model, question, *studies, to="here"):
    return "\n".join(map(str, carried(model, question, to, list(studies))))


def test_the_case_mix_of_the_site_is_taken_from_its_own_rows(model):
    found = told(model, "E[well | do(mark = 1)]", "there", "here: age")
    assert " P(age) " in found.splitlines()[0]
    assert "P[there]" in found
    assert "there may differ in age" in found


def test_without_them_it_is_told_what_is_missing(model):
    found = told(model, "E[well | do(mark = 1)]", "there", "here: dose, mark")
    assert "is not shown to follow from these studies" in found
    assert "how age comes about there is told by no study:" in found
    assert "there may differ in age" in found
    assert "the site itself does not measure age" in found


@pytest.mark.parametrize("question", ["P(u == 1)", "E[well | do(u = 1)]", "P(well == 1 | u == 1)"])
def test_what_no_study_shows_is_not_read_from_one(model, question):
    found = told(model, question, "there", "here")
    assert "does not follow from these studies\n  no study shows u" in found


def test_a_trial_elsewhere_carries_what_rows_cannot(model):
    bow = "E[well | do(dose = 1), mark == 1]"
    assert "P[there](" in told(model, bow, "there: do(dose)", "here")
    assert "do(dose)" in told(model, "E[well | do(dose = 1)]", "there: do(dose)", "here: age")
    assert "there set dose" in told(model, "E[dose | do(age = 1)]", "there: do(dose)")


def test_a_census_lets_selected_rows_speak_for_everyone(tmp_path):
    file = tmp_path / "clinic.scm"
    file.write_text(
        "causalimg 1\nvariables {\n  age, dose, well : binary\n  selection came : binary\n}\n"
        "graph {\n  age -> dose, well, came\n  dose -> well\n}\n"
    )
    model = drafted(file, {})
    asked = "E[well | do(dose = 1)]"
    alone = told(model, asked, "selected", to="everyone")
    beside = told(model, asked, "selected", "everyone: age", to="everyone")
    assert alone.startswith("P(well | do(dose)) among everyone is not shown to follow")
    assert beside.endswith("= sum_{age} P[everyone](age) P[selected](well | age, dose)")
    with pytest.raises(CausalimgError, match="carried between sites"):
        told(model, asked, "here", to="everyone")


SITES = """causalimg 1
variables {
  environment site : category {a, b}
  z, x, y : binary
}
graph {
  site -> z -> x, y
  x -> y
  x <-> y
}
"""


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    file = tmp_path_factory.mktemp("sites") / "sites.scm"
    file.write_text(SITES)
    return drafted(file, {})


def test_a_trial_of_the_site_is_read_as_it_is(sites):
    asked = "E[y | do(x = 1)]"
    found = told(sites, asked, "a: do(x), y", to="a")
    assert found == "P(y | do(x)) at a = P[a](y | do(x))"
    assert told(sites, "P(y == 1)", "b: do(x), y", "a: y", to="a").startswith("P(y) at a = P(y)\n")
    far = told(sites, asked, "b: do(x), y", to="a")
    assert far.startswith("P(y | do(x)) at a does not follow from these studies\n")
    mixed = told(sites, asked, "b: do(x), y, z", "a: x, y", to="a")
    assert mixed.startswith("P(y | do(x)) at a is not shown to follow from these studies\n")


def test_a_census_needs_no_site_and_may_have_one(tmp_path):
    file = tmp_path / "ward.scm"
    file.write_text(
        "causalimg 1\nvariables {\n  environment site : category {a, b}\n  age : real\n"
        "  ill : binary\n  selection s : binary\n}\ngraph {\n  site -> age -> ill -> s\n}\n"
    )
    ward = drafted(file, {})
    for census in ("everyone: age", "everyone: age, site"):
        found = told(ward, "P(age > 60)", "selected", census, to="everyone")
        assert found == "P(age) among everyone = P[everyone](age)"
    found = told(ward, "P(age > 60 | site == a)", "everyone: site, age", to="everyone")
    assert found == "P(age | site) among everyone = P[everyone](age | site)"
    alone = told(ward, "P(ill == 1)", "selected", to="everyone")
    assert alone.startswith("P(ill) among everyone does not follow from these studies\n")
    beside = told(ward, "P(ill == 1)", "selected", "everyone: age", to="everyone")
    assert beside.startswith("P(ill) among everyone is not shown to follow from these studies\n")
    with pytest.raises(CausalimgError, match="names `site`, which nobody sets"):
        told(ward, "P(age > 60)", "everyone: do(site), age", to="everyone")


@given(st.permutations(["age", "dose", "mark", "well"]))
def test_rows_of_the_site_itself_tell_what_identify_says(order):
    file = MODELS / "contrast.scm"
    model = drafted(file, {})
    names = ["reminder", "elderly", "dose", "bright", "clot", "seen"]
    y, x = (names[["age", "dose", "mark", "well"].index(name)] for name in order[:2])
    (found,) = carried(model, f"E[{y} | do({x} = 1)]", "plain", ["plain"])
    from causalimg.causal.answers.bridge import graph_of
    from causalimg.causal.graphs.admg import latent_projection

    graph = latent_projection(graph_of(model), {*names})
    assert (found.estimand is not None) == isinstance(
        identify(graph, Effect((y,), (x,))), Identified
    )


@pytest.mark.parametrize(
    ("question", "to", "study", "words"),
    [
        ("E[well | do(dose = 1)]", "her", "there", "there is no site `her`"),
        ("E[well | do(dose = 1)]", "here", "her", "there is no site `her`"),
        ("E[well | do(dose = 1)]", "here", "there: u", "`u`, which is no observed variable"),
        ("E[well | do(dose = 1)]", "here", "there: do(dos)", "names `dos`"),
        ("E[well | do(dose = 1)]", "here", "there: site", "leave out `site`"),
        ("well had dose = 1", "here", "there", "is not carried between sites"),
        ("E[well | site == there]", "here", "there", "leave out `site`"),
        ("E[well had dose = 1 | dose == 0]", "here", "there", "instead of `had`"),
        ("nothing", "here", "there", "there is no query `nothing`"),
    ],
)
def test_what_cannot_be_asked_is_told(model, question, to, study, words):
    with pytest.raises(CausalimgError) as caught:
        told(model, question, study, to=to)
    assert words in str(caught.value.diagnostics[0].message) + " ".join(
        caught.value.diagnostics[0].helps
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("environment site : category {here, there}", "site : binary"), "has no environment"),
        (("well             : binary", "selection well : binary"), "rows are selected"),
    ],
)
def test_a_model_without_free_sites_is_told(tmp_path, change, words):
    file = tmp_path / "study.scm"
    file.write_text(STUDY.replace(*change))
    with pytest.raises(CausalimgError) as caught:
        carried(drafted(file, {}), "E[mark | do(dose = 1)]", "here", ["there"])
    assert words in caught.value.diagnostics[0].message


def test_the_command_prints_it(cli):
    words = ("--to", "plain", "--study", "coast", "--study", "plain: elderly")
    done = cli("transport", MODELS / "contrast.scm", "help", *words)
    assert done.exit_code == 0
    assert done.stdout.startswith("P(seen | do(dose)) at plain = ")


def test_it_is_written_for_programs_and_for_papers(cli, tmp_path):
    words = ("--to", "plain", "--study", "coast: do(dose)", "--study", "plain: elderly")
    asked = ("transport", MODELS / "contrast.scm", "help", *words)
    shown = json.loads(cli(*asked, "--format", "json").stdout)
    (one,) = shown["answers"]
    assert (shown["format"], shown["model"]) == ("causalimg transport 1", "contrast")
    assert (one["site"], one["follows"], one["settled"]) == ("plain", True, True)
    assert one["estimand_latex"].startswith(r"\sum_{\mathit{elderly}, \mathit{bright}")
    assert one["differs"] == [{"study": "coast", "variables": ["reminder"]}]
    assert cli(*asked, "-o", tmp_path / "help.tex").exit_code == 0
    lines = (tmp_path / "help.tex").read_text().splitlines()
    assert lines[1:3] == [r"\begin{align*}", "  % coast may differ in reminder"]
    assert r"\text{ at plain} &= \sum_{" in lines[3]
    assert "written as `html`" in cli(*asked, "--format", "html").stderr


def test_a_refusal_is_written_with_its_reasons(sites):
    found = carried(sites, "E[y | do(x = 1)]", "a", ["b: do(x), y, z", "a: x, y"])
    (one,) = json.loads(written(sites, found, "json"))["answers"]
    assert (one["follows"], one["settled"], one["estimand_latex"]) == (False, False, None)
    assert "b may differ in z" in one["notes"]
    formula = written(sites, found, "latex")
    assert r"\text{ at a} &\text{ is not shown to follow from these studies} \\" in formula
    assert "  %   b may differ in z\n" in formula

"""Answers as JSON, LaTeX and pages, and lit graphs, from outside."""

import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from matplotlib.mathtext import MathTextParser
from typer.testing import CliRunner

from causalimg.interfaces.api import advise, identify
from causalimg.interfaces.cli import app

HERE = Path(__file__).parent / "forms"
SVG = "{http://www.w3.org/2000/svg}"
STUDY = """causalimg 1

model study "who <b>is</b> scanned & where"

variables {
  environment site : category {north, south}
  latent frailty   : real
  age              : real in [18, 100] years  ## at the visit
  dose             : binary
  disease          : binary
  scanner          : category {agfa, philips}
  image            : image[1, 16, 16]
}

graph {
  site -> age, scanner
  age -> dose, disease
  frailty -> dose, disease
  dose -> disease -> image <- scanner
}

claims {
  disease _||_ scanner | site
}

predictors {
  triage : disease from image invariant to scanner
}

queries {
  effect  : E[disease | do(dose = 1)] - E[disease | do(dose = 0)]
  look    : E[triage | do(scanner = agfa)]
  patient : image had scanner = agfa
}
"""


class Page(HTMLParser):
    """A page whose tags are closed in their order, and what it loads."""

    VOID = frozenset({"meta", "img", "br", "hr", "link"})

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.text = [], [], ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        told = dict(attrs)
        assert not {"src", "href", "onclick", "onload"} & told.keys()
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def told(*words):
    result = CliRunner(env={"NO_COLOR": "1"}).invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "study.scm"
    path.write_text(STUDY, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def no_dot(monkeypatch):
    monkeypatch.setattr("causalimg.causal.drawing.draw.shutil.which", lambda _: None)


def test_identify_writes_json_whose_keys_are_the_documented_ones(file, snapshot):
    found = told("identify", file, "--format", "json")
    assert found.exit_code == 0
    data = json.loads(found.stdout)
    assert (data["format"], data["model"]) == ("causalimg identification 1", "study")
    effect, look, patient = data["answers"]
    assert (effect["identified"], effect["answered"]) == (False, True)
    assert effect["hedges"] == [{"forest": ["dose", "disease"], "root": ["disease"]}]
    assert look["adjust"] == ["disease"]
    assert look["estimand_latex"].startswith(r"\sum_{\mathit{disease}} P(\mathit{triage} \mid")
    assert (patient["identified"], patient["answered"]) == (False, False)
    page = (Path(__file__).parents[2] / "docs" / "answers.md").read_text("utf-8")
    for key in effect:
        assert f"`{key}`" in page
    snapshot(HERE / "identify.tex", told("identify", file, "--format", "latex").stdout)


def test_advise_writes_json_with_every_field_of_a_licence(file):
    found = told("advise", file, "--format", "json")
    data = json.loads(found.stdout)
    assert data["format"] == "causalimg advice 1"
    (one,) = data["predictors"]
    assert one["partition"]["parts"] == ["content(image)"]
    by_name = {a["name"]: a for a in one["attributes"]}
    scanner = by_name["scanner"]
    assert (scanner["verdict"], scanner["best"]["given"]) == ("licensed", ["disease"])
    assert {r["method"] for r in scanner["rulings"]} >= {"IRM", "V-REx"}
    assert all(r["standing"] == "forbidden" and r["reason"] for r in scanner["forbidden"])
    assert scanner["risk"].keys() >= {"irm", "vrex", "power", "irm_path", "vrex_path"}
    paths = [r["path"] for r in scanner["forbidden"] if r["path"]]
    assert paths
    assert all(p["text"] == " ".join(_text(p)) for p in paths)
    assert {(f["cause"], f["effect"]) for f in one["sensitivity"]} >= {("site", "scanner")}
    page = (Path(__file__).parents[2] / "docs" / "answers.md").read_text("utf-8")
    for key in (*one, *scanner):
        assert f"`{key}`" in page


def _text(path):
    yield path["nodes"][0]
    for arrow, node in zip(path["arrows"], path["nodes"][1:], strict=True):
        yield from (arrow, node)


@pytest.mark.parametrize("command", ["identify", "advise"])
def test_pages_load_nothing_run_nothing_and_escape_what_is_written(command, file, tmp_path):
    out = tmp_path / "page.html"
    done = told(command, file, "-o", out)
    assert (done.exit_code, "page.html: written" in done.output) == (0, True)
    text = out.read_text("utf-8")
    page = Page(text)
    assert "script" not in page.tags
    assert "<b>is</b> scanned &" in page.text
    assert "svg" in page.tags
    assert "open path" in page.text or "causal paths" in page.text
    if command == "identify":
        assert "math" in page.tags


def test_latex_of_the_answers_is_read_by_a_reader_of_latex(file):
    for one in identify(file, "look"):
        MathTextParser("path").parse(one._repr_latex_().replace(r"\displaystyle", ""))


def test_a_form_that_there_is_not_is_told(file):
    for command, form in (("identify", "pdf"), ("advise", "latex")):
        found = told(command, file, "--format", form)
        assert (found.exit_code, "cannot be written as" in found.stderr) == (1, True)


def test_notebooks_show_answers_as_formulas_and_advice_as_a_page(file):
    found = identify(file, "look")
    assert "math" in Page(found._repr_html_()).tags
    assert found[0]._repr_html_() == found._repr_html_()
    told_in_words = advise(file)
    assert "licensed given disease" in told_in_words
    assert told_in_words._repr_html_().startswith("<iframe sandbox srcdoc=")


def groups(text):
    root = ET.fromstring(text)
    return {
        g.find(f"{SVG}title").text: g
        for g in root.iter(f"{SVG}g")
        if g.find(f"{SVG}title") is not None
    }


def lit(text):
    found = groups(text)
    return {title for title, g in found.items() if g.get("stroke-width") == "2.8"}


def drawn(file, *words):
    found = told("graph", file, *words)
    assert found.exit_code == 0, found.stderr
    return found.stdout


def test_a_query_lights_its_causal_paths_and_its_adjustment_set(file):
    text = drawn(file, "--query", "look")
    assert lit(text) == {"scanner -> image", "image -> triage"}
    assert "disease (observed), adjusted for" in groups(text)
    assert "triage (observed), outcome" in groups(text)


def test_an_effect_that_is_not_identified_lights_its_hedge(file):
    text = drawn(file, "--effect", "E[disease | do(dose = 1)]")
    assert lit(text) == {"frailty -> dose", "frailty -> disease"}
    assert "not identified" in text


def test_a_claim_lights_the_open_path_or_says_that_it_holds(file):
    text = drawn(file, "--claim", "disease _||_ scanner")
    assert lit(text) == {"site -> age", "age -> disease", "site -> scanner"}
    held = drawn(file, "--claim", "disease _||_ scanner | site")
    assert lit(held) == set()
    assert "no path is open" in held


def test_a_predictor_lights_what_decides_in_the_parts_of_the_picture(file, snapshot):
    text = drawn(file, "--predictor", "triage")
    assert "content(image) (content), ends of the path" in groups(text)
    assert "disease (observed), what is predicted" in groups(text)
    assert "age (observed): at the visit" in groups(text)
    snapshot(HERE / "triage.svg", text)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--query", "effekt"], "did you mean `effect`"),
        (["--predictor", "triag"], "did you mean `triage`"),
        (["--query", "patient"], "is not answered by the arrows"),
        (["--query", "look", "--predictor", "triage"], "would light different things"),
        (["--claim", "disease _||_ scaner"], "scaner"),
    ],
)
def test_what_cannot_be_lit_is_told(words, why, file):
    found = told("graph", file, *words)
    assert found.exit_code == 1
    assert why in found.stderr


def test_a_picture_marks_what_a_front_door_goes_through(cli):
    models = Path(__file__).parents[2] / "models"
    shown = cli("graph", models / "contrast.scm", "--query", "help").stdout
    assert "front door" in shown
    assert "adjusted for" not in shown

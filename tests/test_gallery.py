"""The gallery: graphs of published studies, each without fault and shown in the manual."""

import ast
import html
import re
from pathlib import Path

import pytest

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import Severity
from causalimg.interfaces.drawing import drawn
from causalimg.semantics.model import Counterfactual, Estimand
from causalimg.source import Source
from causalimg.syntax.format import format_tree

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "gallery.md").read_text("utf-8")
MODELS = sorted((ROOT / "models").glob("*.scm"))
STUDIES = [path for path in MODELS if "\n# Source: " in path.read_text("utf-8")]
# Not of a publication, or of one that the page names: our phantoms, and what the manual reads.
OURS = {"chest_xray", "contrast", "contrast_truth", "dose", "morphomnist"}


def read(path):
    source = Source(str(path), path.read_text("utf-8"))
    return source, analyse(source)


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda p: p.stem)


def test_there_are_at_least_a_dozen_studies():
    assert len(STUDIES) >= 12
    rest = {path.stem for path in MODELS} - {path.stem for path in STUDIES}
    assert {name for name in rest if "phantom" not in name} == OURS


@named(MODELS)
def test_a_model_raises_nothing_but_notes_and_is_in_the_one_form(path):
    source, found = read(path)

    assert [d for d in found.diagnostics if d.severity is not Severity.NOTE] == []
    assert found.tree is not None
    assert format_tree(found.tree, source) == source.text


@named(MODELS)
def test_a_model_compiles_to_python_that_parses(path):
    from causalimg.program.load import compile_text

    _, found = read(path)
    tree = ast.parse(compile_text(found.model))

    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    assert len(classes) == 1
    made = {node.name for node in classes[0].body if isinstance(node, ast.FunctionDef)}
    assert {"forward", "noise_form", "abduct", "predict", "log_prob"} <= made


@named(STUDIES)
def test_a_study_names_its_source_and_owns_up_to_our_reading(path):
    source, found = read(path)
    head = " ".join(source.text.split("\nmodel ")[0].split())

    assert re.search(r"# Source: .+ \(\d{4}\), .+# Our reading: ", head)
    assert found.model.name == path.stem
    assert any(variable.doc for variable in found.model.variables)
    assert any(arrow.reason for arrow in (*found.model.arrows, *found.model.bidirected))


@named(STUDIES)
def test_a_study_asks_about_one_patient_and_about_all(path):
    queries = read(path)[1].model.queries

    assert any(isinstance(query, Counterfactual) for query in queries)
    assert any(isinstance(query, Estimand) for query in queries)


@named([path for path in MODELS if not path.stem.endswith("_truth")])
def test_the_page_shows_a_model_with_its_figure(path):
    assert f"```{{model}} {path.stem}\n" in PAGE


def test_the_page_shows_only_models_that_there_are():
    shown = re.findall(r"^```\{model\} (\w+)$", PAGE, re.MULTILINE)

    assert len(shown) == len(set(shown))
    assert set(shown) <= {path.stem for path in MODELS}


@named(MODELS)
def test_a_figure_tells_the_doc_comments_and_the_reasons(path):
    model = read(path)[1].model
    picture = html.unescape(drawn(model, "svg").decode())

    assert picture.startswith("<svg")
    for told in (*model.variables, *model.arrows, *model.bidirected):
        words = getattr(told, "doc", None) or getattr(told, "reason", None)
        assert words is None or words in picture


@named(STUDIES)
def test_every_question_of_a_study_can_be_asked(path):
    from causalimg.diagnostics import CausalimgError
    from causalimg.program.load import build
    from causalimg.queries.ask import ask
    from compiled import sample

    text = path.read_text("utf-8")
    small = {"side": 16} if "param side" in text else {}
    model = analyse(Source(str(path), text), small).model
    program = build(model).eval()
    _, drawn_rows = sample(program, rows=2)
    rows = {v.name: drawn_rows[v.name] for v in model.variables if v.kind != "latent"}
    foretold = {p.name for p in model.predictors}

    for query in model.queries:
        words = set(re.findall(r"\w+", model.source.slice(query.span)))
        if foretold & words:
            with pytest.raises(CausalimgError, match="not trained yet"):
                ask(model, program, query.name, rows, draws=3)
            continue
        answer = ask(model, program, query.name, rows, draws=3)
        assert answer.rung == 3 or isinstance(query, Estimand)
        assert all(output.counterfactual.isfinite().all() for output in answer.outputs)

"""The page: self-contained, escaped, complete, and figures that can be drawn."""

import re
from html.parser import HTMLParser

import pytest
import torch

from causalimg.evaluation.axioms import axioms
from causalimg.evaluation.figures import counterfactual_grid, png, truth_grid
from causalimg.evaluation.report import Film, Matter, report, write_report
from causalimg.evaluation.scores import score
from causalimg.evaluation.truth import truth_errors
from causalimg.queries.ask import ask


class Page(HTMLParser):
    """Tags that are open and not closed, and everything that a page loads."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.loaded, self.handlers = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in {"meta", "img", "br", "link", "hr"}:
            self.open.append(tag)
        self.loaded += [v for k, v in attrs if k in {"src", "href", "xlink:href", "data"}]
        self.handlers += [k for k, _ in attrs if k.startswith("on")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page(trained, film_fit, film_rows):
    west = {name: value[:60] for name, value in film_rows[1].items()}
    other = {name: value[:60] for name, value in film_rows[2].items()}
    scores = score(trained, film_rows[1], twins={"scanner": film_rows[2]})
    errors = truth_errors(film_fit, west, other, {"scanner": other["scanner"]}, bootstrap=100)
    same = axioms(film_fit, film_rows[0], rows=8, effectiveness=False)
    grid = truth_grid("image", west["image"], errors, ["<one>", "two"], rows=2)
    bias = ask(film_fit.model, film_fit.program, "bias", predictors={"triage": trained},
               rows_frequencies=torch.tensor([1.0, 1.0, 1.0, 0.0]))  # fmt: skip
    return report(
        Matter(film_fit, (trained,), (scores,), (Film(grid, "a <b>caption</b>"),), (errors,),
               same, (bias,))
    )  # fmt: skip


def test_the_page_is_whole_and_loads_nothing(page):
    read = Page()
    read.feed(page)
    assert read.open == []
    assert read.tags.count("img") >= 5
    assert "svg" in read.tags
    assert all(one.startswith(("data:image/png;base64,", "#")) for one in read.loaded)


def test_no_word_of_the_model_or_the_request_becomes_markup(page):
    read = Page()
    read.feed(page)
    assert "script" not in read.tags
    assert read.handlers == []
    for words in ("a <b>small</b> study", "<script>alert", "<i>mix</i>", "a <b>caption</b>"):
        assert words not in page
    assert "a &lt;b&gt;small&lt;/b&gt; study" in page


def test_the_page_says_what_it_rests_on(page):
    words = re.sub(r"<[^>]+>", " ", page)
    for said in ("worst-group accuracy", "scanner | disease", "chosen by the graph",
                 "composition", "reversibility", "synthetic", "copy of the factual row",
                 "E[triage | do(scanner = agfa)]"):  # fmt: skip
        assert said in words, said


def test_a_bare_fit_has_a_page_too(film_fit, tmp_path):
    place = write_report(Matter(film_fit), tmp_path / "report.html")
    text = place.read_text(encoding="utf-8")
    read = Page()
    read.feed(text)
    assert read.open == []
    assert "Axioms" not in text


def test_pictures_stand_beside_each_other_and_say_they_are_synthetic():
    film = torch.rand(3, 1, 8, 12)
    made = png(counterfactual_grid({"factual": film, "difference made": film - 0.5}, rows=2))
    assert made.startswith(b"\x89PNG")
    assert b"synthetic" in made
    volume = torch.rand(1, 1, 6, 6, 4)
    assert png(counterfactual_grid({"scan": volume})).startswith(b"\x89PNG")

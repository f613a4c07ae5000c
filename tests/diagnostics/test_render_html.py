"""HTML of diagnostics: the terminal's layout, nothing of the person's text as markup, colours that read."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import Diagnostic, Label, Severity
from causalimg.diagnostics.render import STYLES, render
from causalimg.diagnostics.render_html import COLOURS, render_html
from causalimg.source import Source, Span

BAD = sorted((Path(__file__).parents[1] / "models" / "bad").glob("*.scm"))


class Page(HTMLParser):
    """What a browser makes of it: the text, and every element with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.elements, self.open = "", [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, tuple(name for name, _ in attributes)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def says_what_the_terminal_says(found, source):
    page = Page(render_html(found, source))
    assert page.text == render(found, source)
    assert page.open == []
    assert set(page.elements) <= {("pre", ("style",)), ("span", ("style",))}
    assert page.elements.count(("pre", ("style",))) == bool(found)


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_the_page_reads_as_the_terminal(path):
    source = Source(path.name, path.read_text("utf-8"))
    says_what_the_terminal_says(analyse(source).diagnostics, source)


WILD = st.text(st.sampled_from("<>&\"'a 年\x1b[0m]\n`="), max_size=20)


@given(WILD, WILD, WILD, WILD, st.sampled_from(list(Severity)), st.integers(0, 20))
def test_nothing_that_a_person_wrote_is_markup(text, message, label, name, severity, at):
    source = Source(name, text)
    span = Span(min(at, len(text)), len(text))
    others = (Label(Span(0, 1), label),)
    found = Diagnostic("E0101", message, span, label, others, (label,), (message,))
    says_what_the_terminal_says([found], source)
    says_what_the_terminal_says([found], None)


def test_nothing_is_nothing():
    assert render_html([]) == ""


def test_every_style_has_a_colour_that_reads_on_white_and_on_black():
    assert set(COLOURS) == set(STYLES)
    for colour in set(COLOURS.values()) - {"inherit"}:
        light = luminance(colour)
        assert 1.05 / (light + 0.05) >= 4.5, "on white"
        assert (light + 0.05) / 0.05 >= 4.5, "on black"


def luminance(colour: str) -> float:
    """Relative luminance by the Web Content Accessibility Guidelines 2.1."""
    parts = [int(part, 16) / 255 for part in re.findall("[0-9a-f]{2}", colour)]
    line = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2]

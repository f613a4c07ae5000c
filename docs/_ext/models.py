"""Models in the manual: their figures, their sources and their text, made at every build.

The directive `{model} NAME` shows `models/NAME.scm`: what it says of itself, where its graph comes
from, the graph with its tooltips, and the text behind a fold. Nothing of it is committed, so
nothing of it goes stale. Blocks of ```scm``` are coloured with our own lexer; to Pygments, `scm`
would be Scheme.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from pygments.token import Comment, Error, Text, _TokenType
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from causalimg.causal.analyse import Analysis, analyse
from causalimg.diagnostics import CausalimgError, has_errors
from causalimg.interfaces.drawing import drawn
from causalimg.interfaces.highlight import CausalimgLexer
from causalimg.source import Source

MODELS = Path(__file__).resolve().parents[2] / "models"
_COMMENT = re.compile(r"^#(?!#)[ \t]?(.*)$", re.MULTILINE)
_MAGIC = re.compile(r"%%[^\n]*\n")


class Colours(CausalimgLexer):
    """The package's lexer, for texts that are wrong on purpose and for cells of a notebook."""

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        """Tokens with their places; a `%%` line first, and no token that stops the build."""
        first = _MAGIC.match(text)
        start = first.end() if first else 0
        if first:
            yield 0, Comment.Preproc, first.group()
        for at, kind, word in super().get_tokens_unprocessed(text[start:]):
            yield at + start, Text if kind is Error else kind, word


class ModelDirective(SphinxDirective):
    """`{model} NAME`: a model of the gallery, from its file."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Words, figure and folded text of the model."""
        path = MODELS / f"{self.arguments[0]}.scm"
        self.env.note_dependency(str(path))
        source = Source(f"models/{path.name}", path.read_text(encoding="utf-8"))
        found = analyse(source)
        if found.model is None or has_errors(found.diagnostics):
            raise CausalimgError(found.diagnostics, source)
        return [*self._words(found, source), *self._figure(found), *_folded(source)]

    def _words(self, found: Analysis, source: Source) -> Iterator[nodes.Node]:
        assert found.model is not None
        if said := found.model.title:
            yield nodes.paragraph("", "", nodes.emphasis(said, said[0].upper() + said[1:] + "."))
        for said in _paragraphs(source.text):
            head, _, rest = said.partition(": ")
            told = [nodes.strong(head, f"{head}:"), nodes.Text(" "), *_inline(rest)]
            yield nodes.paragraph("", "", *told, classes=["source"])

    def _figure(self, found: Analysis) -> list[nodes.Node]:
        assert found.model is not None
        picture = drawn(found.model, "svg").decode()
        return [nodes.raw("", f'<figure class="graph">{picture}</figure>', format="html")]


def _paragraphs(text: str) -> list[str]:
    """The comments before `model`, a text for each that begins with `Word:`."""
    head = text.split("\nmodel ", maxsplit=1)[0]
    said = " ".join(line.strip() for line in _COMMENT.findall(head))
    return [part for part in re.split(r"(?<=\.) (?=Our reading: )", said) if part]


def _inline(text: str) -> Iterator[nodes.Node]:
    """Words, and code where it stands in back-ticks."""
    for i, part in enumerate(text.split("`")):
        yield nodes.literal(part, part) if i % 2 else nodes.Text(part)


def _folded(source: Source) -> list[nodes.Node]:
    name = html.escape(source.name)
    opens = f'<details class="listing"><summary><code>{name}</code></summary>'
    listing = nodes.literal_block(source.text, source.text, language="scm")
    return [
        nodes.raw("", opens, format="html"),
        listing,
        nodes.raw("", "</details>", format="html"),
    ]


class CellLanguage(SphinxPostTransform):
    """Cells that hold a model are coloured as one; to the kernel, they are Python."""

    default_priority = 350  # before Sphinx colours (400)

    def run(self, **_: Any) -> None:
        """Name the language of every cell that begins with `%%scm` or writes a `.scm`."""
        for block in self.document.findall(nodes.literal_block):
            if re.match(r"%%scm\b|%%writefile \S+\.scm\b", block.astext()):
                block["language"] = "scm"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive, the lexer and the style."""
    app.add_directive("model", ModelDirective)
    app.add_lexer("scm", Colours)
    app.add_post_transform(CellLanguage)
    app.add_css_file("manual.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}

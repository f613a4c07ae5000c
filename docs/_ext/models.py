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
from typing import Any, ClassVar

from docutils import nodes
from pygments.lexer import Lexer, RegexLexer, words
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Text
from pygments.util import ClassNotFound
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from causalimg.causal.analyse import Analysis, analyse
from causalimg.diagnostics import CausalimgError, has_errors
from causalimg.interfaces.drawing import drawn
from causalimg.library.laws import LAWS
from causalimg.library.networks import NETWORKS
from causalimg.library.words import COUPLINGS, ROLES, TYPES
from causalimg.source import Source

MODELS = Path(__file__).resolve().parents[2] / "models"
_COMMENT = re.compile(r"^#(?!#)[ \t]?(.*)$", re.MULTILINE)
_BLOCKS = (
    "variables", "graph", "noise", "parameters", "mechanisms",
    "claims", "interventions", "predictors", "queries",
)  # fmt: skip
_SMALL = (
    "given", "via", "in", "by", "from", "invariant", "to", "across", "identified", "truncated",
    "had", "do", "if", "then", "else", "match", "and", "or", "not", "import", "as", "at", "for",
)  # fmt: skip


class Colours(RegexLexer):
    """The words of the language, coloured, wherever no lexer of the package is installed."""

    name = "causalimg"
    aliases: ClassVar = ["causalimg"]
    tokens: ClassVar = {
        "root": [
            (r"##[^\n]*", String.Doc),
            (r"#[^\n]*", Comment),
            (r"%%scm[^\n]*", Comment.Preproc),
            (r"\Acausalimg(?=[ \t]+\d)", Keyword),
            (words(_BLOCKS, suffix=r"(?=\s*\{)"), Keyword.Declaration),
            (words(("model", "param", "grid"), prefix=r"^", suffix=r"\b"), Keyword.Declaration),
            (words(ROLES, suffix=r"\b(?=[ \t]+\w)"), Keyword.Type),
            (words(TYPES, suffix=r"\b"), Keyword.Type),
            (words((*LAWS, *NETWORKS), suffix=r"(?=\()"), Name.Function),
            (words(COUPLINGS, suffix=r"\b"), Name.Constant),
            (words(_SMALL, suffix=r"\b"), Keyword),
            (r"\b[EP](?=[\[(])", Name.Builtin),
            (r'"[^"\n]*"', String),
            (r"\d+(\.\d+)?([eE][+-]?\d+)?", Number),
            (r"_\|\|_|<->|->|<-|:=|~|[-+*/^=<>!|]+|\.\.", Operator),
            (r"[(){}\[\],:;.]", Punctuation),
            (r"[^\W\d]\w*", Name),
            (r"\s+", Text.Whitespace),
            (r".", Text),
        ]
    }


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
            yield nodes.paragraph(
                "", "", nodes.strong(head, f"{head}:"), nodes.Text(f" {rest}"), classes=["source"]
            )

    def _figure(self, found: Analysis) -> list[nodes.Node]:
        assert found.model is not None
        picture = drawn(found.model, "svg").decode()
        return [nodes.raw("", f'<figure class="graph">{picture}</figure>', format="html")]


def _paragraphs(text: str) -> list[str]:
    """The comments before `model`, a text for each that begins with `Word:`."""
    head = text.split("\nmodel ", maxsplit=1)[0]
    said = " ".join(line.strip() for line in _COMMENT.findall(head))
    return [part for part in re.split(r"(?<=\.) (?=Our reading: )", said) if part]


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


def lexer() -> type[Lexer]:
    """The package's lexer where one is installed, else the small one above."""
    try:
        return type(get_lexer_by_name("causalimg"))
    except ClassNotFound:
        return Colours


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive, the lexer and the style."""
    app.add_directive("model", ModelDirective)
    app.add_lexer("scm", lexer())
    app.add_post_transform(CellLanguage)
    app.add_css_file("manual.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}

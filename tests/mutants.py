"""Damaged texts for the front rooms, and what must hold of whatever they answer."""

import random
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from causalimg.causal.analyse import Analysis, analyse
from causalimg.diagnostics import (
    CODES,
    CausalimgError,
    Diagnostic,
    apply_fixes,
    has_errors,
    render,
)
from causalimg.diagnostics.render_json import to_dicts, to_github
from causalimg.interfaces.lsp import edits, names
from causalimg.interfaces.lsp.completion import complete
from causalimg.interfaces.lsp.document import open_text
from causalimg.interfaces.lsp.hover import hover
from causalimg.interfaces.lsp.outline import outline
from causalimg.interfaces.mending import mend
from causalimg.program.emit import emit
from causalimg.program.plan import plan
from causalimg.source import Source, Span, display_width
from causalimg.source.files import Shelf, kept
from causalimg.syntax import parse
from causalimg.syntax.format import format_tree
from causalimg.syntax.grammar import grammar

ROOT = Path(__file__).parents[1]

#: What neither the grammar nor the models bring along.
FOREIGN = re.split(
    " ",
    "<- |> ~~ =~ %>% ** // /* */ <<- :: => && || ! ? ; $ % & @ \\ ` ' '' \"\"\" ” « … → ⊥ ∼ ≤ − × µ ° "
    "\u00a0 \u200b \u202e \u2066 \u0301 e\u0301 ﬁ ß İ 年齢 ١٢ 𝟙 🙂 \ud800 \0 \x1b \x7f \ufeff \t \r \r\n \u2028 "
    "def class return model{ ~dnorm( data lambda None True NaN nan -inf 1e999 0x10 1_000 .5 5. 1.e3 1e 00 "
    "999999999999 1e-400 0.1.2 1..2 _ __ _||_ ## #",
)
#: Numbers that are none, too large, too small, or beside a limit.
NUMBERS = re.split(
    " ", "0 1 2 -1 64 65 10000 10001 999999999 1e9 1e308 1e309 1e-320 0.5 1.0 3.0000001"
)
_TOKEN = re.compile(r"\w+|[^\w\s]+|\n|[^\S\n]+")


def texts() -> list[str]:
    """Every model that the house keeps, good and bad, with those on the pages of diagnostics."""
    folders = ("models", "tests/models/good", "tests/models/bad", "tests/models/holes")
    found = [
        p.read_text("utf-8") for name in folders for p in sorted((ROOT / name).glob("**/*.scm"))
    ]
    for page in sorted((ROOT / "docs" / "explain").glob("*.md")):
        found += re.findall(
            r"^```scm\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
        )
    return found


def shelf() -> Shelf:
    """The files beside the good models, so that imports find something."""
    beside = ROOT / "tests" / "models" / "good"
    return kept(
        {
            path.relative_to(beside).as_posix(): path.read_text("utf-8")
            for path in sorted(beside.glob("**/*.scm"))
        }
    )


class Mutants:
    """Damaged texts, one for each number; short texts are taken more often than long ones."""

    def __init__(self, seed: int = 0, known: Iterable[str] = ()) -> None:
        self.seed = seed
        self.texts = list(known) or texts()
        self.weights = [1 / (60 + len(text)) for text in self.texts]
        self.words = [*grammar().keywords, *grammar().signs]

    def text(self, number: int) -> str:
        """The damaged text of that number: the same whenever it is asked for."""
        rng = random.Random(f"{self.seed}/{number}")
        (text,) = rng.choices(self.texts, self.weights)
        ways = (
            self._tokens,
            self._tokens,
            self._lines,
            self._splice,
            self._truncate,
            self._letters,
        )
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5))):
            text = rng.choice(ways)(rng, text)
        return text

    def _piece(self, rng: random.Random, parts: list[str]) -> str:
        kinds = (self.words, self.words, FOREIGN, NUMBERS, parts or [""])
        return rng.choice(rng.choice(kinds))

    def _tokens(self, rng: random.Random, text: str) -> str:
        parts = _TOKEN.findall(text)
        if not parts:
            return self._piece(rng, parts)
        at, other = rng.randrange(len(parts)), rng.randrange(len(parts))
        run = rng.choice((1, 1, 2, 4))
        match rng.randrange(6):
            case 0:
                del parts[at : at + run]
            case 1:
                parts[at:at] = parts[at : at + run] * rng.choice((1, 1, 2, 30))
            case 2:
                parts[at], parts[other] = parts[other], parts[at]
            case 3:
                parts.insert(at, rng.choice(("", " ")) + self._piece(rng, parts))
            case 4:
                parts[at] = self._piece(rng, parts)
            case _:
                digits = [i for i, part in enumerate(parts) if part[0].isdigit()] or [at]
                parts[rng.choice(digits)] = rng.choice(NUMBERS)
        return "".join(parts)

    def _lines(self, rng: random.Random, text: str) -> str:
        lines = text.splitlines(keepends=True) or [""]
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        match rng.randrange(5):
            case 0:
                del lines[at]
            case 1:
                lines.insert(other, lines[at])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                (guest,) = rng.choices(self.texts, self.weights)
                lines.insert(at, rng.choice(guest.splitlines(keepends=True) or [""]))
            case _:
                ends = ("\r\n", "\r", "\n\n", " ", "", "\n\r", "\x0b", "\u2029")
                lines[at] = lines[at].rstrip("\n") + rng.choice(ends)
        return "".join(lines)

    def _splice(self, rng: random.Random, text: str) -> str:
        (guest,) = rng.choices(self.texts, self.weights)
        return text[: rng.randint(0, len(text))] + guest[rng.randint(0, len(guest)) :]

    def _truncate(self, rng: random.Random, text: str) -> str:
        held = text.encode("utf-8", "surrogatepass")
        return held[: rng.randint(0, len(held))].decode("utf-8", "replace")

    def _letters(self, rng: random.Random, text: str) -> str:
        at = rng.randint(0, len(text))
        letter = (
            rng.choice(FOREIGN)
            if rng.random() < 0.5
            else chr(rng.choice((rng.randrange(128), rng.randrange(0x3000))))
        )
        return text[:at] + letter + text[at + rng.choice((0, 0, 1, 1, 3)) :]


# ---- what must hold -----------------------------------------------------------------------------


def carets_lie_under_their_line(shown: str) -> None:
    """The carets begin and end where the line above them has letters."""
    *_, line, under, _ = shown.splitlines()
    text, carets = line.partition("|")[2][1:], under.partition("|")[2][1:]

    assert set(carets.strip()) == {"^"}, shown
    assert len(carets) <= max(1, display_width(text)), shown


def told_well(source: Source, found: Iterable[Diagnostic]) -> None:
    """Each diagnostic has a code, a sentence, places in the text, and a caret under its line."""
    for one in found:
        spans = [label.span for label in one.others] + [
            s for s in (one.span, one.fix and one.fix.span) if s
        ]
        assert one.code in CODES
        assert one.message
        assert not re.search(r" object at 0x|NoneType|Error\(|Span\(|<class ", render([one])), one
        assert all(0 <= s.start <= s.end <= len(source.text) for s in spans), one
        bare = replace(one, label="", others=(), helps=(), notes=())
        if one.span is not None:
            carets_lie_under_their_line(render([bare], source))
        render([one], source, colour=True)


def judged(text: str, number: int = 0, beside: Shelf | None = None) -> Analysis:
    """A text met all that reads texts: the checker always, the rest in turns.

    Raises:
        AssertionError: where an answer breaks a law.
    """
    source = Source("any.scm", text)
    analysis = analyse(source, shelf=beside or kept({}))
    found = analysis.diagnostics
    assert (analysis.model is None) == has_errors(found)
    assert all(
        (a.span or Span(-1, -1)).start <= (b.span or Span(-1, -1)).start
        for a, b in pairwise(found)
    )
    told_well(source, found)
    to_dicts(found, source)
    to_github(found, source)
    if number % 3 == 0:
        _formats(source)
    if number % 5 == 0:
        analyse(Source("fixed.scm", apply_fixes(text, found)), shelf=kept({}))
    if number % 7 == 0 and analysis.model is not None:
        _compiles(analysis)
    if number % 20 == 0:
        _edits(text, number, beside)
    if number % 100 == 0:
        mend(source)
    return analysis


def _formats(source: Source) -> None:
    parsed = parse(source)
    if parsed.tree is None:
        return
    once = format_tree(parsed.tree, source)
    again = parse(Source("", once))
    assert again.tree == parsed.tree, once
    assert format_tree(again.tree, again.source) == once, once


def _compiles(analysis: Analysis) -> None:
    assert analysis.model is not None
    try:
        text = emit(plan(analysis.model))
    except CausalimgError as error:
        told_well(analysis.source, [d for d in error.diagnostics if d.where is None])
    else:
        compile(text, "emitted.py", "exec")


def _edits(text: str, number: int, beside: Shelf | None) -> None:
    document = open_text("any.scm", text, beside)
    end = len(document.source.text)
    place = random.Random(number).randint(0, end)
    complete(document, place)
    hover(document, place)
    names.occurrences(document)
    outline(document)
    edits.renamable(document, place)
    edits.rename(document, place, "renamed")
    edits.formatted(document)
    edits.actions(document, Span(0, end))

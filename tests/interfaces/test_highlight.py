"""The lexer for Pygments and the grammar for editors: the words of the language, every character."""

from importlib.metadata import entry_points
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments import token
from pygments.lexers import SchemeLexer

from causalimg.interfaces.highlight import CausalimgLexer
from causalimg.library.laws import LAWS
from causalimg.library.networks import NETWORKS
from causalimg.library.words import COUPLINGS
from causalimg.syntax.words import BLOCK_WORDS, ROLES, TYPES
from productions import words_of

ROOT = Path(__file__).parents[2]
GALLERY = sorted((ROOT / "models").glob("*.scm"))
OURS = (token.Keyword, token.Operator.Word)


def pieces(text):
    return [(kind, piece) for _, kind, piece in CausalimgLexer().get_tokens_unprocessed(text)]


def coloured(text, word):
    """The colours of a word, in the order of its places."""
    return [kind for kind, piece in pieces(text) if piece == word]


@pytest.mark.parametrize("path", GALLERY, ids=lambda p: p.stem)
def test_a_gallery_file_is_cut_without_error_and_without_loss(path):
    text = path.read_text("utf-8")
    found = pieces(text)
    assert "".join(piece for _, piece in found) == text
    assert not [piece for kind, piece in found if kind is token.Error]
    for word in BLOCK_WORDS:
        if f"\n{word} {{" in text:
            assert token.Keyword.Declaration in coloured(text, word)


@given(st.text(max_size=60))
def test_no_text_is_lost(text):
    found = list(CausalimgLexer().get_tokens_unprocessed(text))
    assert "".join(piece for _, _, piece in found) == text
    assert [at for at, _, _ in found] == [
        sum(len(piece) for _, _, piece in found[:n]) for n in range(len(found))
    ]


@pytest.mark.parametrize("path", GALLERY, ids=lambda p: p.stem)
def test_a_word_is_coloured_as_the_parser_reads_it(path):
    """Where the parser took a keyword, the lexer shows one; where a name, it shows none."""
    text = path.read_text("utf-8")
    ours = {
        at
        for at, kind, piece in CausalimgLexer().get_tokens_unprocessed(text)
        if piece[0].isalpha() and (kind in token.Keyword or kind is token.Operator.Word)
        and kind is not token.Keyword.Type
    }  # fmt: skip
    theirs = keywords(text)
    shown = {text[at : at + 12] for at in ours ^ theirs}
    assert not shown


def keywords(text):
    """Where the parser takes a word as one of the language."""
    words = (w for w in words_of(text) if w.text.isidentifier() and w.text != "inf")
    return {word.span.start for word in words if word.kind != "NAME"}


def test_words_have_the_colours_of_the_library():
    for law in LAWS:
        assert coloured(f"x ~ {law}(0)", law) == [token.Name.Class]
    for name, network in NETWORKS.items():
        wanted = token.Name.Builtin if network.built else token.Name
        assert coloured(f"x ~ {name}()", name) == [wanted]
    for word in TYPES:
        assert coloured(f"variables {{\n  a : {word}\n}}", word) == [token.Keyword.Type]
    for word in ROLES:
        assert coloured(f"variables {{\n  {word} a : real\n}}", word) == [token.Keyword]
        assert coloured(f"variables {{\n  {word} : real\n}}", word) == [token.Name.Variable]
    for word in COUPLINGS:
        assert coloured(f"x ~ table() via {word}", word) == [token.Name.Builtin]


def test_a_word_of_the_language_is_a_name_where_the_parser_reads_one():
    assert coloured("by : real", "by") == [token.Name.Variable]
    assert coloured("E[P] + P(E)", "E") == [token.Operator.Word, token.Name]
    assert coloured("graph", "graph") == [token.Name]


def test_the_lexer_knows_its_language_from_scheme():
    sure = CausalimgLexer.analyse_text
    assert sure("causalimg 1\n") == sure("# a study\n\ncausalimg 1\n") == 1.0
    assert sure("(define causalimg 1)\n") == sure("; causalimg 1\n") == sure("") == 0.0
    assert sure("causalimg 1\n") > SchemeLexer.analyse_text("causalimg 1\n")


def test_pygments_finds_the_lexer():
    found = entry_points(group="pygments.lexers")
    if "causalimg" not in found.names:
        pytest.skip("this checkout was installed before the entry point was declared")
    from pygments.lexers import get_lexer_by_name, guess_lexer_for_filename

    assert isinstance(get_lexer_by_name("causalimg"), CausalimgLexer)
    assert isinstance(guess_lexer_for_filename("a.scm", "causalimg 1\n"), CausalimgLexer)
    assert isinstance(guess_lexer_for_filename("a.scm", "(define (f x) x)\n"), SchemeLexer)

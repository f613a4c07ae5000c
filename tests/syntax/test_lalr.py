"""Our driver of the parser's table, beside Lark's own: the same trees, the same refusals."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.source import Span
from causalimg.syntax import build
from causalimg.syntax.grammar import STARTS, grammar
from causalimg.syntax.lalr import Machine, Run
from causalimg.syntax.tables import END, made
from productions import Word, drive, peer, read_by_lark, words_of

MODELS = sorted((Path(__file__).parents[1] / "models" / "good").glob("*.scm"))


def drawn_to_the_end(run, words):
    """What our driver makes of words, or the index of the first that does not fit."""
    for at, word in enumerate(words):
        if not run.push(word.type, word):
            return at
    return run.result if run.finish() else len(words)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model_becomes_the_tree_that_lark_makes(path):
    words = words_of(path.read_text(encoding="utf-8"))
    ours = drawn_to_the_end(Run(grammar().machine, "start"), words)

    assert words
    assert ours == read_by_lark(words)
    assert ours.span == read_by_lark(words).span


@given(st.data())
def test_what_fits_is_what_lark_accepts(data):
    """A walk of fitting terminals, one foreign one in its midst: both stop at the same word."""
    rule = data.draw(st.sampled_from(STARTS))
    run, lark = Run(grammar().machine, rule), peer().parse_interactive(None, start=rule)
    lark.parser_state.parse_conf.callbacks = dict.fromkeys(
        lark.parser_state.parse_conf.callbacks, lambda children: children
    )
    run._machine = Machine(grammar().machine.table, dict.fromkeys(vars(build.REDUCTIONS), list))
    for at in range(data.draw(st.integers(0, 25))):
        assert run.fitting == set(lark.accepts())
        possible = sorted(run.fitting - {END})
        if not possible:
            break
        terminal = data.draw(st.sampled_from(possible))
        word = Word(terminal, "x", Span(at, at + 1))
        assert run.push(terminal, word)
        lark.feed_token(word)
    foreign = data.draw(st.sampled_from([t.name for t in grammar().machine.table.terminals]))
    word = Word(foreign, "x", Span(99, 100))
    fits = foreign in lark.accepts()
    assert (foreign in run.fitting) is fits
    assert run.push(foreign, word) is fits


def test_words_that_only_look_wrong_later_are_refused_at_the_same_place():
    for text in ("age := 1 + 2", "a, b ~ Normal(0, 1)", "x ~ Normal(0, 1", "y := ("):
        words = words_of(text, "mechanism")
        assert drawn_to_the_end(Run(grammar().machine, "mechanism"), words) == read_by_lark(
            words, "mechanism"
        )


def test_lists_are_taken_apart_wherever_they_stand():
    """Two repetitions in one rule, none of them in front."""
    text = 'pair: "a" NAME* "b" ("," NAME)*\nNAME: /x/\n'
    machine = Machine(made(text, ["pair"]), {"pair": tuple})
    names = {"a": "A", "b": "B", ",": "COMMA", "x": "NAME"}
    for line in ("ab", "axxxb", "ab,x,x", "axb,x"):
        words = [Word(names[c], c, Span(i, i + 1)) for i, c in enumerate(line)]
        assert drawn_to_the_end(Run(machine, "pair"), words) == tuple(words)


def test_an_end_too_early_is_told_by_what_would_fit():
    run = Run(grammar().machine, "chain")
    for at, terminal in enumerate(("NAME", "COMMA")):
        assert run.push(terminal, Word(terminal, "x", Span(at, at + 1)))

    assert not run.finish()
    assert run.fitting == {"NAME"}
    with pytest.raises(KeyError):
        Run(grammar().machine, "nothing")


def test_renaming_is_remembered_apart_for_each_start():
    """`expr` may end a question by itself, and be renamed inside a mechanism."""
    word = Word("NAME", "x", Span(0, 1))
    for rule in ("expr", "question", "expr", "law", "expr"):
        run, lark = Run(grammar().machine, rule), peer().parse_interactive(None, start=rule)
        assert drawn_to_the_end(run, [word]) == drive(lark, [word])

"""The texts of dagitty: every form is read, and what no model can say is refused by its place."""

from pathlib import Path

import pytest

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError, Severity
from causalimg.interfaces.exchange import Sketch
from causalimg.interfaces.exchange.dagitty_read import read_dagitty
from causalimg.interfaces.exchanging import exported, imported
from causalimg.source import Source


def read(text: str) -> Sketch:
    return read_dagitty(Source("there.txt", text))


def arrows(text: str) -> list[str]:
    found = read(text)
    return [f"{e.left}->{e.right}" for e in found.arrows] + [
        f"{e.left}<->{e.right}" for e in found.arcs
    ]


WAYS = {
    "dag { a -> b }": ["a->b"],
    "a -> b": ["a->b"],
    "DAG plan {a->b;b->c;}": ["a->b", "b->c"],
    "strict digraph { a -> b -> c }": ["a->b", "b->c"],
    "graph { a <- b <- c }": ["b->a", "c->b"],
    "dag { a -> b <- c <-> d }": ["a->b", "c->b", "c<->d"],
    "dag { {a b} -> {c;d} }": ["a->c", "a->d", "b->c", "b->d"],
    "dag { a -> {b -> c} -> d }": ["b->c", "a->b", "a->c", "b->d", "c->d"],
    "dag { a {b} {{{c} d} e} -> f }": ["c->f", "d->f", "e->f"],
    "dag { subgraph g { a; b } -> c }": ["a->c", "b->c"],
    'dag { "a b" -> "c" + "d" [beta=.5] }': ["a b->cd"],
    'dag { "say \\"x\\"" -> y }': ['say "x"->y'],
    "dag { 1 -> 2.5 -> x.1 }": ["1->2.5", "2.5->x.1"],
    "dag { # one\n a -> b // two\n /* a -> c\n */ }": ["a->b"],
    'dag { bb="0,0,1,1"; graph [x=1] node [shape=box] a -> b [pos="1,-1",label="no"] }': ["a->b"],
    "dag { a -> b a -> b b <-> a a <-> b }": ["a->b", "b<->a"],
    "digraph { a -> b [dir=both] b -> c [dir = back, label=x] }": ["c->b", "a<->b"],
    "x E\ny O @1,2\nbody%20mass U\n\nx y body mass\n": ["x->y", "x->body mass"],
    "x\ny\nz\n\n0 1 1\n0 0 1\n0 1 0\n": ["x->y", "x->z", "y<->z"],
    "x 1\n\n": [],
    "dag {}": [],
}


@pytest.mark.parametrize("text", WAYS)
def test_every_way_to_write_arrows_is_read(text):
    assert arrows(text) == WAYS[text]


@pytest.mark.parametrize("word", ["latent", "l", "unobserved", "u"])
def test_a_latent_variable_stays_latent(word):
    assert [n.kind for n in read(f"dag {{ a [{word}] a -> b }}").nodes] == ["latent", "observed"]


def test_options_become_kinds_a_question_and_notes():
    text = (
        'dag { x [exposure, pos="1,2"] y [o] s [selected] z [adjusted] {u v} [latent]\n'
        'b [label="body mass"] x -> y <- {u z} y -> s v -> {b y} b -> x }'
    )
    model = imported("dagitty", Source("folder/study.txt", text))
    assert "# read from study.txt" in model
    assert "does not say of its variables: z" in model
    for line in (
        "latent u    : real", "latent v    : real", "selection s : binary",
        "b           : real  ## body mass",
        "effect : E[y | do(x = 1)] - E[y | do(x = 0)]",
    ):  # fmt: skip
        assert line in model


def test_several_exposures_are_set_together_for_each_outcome():
    text = "dag { a [e] b [e] y [o] z [o] {a b} -> {y z} }"
    model = imported("dagitty", Source("x", text))
    assert "effect_on_y : E[y | do(a = 1, b = 1)] - E[y | do(a = 0, b = 0)]" in model
    assert "effect_on_z" in model


def test_an_effect_that_does_not_follow_is_left_out_and_can_be_asked_about():
    text = 'dag { "the dose" -> y; "the dose" <-> y; "the dose" [exposure]; y [outcome] }'
    model = imported("dagitty", Source("x", text))
    found = analyse(Source("", model)).diagnostics
    assert [d for d in found if d.severity is Severity.ERROR] == []
    assert "queries" not in model
    assert "left out: `y` under `do(the_dose)` is not identified" in model
    assert "causalimg identify FILE 'P(y | do(the_dose))'" in model


def test_a_model_from_a_graph_checks_and_does_not_compile():
    from causalimg.semantics.holes import compile_problems

    model = analyse(Source("", imported("dagitty", Source("x", "dag { x -> y }")))).model
    assert {d.code for d in compile_problems(model)} == {"E0402"}


def test_our_own_drawing_is_read_back():
    text = (Path(__file__).parent / "exchange" / "clinic.scm").read_text("utf-8")
    model = analyse(Source("clinic.scm", text)).model
    again = read(exported("dot", model))
    assert {(e.left, e.right) for e in again.arrows} == {(a.cause, a.effect) for a in model.arrows}
    assert {frozenset((e.left, e.right)) for e in again.arcs} == {
        frozenset((b.left, b.right)) for b in model.bidirected
    }


REFUSED = {
    "dag { a -- b }": ("`a -- b` does not say which causes which", "--"),
    "dag { a -> b @-> c }": ("`b @-> c` does not say which causes which", "@->"),
    "dag { a -> b [dir=none] }": ("`a -> b` does not say which causes which", "->"),
    "mag { a -> b }": ("a `mag` stands for many graphs, and a model has one", "mag"),
    "PDAG { a -> b }": ("a `pdag` stands for many graphs, and a model has one", "PDAG"),
    "pag g { a -> b }": ("a `pag` stands for many graphs, and a model has one", "pag"),
    "dag { a -> b -> c -> a }": ("the arrows form a circle: a -> b -> c -> a", "c -> a"),
    "dag { a -> a }": ("`a` is joined to itself", "a -> a"),
    "dag { a -> }": ("`}` stands where `{` should", "}"),
    "dag { a -> b": ("the end of the file stands where `}` should", ""),
    "dag { a -> b } c": ("`c` stands where the end of the file should", "c"),
    "dag { a -> b [exposure }": ("`}` stands where a name should", "}"),
    'dag { a -> "b }': ("a quoted word that is never closed", '"'),
    "dag { a => b }": ("`>` has no place here", ">"),
    "dag { a-b }": ("`-b` is no name, and `-` no arrow", "-b"),
    "dag { /* a }": ("a comment that is never closed", "/"),
    "": ("there is no graph in this file", ""),
    "x\ny\n\nx z\n": ("`z` is not in the list of variables above", "z"),
    "x\ny\n\n0 1\n": ("a matrix of 1 rows, here 2 columns", "0 1"),
    "x\ny\n\nx x\n": ("`x` is joined to itself", "x x"),
    "{" * 70: ("groups inside 64 others", "{"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_is_told_with_its_place(text):
    with pytest.raises(CausalimgError) as caught:
        read(text)
    (found,) = caught.value.diagnostics
    assert (found.message, text[found.span.start : found.span.end]) == REFUSED[text]
    assert found.code == "E0801"


def test_arrows_without_end_are_refused():
    many = " ".join(f"v{i}" for i in range(200))
    with pytest.raises(CausalimgError, match="more than 20,000 arrows"):
        read(f"dag {{ {{{many}}} -> {{{many.replace('v', 'w')}}} }}")

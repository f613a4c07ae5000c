"""Beginners' mistakes, recognised by what they look like, each with what to type instead."""

from causalimg.diagnostics import Diagnostic
from causalimg.source import Source, Span
from causalimg.syntax.feed import Stop, read
from causalimg.syntax.grammar import ENTRY_RULES
from causalimg.syntax.layout import Layout
from causalimg.syntax.lexemes import Lexeme


def explain_layout(source, layout, found):
    out = []
    for s in layout.statements:
        rule = ENTRY_RULES.get(s.block.text, "line") if s.block else "line"
        r = read(rule, s.lexemes)
        if isinstance(r, Stop):
            at = min(r.at, len(s.lexemes) - 1)
            out.append(
                Diagnostic(
                    "E0010", f"does not fit; expected {sorted(r.expected)}", s.lexemes[at].span
                )
            )
    return tuple(out)


def explain_question(source, rule, code):
    r = read(rule, code)
    return (Diagnostic("E0010", f"does not fit; expected {sorted(r.expected)}", Span(0, 0)),)


def explain_tree(tree):
    return ()

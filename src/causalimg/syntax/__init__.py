"""From text to tree and back."""

from causalimg.syntax.format import format_question, format_tree
from causalimg.syntax.parse import Parsed, parse, parse_assignments, parse_claim, parse_question

__all__ = [
    "Parsed",
    "format_question",
    "format_tree",
    "parse",
    "parse_assignments",
    "parse_claim",
    "parse_question",
]

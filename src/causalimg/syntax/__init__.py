"""From text to tree and back."""

from causalimg.syntax.parse import Parsed, parse, parse_assignments, parse_question

__all__ = ["Parsed", "parse", "parse_assignments", "parse_question"]

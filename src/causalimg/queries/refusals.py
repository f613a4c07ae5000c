"""What is said where an estimand has no value, in the words of the question."""

from dataclasses import dataclass

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.queries.mass import is_spread
from causalimg.semantics.asking import impossible_events
from causalimg.semantics.expr import (
    Binary,
    Expectation,
    Expr,
    VariableRef,
    variables_in,
    walk,
)
from causalimg.semantics.forms import COMPARISONS
from causalimg.semantics.model import Model
from causalimg.semantics.question import scope_of
from causalimg.source import Source, Span


@dataclass(frozen=True, slots=True)
class Told:
    """Who asks what: every refusal quotes the text of the question.

    Args:
        model: the checked model.
        source: the text into which the places of the question point.
    """

    model: Model
    source: Source

    def words(self, span: Span) -> str:
        """The words at a place, for messages; `this` where the text is not at hand."""
        shown = " ".join(self.source.slice(span).split())
        return f"`{shown}`" if shown else "this"

    def error(self, message: str, span: Span, *helps: str, note: str = "") -> CausalimgError:
        """E0711 at a place of the question."""
        found = Diagnostic("E0711", message, span, helps=helps, notes=(note,) if note else ())
        return CausalimgError([found], self.source)

    def by_zero(self, span: Span, *, exact: bool) -> CausalimgError:
        """A ratio whose lower part is zero."""
        where = "" if exact else " in the population that was drawn"
        lower = self.words(span)
        message = f"{lower} is 0{where}, and nothing can be divided by it"
        if lower == "`0`":
            message = "nothing can be divided by 0"
        return self.error(message, span, "ask for the two parts of the ratio by themselves")

    def no_number(self, span: Span, share: str = "") -> CausalimgError:
        """Something that is infinite, or no number."""
        message = f"{self.words(span)} has no finite value{share}"
        helps = "look for a division by 0, or a logarithm or root outside its range"
        more = "leave out the rows without one by a condition: `E[... | ...]`"
        return self.error(message, span, helps, *([more] if share else []))

    def nobody(self, term: Expectation, *, exact: bool) -> CausalimgError:
        """No unit meets the conditions: which of them never holds, where that can be said."""
        scope = scope_of(self.model, self.source)
        for condition in term.conditions:
            for found in impossible_events(self.model, scope, condition):
                span = found.span or condition.span
                return self.error(found.message, span, "condition on what the model can make")
        for condition in term.conditions:
            if self._has_no_mass(condition):
                return self._no_mass(condition)
        places = [condition.span for condition in term.conditions]
        span = places[0] | places[-1] if places else term.span
        message = "nobody in the population meets the conditions"
        if exact:
            return self.error(message, span, "widen them: their probability is 0")
        note = "an exact value counts by its density, and that is 0 under all causes drawn"
        exactly = any(isinstance(c, Binary) and c.sign == "==" for c in term.conditions)
        helps = "widen them, or draw more with `--draws`"
        return self.error(message, span, helps, note=note if exactly else "")

    def _has_no_mass(self, condition: Expr) -> bool:
        """Whether an equality is about something continuous that is no variable of its own."""
        if not isinstance(condition, Binary) or condition.sign != "==":
            return False
        # What is compared inside, as in `mean(image > 1)`, has few values.
        inside = [n for n in walk(condition) if n is not condition]
        if any(isinstance(n, Binary) and n.sign in COMPARISONS for n in inside):
            return False
        sides = (condition.left, condition.right)
        alone = any(isinstance(s, VariableRef) for s in sides)
        read = variables_in(condition)
        return not (alone and len(read) == 1) and any(is_spread(self.model, n) for n in read)

    def _no_mass(self, condition: Expr) -> CausalimgError:
        shown = self.words(condition.span)
        message = f"{shown} has probability zero: it compares what is continuous"
        helps = "ask for a range: one condition with `>`, one with `<`"
        note = "only a variable by itself, `x == 1`, counts by its density given its causes"
        return self.error(message, condition.span, helps, note=note)

"""A run in words: what it was fitted to, and the numbers that it found."""

from causalimg.fitting.store import Fit
from causalimg.queries.learned import networks, parameters, tables


def shown(fit: Fit) -> str:
    """The estimates of a fit as text: parameters, tables, and what cannot be read as either.

    Args:
        fit: the opened run.
    """
    model, program, seen = fit.model, fit.program, fit.summary.seen
    held = f", {fit.summary.held_out} of them held out to watch it" if fit.summary.held_out else ""
    parts = [f"{model.name}, fitted to {fit.summary.rows} rows{held}"]
    numbers = parameters(model, program, seen)
    if len(numbers):
        parts.append(numbers.to_string(index=False, float_format="{:.4g}".format))
    for name, table in tables(model, program, seen).items():
        lines = table.to_string(index=False, float_format="{:.3f}".format, na_rep="no row")
        parts.append(f"table of {name}\n{lines}")
    parts += [f"{name}: {what}" for name, what in networks(model, program).items()]
    if len(parts) == 1:
        parts.append("nothing in it was learned: its mechanisms are all written in numbers")
    return "\n\n".join(parts)

"""What is carried between sites, as JSON for programs and as LaTeX for a paper."""

import json
from collections.abc import Sequence
from typing import Any

from causalimg.causal.answers.elsewhere import Transported
from causalimg.causal.answers.typeset import to_latex
from causalimg.causal.estimands.symbols import tex
from causalimg.interfaces.identified_forms import aligned
from causalimg.semantics.model import Model

FORMAT = "causalimg transport 1"


def written(model: Model, found: Sequence[Transported], form: str = "text") -> str:
    """Answers as `causalimg transport` writes them.

    Args:
        model: that was asked.
        found: of `causalimg.interfaces.transporting.carried`.
        form: `text`, `json` or `latex`.
    """
    match form:
        case "json":
            data = {"format": FORMAT, "model": model.name, "answers": [_data(o) for o in found]}
            return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        case "latex":
            return aligned(line for one in found for line in _rows(one))
        case _:
            return "\n".join(map(str, found))


def _data(one: Transported) -> dict[str, Any]:
    found = one.estimand
    return {
        "effect": str(one.effect),
        "effect_latex": to_latex(one.effect),
        "site": one.site,
        "follows": found is not None,
        "settled": found is not None or one.settled,
        "estimand": "" if found is None else str(found),
        "estimand_latex": None if found is None else to_latex(found),
        "differs": [{"study": study, "variables": [*names]} for study, names in one.differs],
        "notes": [note.strip() for note in one.notes],
    }


def _rows(one: Transported) -> list[str]:
    """An answer with its effect before the `&=`, below what else there is to say."""
    left = f"{to_latex(one.effect)}\\text{{ {tex(one.place)}}}"
    end = f"&\\text{{ {one.refusal}}}" if one.estimand is None else f"&= {to_latex(one.estimand)}"
    return [*(f"% {note}" for note in one.notes), f"{left} {end} \\\\"]

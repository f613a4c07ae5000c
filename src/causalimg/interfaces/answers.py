"""Answers as a notebook shows them: what is printed stays text, what is displayed is a page."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, TypeVar

from causalimg.interfaces.identified_forms import Told

if TYPE_CHECKING:
    from causalimg.semantics.model import Model

_T = TypeVar("_T", bound=Told)


class Answers(tuple[_T, ...]):
    """Identifications, which a notebook displays as formulas."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from causalimg.interfaces.identified_forms import fragment

        return fragment(self)


class Advice(str):
    """The text of a licence, which a notebook displays as the page of `advise --format html`."""

    __slots__ = ("_model", "_predictors")

    _model: "Model"
    _predictors: Sequence[str]

    @classmethod
    def of(cls, text: str, model: "Model", predictors: Sequence[str]) -> "Advice":
        """The advice for some predictors of a model."""
        advice = cls(text)
        advice._model, advice._predictors = model, predictors
        return advice

    def _repr_html_(self) -> str:
        from causalimg.interfaces.advice_forms import as_html

        # In a frame of its own, so that its look stays there.
        page = escape(as_html(self._model, [*self._predictors]))
        size = "width:100%;height:720px;border:1px solid #e3e6e9"
        return f'<iframe sandbox srcdoc="{page}" style="{size}"></iframe>'

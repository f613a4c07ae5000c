"""What training may be told: `[train.NAME]` in `causalimg.toml`, and the command line over it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from causalimg.fitting.settings import Settings, read_section

Method = Literal["erm", "licensed", "counterfactual"]
METHODS: tuple[Method, ...] = ("erm", "licensed", "counterfactual")


class TrainSettings(BaseModel):
    """`[train.NAME]`: how a predictor is trained; every method gets the same.

    Nothing here is tuned by the training: there is one value of each, for all methods.

    Attributes:
        methods: which to train; ERM is always among them.
        epochs: passes over the rows.
        batch: rows per step.
        learning_rate: largest step size of AdamW (one cycle up and down).
        weight_decay: of AdamW.
        resolution: pictures are averaged down to this many pixels along their longer side.
        width: channels of the first convolution; each further one has twice as many, at most 64.
        representation: numbers that the image branch hands to the head.
        dropout: share of features left out in a step.
        penalty: weight of the licensed constraint.
        warm_up: share of the steps before the constraint begins to act.
        bins: groups into which a number is cut where a constraint compares its values.
        consistency: weight of the agreement between a row and its counterfactual, where the
            graph says that the answer must not move; 0 leaves augmentation alone.
        folds: leave out one site after the other, to report how it goes.
        bootstrap: resamples of the patients for an interval.
        seed: of the first weights, the order of the rows and the counterfactual values.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
    methods: Annotated[tuple[Method, ...], Field(strict=False)] = Field(
        default=METHODS, description='a list of "erm", "licensed", "counterfactual"'
    )
    epochs: int = Field(default=12, ge=1, description="a whole number from 1")
    batch: int = Field(default=128, ge=8, description="a whole number from 8")
    learning_rate: float = Field(default=3e-3, gt=0, le=10, description="a number above 0")
    weight_decay: float = Field(default=1e-4, ge=0, description="a number from 0")
    resolution: int = Field(default=32, ge=8, description="a whole number from 8")
    width: int = Field(default=16, ge=1, description="a whole number from 1")
    representation: int = Field(default=16, ge=1, description="a whole number from 1")
    dropout: float = Field(default=0.2, ge=0, lt=1, description="a number from 0, below 1")
    penalty: float = Field(default=8.0, gt=0, description="a number above 0")
    warm_up: float = Field(default=0.3, ge=0, le=0.8, description="a number from 0 to 0.8")
    bins: int = Field(default=3, ge=2, description="a whole number from 2")
    consistency: float = Field(default=3.0, ge=0, description="a number from 0")
    folds: bool = Field(default=True, description="true or false")
    bootstrap: int = Field(default=1000, ge=100, description="a whole number from 100")
    seed: int = Field(default=0, ge=0, lt=2**63, description="a whole number from 0")


def train_settings(
    settings: Settings, predictor: str, overrides: Mapping[str, Any] | None = None
) -> TrainSettings:
    """The section of a predictor, with those of a call over it.

    Args:
        settings: of the fit.
        predictor: its name.
        overrides: keys of `[train.NAME]`.

    Raises:
        CausalimgError: E0715 for a key or value that does not fit.

    Example:
        >>> train_settings(Settings(), "triage", {"epochs": 3}).epochs
        3
    """
    written = {**settings.train.get(predictor, {}), **(overrides or {})}
    return read_section(TrainSettings, written, prefix=f"train.{predictor}")

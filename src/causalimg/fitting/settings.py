"""What a fit may be told: `causalimg.toml` beside the `.scm`, and the command line over it."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.diagnostics.suggest import did_you_mean

FILE = "causalimg.toml"
Words = Annotated[tuple[str, ...], Field(strict=False)]
_Section = TypeVar("_Section", bound=BaseModel)
_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class DataSettings(BaseModel):
    """`[data]`: how the table is read.

    Attributes:
        columns: variable -> name of its column, where they differ.
        patient: the column that says which rows belong to one person.
        missing: the cells that mean "not measured".
        drop_missing: leave out rows with a missing value instead of refusing the table.
        separator: what stands between the cells of a CSV file.
        withhold: values of the environment whose rows stay out of the fit.
        show_values: let messages quote cells and file names.
        image_limit_mib: an image that declares more than this is not decoded.
        cache_mib: decoded image files are kept in memory up to this size.
    """

    model_config = _STRICT
    columns: dict[str, str] = Field(default={}, description='a table of `variable = "column"`')
    patient: str | None = Field(default=None, description="the name of a column")
    missing: Words = Field(
        default=("", "NA", "N/A", "NaN", "nan", "null"),
        description='a list of texts, such as ["NA"]',
    )
    drop_missing: bool = Field(default=False, description="true or false")
    separator: str = Field(default=",", min_length=1, max_length=1, description="one character")
    withhold: Words = Field(default=(), description="a list of values of the environment")
    show_values: bool = Field(default=False, description="true or false")
    image_limit_mib: int = Field(default=2048, ge=1, description="a whole number of MiB from 1")
    cache_mib: int = Field(default=512, ge=0, description="a whole number of MiB from 0")


class FitSettings(BaseModel):
    """`[fit]`: how the mechanisms are fitted.

    Attributes:
        epochs: most passes over the rows, per part of the model.
        batch: rows per step where an image is fitted.
        table_batch: rows per step elsewhere; absent means by the size of the table.
        learning_rate: first step size of Adam for networks where an image is fitted.
        table_learning_rate: first step size of Adam for networks elsewhere.
        number_learning_rate: first step size of Adam for single numbers of equations and laws.
        decays: how often the step size falls (to a fifth) before a part counts as fitted.
        patience: epochs without improvement on held-out rows before it falls.
        cooling: share of the epochs of an image, the last ones, over which it falls to nothing.
        clip: largest norm of a gradient.
        validation: share of the patients held out to watch the fit.
        beta: weight of the divergence in the bound of networks with codes.
        draws: draws per row of latents that are not finite. The bound that few draws give lies
            below the likelihood, and pulls the numbers of a latent by some standard errors; up to
            32,000 rows equations and laws are polished with 64 to 1,024 draws, networks are not.
        image_draws: the same where an image depends on a latent.
        contrast: rows simulated per step to correct for selection.
        seed: of the first weights, the split, the order of the rows and every draw.
        threads: of the arithmetic; absent means those of the process. Results depend on it.
        save_seconds: longest time between two checkpoints.
    """

    model_config = _STRICT
    epochs: int = Field(default=300, ge=1, description="a whole number from 1")
    batch: int = Field(default=64, ge=1, description="a whole number from 1")
    table_batch: int | None = Field(default=None, ge=1, description="a whole number from 1")
    learning_rate: float = Field(
        default=2e-3, gt=0, le=10, description="a number above 0, at most 10"
    )
    table_learning_rate: float = Field(
        default=0.01, gt=0, le=10, description="a number above 0, at most 10"
    )
    number_learning_rate: float = Field(
        default=0.05, gt=0, le=10, description="a number above 0, at most 10"
    )
    decays: int = Field(default=2, ge=0, description="a whole number from 0")
    patience: int = Field(default=8, ge=1, description="a whole number from 1")
    cooling: float = Field(default=0.3, ge=0, le=1, description="a number from 0 to 1")
    clip: float = Field(default=100.0, gt=0, description="a number above 0")
    validation: float = Field(default=0.15, ge=0, le=0.5, description="a number from 0 to 0.5")
    beta: float = Field(default=1.0, ge=0, description="a number from 0")
    draws: int = Field(default=32, ge=1, description="a whole number from 1")
    image_draws: int = Field(default=8, ge=1, description="a whole number from 1")
    contrast: int = Field(default=2048, ge=1, description="a whole number from 1")
    seed: int = Field(default=0, ge=0, lt=2**63, description="a whole number from 0")
    threads: int | None = Field(default=None, ge=1, description="a whole number from 1")
    save_seconds: float = Field(default=30.0, ge=0, description="a number of seconds from 0")


class Settings(BaseModel):
    """Everything that `causalimg.toml` can say; `train` is checked by the room that trains.

    Example:
        >>> Settings().fit.validation
        0.15
    """

    model_config = _STRICT
    data: DataSettings = Field(default=DataSettings(), description="a section `[data]`")
    fit: FitSettings = Field(default=FitSettings(), description="a section `[fit]`")
    train: dict[str, dict[str, Any]] = Field(
        default={}, description="a section for each predictor, such as `[train.triage]`"
    )


def load_settings(
    folder: Path | None = None, overrides: Mapping[str, object] | None = None
) -> Settings:
    """The settings beside a model, with those of the command line over them.

    Args:
        folder: where `causalimg.toml` may stand; None reads no file.
        overrides: dotted keys, such as `{"fit.epochs": 20}`; texts are read as TOML values
            where they are one.

    Raises:
        CausalimgError: E0715 for a file that is no TOML, a key that is unknown, a value that
            does not fit.

    Example:
        >>> load_settings(None, {"fit.epochs": "20"}).fit.epochs
        20
    """
    text = "" if folder is None else _text(folder / FILE)
    written = _parsed(text)
    for key, value in (overrides or {}).items():
        _put(written, key, _toml_value(value))
    return read_section(Settings, written, text=text)


def read_section(
    section: type[_Section], written: Mapping[str, Any], *, prefix: str = "", text: str = ""
) -> _Section:
    """A section checked against its record, every mistake reported as E0715.

    Args:
        section: the pydantic record; its field descriptions say what would be right.
        written: keys and values.
        prefix: dotted place of the section, such as `train.triage`.
        text: the text of the file, to name the line.
    """
    try:
        return section.model_validate(dict(written))
    except ValidationError as error:
        raise CausalimgError(
            [_mistake(section, prefix, dict(problem), text) for problem in error.errors()]
        ) from None


def _text(path: Path) -> str:
    if not path.exists():
        return ""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CausalimgError(
            [_e0715(f"`{FILE}` cannot be read", FILE, "save it as UTF-8 text", str(error))]
        ) from None


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        where = f"{FILE}, line {found[1]}" if found else FILE
        reason = re.sub(r" \(at .*\)$", "", str(error)).lower()
        raise CausalimgError(
            [
                _e0715(
                    f"`{FILE}` is not TOML", where, "write `key = value`, texts in quotes", reason
                )
            ]
        ) from None


def _put(written: dict[str, Any], key: str, value: object) -> None:
    *sections, last = key.split(".")
    for depth, name in enumerate(sections):
        written = written.setdefault(name, {})
        if not isinstance(written, dict):
            where = ".".join(sections[: depth + 1])
            raise CausalimgError(
                [_e0715(f"`{where}` is no section", "command line", "name a key of `[fit]`")]
            )
    written[last] = value


def _toml_value(value: object) -> object:
    """A text from the command line as the value it stands for: `20`, `0.1`, `true`, `["a"]`."""
    if not isinstance(value, str):
        return value
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return value


def _mistake(
    section: type[BaseModel], prefix: str, problem: dict[str, Any], text: str
) -> Diagnostic:
    path = [str(part) for part in problem["loc"]]
    key = ".".join([*([prefix] if prefix else []), *path])
    where = _where(path, text)
    fields, description = _fields_at(section, path)
    if problem["type"] == "extra_forbidden":
        remedy = next(iter(did_you_mean(path[-1], fields)), _known(fields))
        return _e0715(f"`{key}` is not a setting", where, remedy)
    return _e0715(f"`{key}` does not fit", where, f"write {description}")


def _known(fields: list[str]) -> str:
    own = "of a model, what a `param` line names can be set"
    return f"settings are {', '.join(fields)}; {own}"


def _fields_at(section: type[BaseModel], path: list[str]) -> tuple[list[str], str]:
    """Names beside the last key of a path, and what the nearest described field wants."""
    fields, description = list(section.model_fields), "another value"
    inner: Any = section
    for part in path:
        field = getattr(inner, "model_fields", {}).get(part)
        if field is None:
            break
        description = field.description or description
        inner = field.annotation
        fields = list(getattr(inner, "model_fields", fields)) if part != path[-1] else fields
    return fields, description


def _where(path: list[str], text: str) -> str:
    """File and line of a key: the first line in the right section that begins with it."""
    *sections, key = path
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*([^\]]+?)\s*\]", line):
            current = header[1]
            if current == ".".join(path):
                return f"{FILE}, line {number}"
        elif current == ".".join(sections) and re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
            return f"{FILE}, line {number}"
    return FILE if text else "command line"


def _e0715(message: str, where: str, remedy: str, reason: str = "") -> Diagnostic:
    notes = (reason,) if reason else ()
    return Diagnostic("E0715", message, helps=(remedy,), notes=notes, where=where)

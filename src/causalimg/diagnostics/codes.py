"""The table of all codes: what each is about, which room reports it, how bad it is.

A code is never reused for something else. `causalimg explain CODE` shows its page.
"""

from dataclasses import dataclass

from causalimg.diagnostics.diagnostic import Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the table.

    Args:
        code: `E0301`; the letter is E for errors, W for warnings and notes.
        title: what the check is about, in a few words.
        room: the room that reports it.
        severity: how bad it usually is; a check may report a milder case of the same code.
    """

    code: str
    title: str
    room: str
    severity: Severity


def _table(room: str, *rows: tuple[str, str] | tuple[str, str, Severity]) -> list[Code]:
    return [
        Code(code, title, room, *(rest or [_E if code.startswith("E") else _W]))
        for code, title, *rest in rows
    ]


_SYNTAX = _table(
    "syntax",
    ("E0001", "the first line is `causalimg 1`"),
    ("E0002", "after `~` comes a law or a network"),
    ("E0003", "`=` where `:=` is meant"),
    ("E0004", "a block is not closed"),
    ("E0005", "a support is written as in Stan"),
    ("E0006", "a statement in the wrong block"),
    ("E0007", "`|` where `given` is meant"),
    ("E0008", "a query needs `E[..]`, `P(..)` or `had`"),
    ("E0009", "designed, not built yet"),
    ("E0010", "the text does not follow the grammar, or goes beyond a limit"),
)

_NAMES = _table(
    "semantics",
    ("E0101", "a name that nothing declares"),
    ("E0102", "declared twice"),
    ("E0103", "not a law or a network"),
    ("E0104", "not a value of this category"),
    ("E0105", "a reserved word used as a name"),
    ("E0106", "an import that cannot be found, or goes in a circle"),
    ("E0107", "a variable with two mechanisms"),
    ("E0108", "a word that is both a variable and a value"),
    ("W0109", "declared and never used"),
)

_TYPES = _table(
    "semantics",
    ("E0201", "a law or an expression does not fit the type"),
    ("E0202", "units clash"),
    ("E0203", "the argument of `exp`, `log` or `sigmoid` has a unit", _W),
    ("E0204", "a law leaves the declared support"),
    ("E0205", "a parameter of a law is out of its range"),
    ("E0206", "probabilities do not add up, or categories are missing"),
    ("E0207", "a `match` is not complete, or has a value twice"),
    ("E0208", "different grids meet"),
    ("E0209", "wrong number or names of arguments"),
)

_ARROWS = _table(
    "causal",
    ("E0301", "the arrows form a circle"),
    ("E0302", "an arrow into an `environment`"),
    ("E0303", "an arrow out of a `selection`", _W),
    ("E0304", "an arrow to itself, or given twice", _W),
    ("E0305", "a claim is false in this graph"),
)

_MECHANISMS = _table(
    "semantics",
    ("E0401", "a mechanism reads something without an arrow"),
    ("E0402", "arrows, but no mechanism"),
    ("E0403", "an arrow that the mechanism never uses"),
    ("E0404", "noise shared by two mechanisms"),
    ("E0405", "noise that is never used, or has no way back", _W),
    ("E0406", "`<->` that nothing generates"),
    ("W0407", "an observed variable that tells a fit nothing"),
)

_QUERIES = _table(
    "causal",
    ("E0501", "a counterfactual needs noise that a mechanism cannot give back"),
    ("E0502", "a counterfactual of a discrete draw without `via`"),
    ("E0503", "an effect that is not identified"),
    ("E0504", "`do` and evidence on the same variable, or evidence after `do`"),
    ("E0505", "`had` on a latent that no evidence reaches", _W),
    ("W0506", "conditioning on a deterministic variable"),
    ("W0507", "a value outside the support"),
    ("W0508", "an intervention that does not reach what is asked", _N),
)

_DOMAINS = _table(
    "causal",
    ("W0601", "the data are selected by a common effect", _N),
    ("E0602", "a predictor reads what it must be invariant to"),
    ("E0603", "the requested invariance contradicts the graph"),
    ("E0604", "a latent target without a measurement"),
    ("E0605", "not recoverable from the selected data"),
    ("E0606", "not transportable to the named site"),
    ("W0608", "a promise does not name what carries it into the image"),
    ("W0609", "a measurement is computed from what the predictor reads"),
)

_DATA = _table(
    "fitting",
    ("W0607", "one value of the environment in the data"),
    ("E0701", "a file cannot be read"),
    ("E0702", "a column is unknown or missing"),
    ("E0703", "a value is missing"),
    ("E0704", "a value outside its support or category"),
    ("E0705", "an image that cannot be read, or of the wrong size or channels"),
    ("E0706", "too few rows, or none for a value of the environment"),
    ("W0707", "a column that never varies"),
    ("E0708", "training left the finite numbers"),
    ("E0709", "a run folder is damaged, or is no run"),
    ("E0710", "a fit that was made from another text"),
    ("E0711", "a request that cannot be understood"),
    ("W0712", "an intervention outside the support"),
    ("E0713", "nothing to resume"),
    ("E0714", "a predictor that is not trained yet"),
    ("E0715", "a settings file with a mistake"),
    ("E0716", "a file cannot be written"),
    ("W0717", "a fit that was stopped before its end"),
    ("W0718", "columns that no variable reads"),
    ("E0719", "a question about values of which a fit saw no row"),
    ("W0720", "a table and a model that disagree about an effect"),
    ("W0721", "too few rows that show what an act does"),
    ("E0722", "a claim that the data refute"),
)

_EXCHANGE = _table(
    "interfaces",
    ("E0801", "a foreign file that cannot be read"),
    ("E0802", "something that the other format cannot say"),
)

#: Every code, by its name.
CODES: dict[str, Code] = {
    entry.code: entry
    for table in (
        _SYNTAX,
        _NAMES,
        _TYPES,
        _ARROWS,
        _MECHANISMS,
        _QUERIES,
        _DOMAINS,
        _DATA,
        _EXCHANGE,
    )
    for entry in table
}

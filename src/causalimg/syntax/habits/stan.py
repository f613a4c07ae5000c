"""What people bring from Stan and JAGS, each with how it is written here."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.source import Source, Span
from causalimg.syntax.feed import Stop, read
from causalimg.syntax.habits.calls import density, file_of
from causalimg.syntax.habits.elsewhere import of_density
from causalimg.syntax.habits.habit import Said, called, dropped
from causalimg.syntax.habits.python import draw, law_of
from causalimg.syntax.lexemes import scan
from causalimg.syntax.nearby import nearby, searched
from causalimg.syntax.slip import Slip

#: Statements longer than this are not matched, so that no pattern takes long.
_LONGEST = 2_000
_NAME = r"[^\W\d]\w*"

# ---- declarations -------------------------------------------------------------------------------

_TYPES = {
    "real": "real",
    "float": "real",
    "double": "real",
    "vector": "real",
    "row_vector": "real",
    "int": "count",
    "bool": "binary",
    "binary": "binary",
    "count": "count",
}
#: Types that nothing here has, with what does their work.
_STRUCTURED = {
    "simplex": "the shares of a category are learned by `table()`: `x ~ table() given y`",
    "ordered": "cut points are learned with their law: `x ~ OrderedLogistic(linear(y))`",
    "positive_ordered": "cut points are learned with their law: `x ~ OrderedLogistic(linear(y))`",
    "matrix": "the coefficients of several inputs are learned together: `linear(x, y)`",
    "cov_matrix": "what varies together is made together: `(x, y) ~ joint()`",
    "corr_matrix": "what varies together is made together: `(x, y) ~ joint()`",
    "cholesky_factor_cov": "what varies together is made together: `(x, y) ~ joint()`",
    "cholesky_factor_corr": "what varies together is made together: `(x, y) ~ joint()`",
    "unit_vector": "a direction is calculated of numbers: `v := [x, y] / sqrt(x^2 + y^2)`",
}
_DECLARATION = re.compile(
    r"(?P<array>array\s*\[[^\]]*\]\s*)?"
    rf"(?P<type>{'|'.join(sorted((*_TYPES, *_STRUCTURED), key=len, reverse=True))})\b\s*"
    r"(?:<(?P<limits>[^<>]*)>\s*)?(?:\[(?P<dims>[^\]]*)\]\s*)?"
    rf"(?P<names>{_NAME}(?:\s*,\s*{_NAME})*)\s*(?:\[(?P<rows>[^\]]*)\]\s*)?"
    r"(?:=\s*(?P<value>.+))?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Declared:
    """A declaration of Stan: `array[N] real<lower=0> dose`."""

    type: str
    limits: Mapping[str, str]
    dims: tuple[str, ...]
    repeated: bool
    names: tuple[str, ...]
    value: str


def _read(text: str) -> _Declared | None:
    found = _DECLARATION.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if found is None:
        return None
    dims = tuple(d.strip() for d in (found["dims"] or "").split(",") if d.strip())
    return _Declared(
        found["type"],
        _limits(found["limits"] or ""),
        dims,
        bool(found["array"] or found["rows"]),
        tuple(name.strip() for name in found["names"].split(",")),
        (found["value"] or "").strip(),
    )


def _limits(text: str) -> dict[str, str]:
    """The words between `<` and `>`: `lower=0, upper=1`."""
    found = re.findall(r"\b(lower|upper)\s*=\s*([^,]+)", text)
    return {word: limit.strip() for word, limit in found}


def _type_first(slip: Slip) -> Diagnostic | None:
    """`real age`, `real<lower=0> dose`, `vector[N] age`, `real mu = a + b * age`."""
    found = _read(slip.text())
    if found is None or slip.block in ("claims", "queries", "predictors", "interventions"):
        return None
    if found.value:
        return _with_value(slip, found).about(slip)
    if _counts_rows(slip, found):
        message = "the number of rows is not declared: it comes from the table"
        return dropped(message, label="as in Stan").about(slip)
    place = slip.block if slip.block in ("variables", "parameters") else _place_of(found)
    if found.type in _STRUCTURED and not (found.type == "matrix" and place == "variables"):
        return _structured(slip, found).about(slip)
    return _declaration(slip, found, place).about(slip)


def _counts_rows(slip: Slip, found: _Declared) -> bool:
    """Whether a whole number says how many rows or columns there are."""
    if found.type != "int" or found.repeated or found.dims or len(found.names) > 1:
        return False
    name = re.escape(found.names[0])
    counts = rf"((?:\[|, ?|1 ?: ?){name})\b"
    return len(found.names[0]) == 1 or bool(searched(slip.source, counts))


def _place_of(found: _Declared) -> str:
    """The block of a declaration that stands in none: data come in rows."""
    return "variables" if found.dims or found.repeated or found.type == "int" else "parameters"


def _declaration(slip: Slip, found: _Declared, place: str) -> Said:
    names = list(found.names)
    notes: tuple[str, ...] = ()
    kind, support = _kind(found.type, found.limits, place)
    size = found.dims[-1] if found.dims else ""
    counted = bool(re.fullmatch(r"[0-9]+", size))
    if place == "parameters" and re.fullmatch(r"[1-9]", size) and len(names) == 1:
        names = [f"{names[0]}_{i}" for i in range(1, int(size) + 1)]
    elif place == "variables" and (counted or len(found.dims) == 2):
        kind, support = f"vector[{size}]", ""
        notes = () if counted else (f"and above the blocks: `param {size} : int = 3`",)
    written = f"{', '.join(names)} : {kind}{support}"
    here = slip.block == place
    message = "the name comes first, then `:` and what it is"
    helps = (f"write `{written}`" + f" in `{place}`" * (not here), *notes)
    code = "E0005" if found.limits else "E0010"
    return Said(
        message, helps, written if here else None, sure=True, code=code, label="as in Stan"
    )


def _structured(slip: Slip, found: _Declared) -> Said:
    del slip
    return dropped(
        f"no type is called `{found.type}`: a parameter is one number",
        _STRUCTURED[found.type],
        sure=False,
        label="as in Stan",
    )


def _with_value(slip: Slip, found: _Declared) -> Said:
    """`real mu = a + b * age`."""
    name, label = found.names[0], "as in Stan"
    drawn = re.fullmatch(r"(\w+_rng)\s*\((.*)\)", found.value, re.DOTALL)
    if drawn:
        return draw(slip, name, of_density(drawn[1], drawn[2]), label)
    if re.fullmatch(r"-?[\d.]+", found.value):
        written = f"param {name} : real = {found.value}"
        message = "a number that is known is a line above the blocks"
        return Said(message, (f"write there `{written}`",), label=label)
    written = f"{name} := {_without_index(found.value)}"
    place = "" if slip.block == "mechanisms" else " in `mechanisms`"
    helps = [f"write `{written}`{place}"]
    if name not in nearby(slip.source).declared:
        helps.append(f"and in `variables`: `latent {name} : real`")
    edit = None if place else written
    return Said("what is calculated is an equation", tuple(helps), edit, label=label)


def _kind(word: str, limits: Mapping[str, str], place: str) -> tuple[str, str]:
    """The type and the support that a Stan declaration means."""
    kind = _TYPES.get(word, word) if place == "variables" else "real"
    if kind == "count" and (limits.get("lower"), limits.get("upper")) == ("0", "1"):
        return "binary", ""
    return kind, _interval(limits) if kind == "real" and limits else ""


def _interval(limits: Mapping[str, str]) -> str:
    low, high = limits.get("lower", "-inf"), limits.get("upper", "inf")
    opening, closing = "(" if low == "-inf" else "[", ")" if high == "inf" else "]"
    return f" in {opening}{low}, {high}{closing}"


def _stan_limits(slip: Slip) -> Diagnostic | None:
    """E0005: `age : real<lower=0>`."""
    first, last = slip.index("<"), slip.index(">")
    if slip.block not in ("variables", "parameters") or not first or last is None:
        return None
    limits = _limits(slip.text(first + 1, last))
    if not limits:
        return None
    word = slip.lexemes[first - 1]
    known = word.text in _TYPES
    kind, support = _kind(word.text, limits, slip.block) if known else (word.text, "")
    written = kind + (support or _interval(limits) * (not known))
    return Diagnostic(
        "E0005",
        "a support is written as an interval",
        slip.lexemes[first].span | slip.lexemes[last].span,
        label="as in Stan",
        helps=(f"write `{written}`",),
        fix=Fix(word.span | slip.lexemes[last].span, written),
    )


def _prior(slip: Slip) -> Diagnostic | None:
    """`sigma ~ normal(0, 1)` among the parameters."""
    if slip.block != "parameters" or [x.text for x in slip.lexemes[1:2]] != ["~"]:
        return None
    if isinstance(read("law", slip.lexemes[2:]), Stop):
        return None
    name = slip.lexemes[0].text
    entry = nearby(slip.source).parameters.get(name)
    function, _, inside = slip.text(2).partition("(")
    law = law_of(of_density(function.strip(), inside.removesuffix(")")))
    message = "a prior stands behind what its parameter is"
    if entry is not None:
        kind = slip.source.slice(entry.type.span | (entry.support or entry.type).span)
        helps = (f"write `{name} : {kind} ~ {law}` where it is declared, and drop this line",)
        return Said(message, helps).about(slip)
    written = f"{name} : real ~ {law}"
    return Said(message, (f"write `{written}`",), written, sure=True).about(slip)


# ---- loops and indices --------------------------------------------------------------------------


def _loop(slip: Slip) -> Diagnostic | None:
    """`for (n in 1:N) { ... }`."""
    words = [x.text for x in slip.lexemes[:2]]
    if words not in (["for", "("], ["while", "("]):
        return None
    found = re.match(r"\w+\s*\(\s*(\w+)[^()]*(?:\([^()]*\)[^()]*)*\)", slip.text())
    inside = slip.text()[found.end() :].strip() if found else ""
    inside, index = inside.removeprefix("{").removesuffix("}"), found[1] if found else ""
    parts = re.split(r"[;\n]", _uncommented(inside))
    lines = [_as_ours(part, index) for part in parts if part.strip()]
    message = "there are no loops: a mechanism speaks about one row, and holds for every row"
    place = slip.lexemes[0].span
    if not lines:
        out = slip.line_out()
        return Diagnostic("E0010", message, place, helps=("drop the line",), fix=out)
    shown = ", ".join(f"`{line}`" for line in lines[:3])
    where = "" if slip.block == "mechanisms" else " in `mechanisms`"
    works = not where and all(_reads(slip.rule, line) for line in lines)
    fix = Fix(slip.span, _indented(slip, lines)) if works else None
    helps = (f"write once, without an index{where}: {shown}",)
    return Diagnostic("E0010", message, place, helps=helps, fix=fix)


def _as_ours(line: str, index: str) -> str:
    """A line of a loop without its index, an assignment as an equation."""
    line = re.sub(rf"\[\s*{re.escape(index)}\s*\]", "", line).strip() if index else line.strip()
    drawn = re.fullmatch(rf"({_NAME})\s*~\s*(\w+)\((.*)\)", line)
    if drawn:
        return f"{drawn[1]} ~ {of_density(drawn[2], drawn[3])}"
    return re.sub(rf"^(?:real\s+)?({_NAME})\s*(?:<-|=)\s*", r"\1 := ", line)


def _without_index(text: str) -> str:
    return re.sub(r"\[\s*\w*\s*\]", "", text)


def _reads(rule: str, line: str) -> bool:
    code = [x for x in scan(Source("", line)).code if x.kind != "NEWLINE"]
    return bool(code) and not isinstance(read(rule, code), Stop)


def _indented(slip: Slip, lines: Sequence[str]) -> str:
    start = slip.source.line_span(slip.source.place(slip.span.start).line).start
    before = slip.source.slice(Span(start, slip.span.start))
    return f"\n{before if not before.strip() else '  '}".join(lines)


def _choice(slip: Slip) -> Diagnostic | None:
    """`if (sick == 1) { bmi ~ normal(a, s); }`."""
    found = re.match(r"if\s*\(([^()]*)\)\s*\{?\s*(.*)", slip.text(), re.DOTALL)
    if found is None or slip.block == "queries":
        return None
    law = re.match(rf"({_NAME})\s*~\s*(\w+)\s*\(\s*([^,()]*)(.*?\))", found[2])
    written = f"y := if {found[1].strip()} then 1 else 0"
    if law:
        chosen = f"if {found[1].strip()} then {law[3].strip()} else 0"
        written = f"{law[1]} ~ {of_density(law[2], chosen + law[4][:-1])}"
    message = "a choice is made inside an expression, and says what holds otherwise"
    place, helps = slip.lexemes[0].span, (f"write it in one, such as `{written}`",)
    return Diagnostic("E0010", message, place, helps=helps)


def _indexed(slip: Slip) -> Diagnostic | None:
    """`age[n]`."""
    at = slip.at
    if slip.ends_early or slip.culprit.text != "[" or at == 0 or slip.block in (None, "graph"):
        return None
    name = slip.lexemes[at - 1]
    behind = slip.behind(at, "[")
    if (
        name.kind != "NAME"
        or name.text in ("E", "P")
        or name.span.end != slip.culprit.span.start
        or behind == at
    ):
        return None
    span = Span(name.span.end, slip.lexemes[behind - 1].span.end)
    fix = Fix(span, "")
    return Diagnostic(
        "E0010",
        f"`{name.text}` takes no index: a text speaks about one row",
        span,
        helps=(f"write `{name.text}`",),
        fix=fix if slip.mends(fix.span, fix.text) else None,
    )


# ---- densities and draws ------------------------------------------------------------------------


def _target(slip: Slip) -> Diagnostic | None:
    """`target += normal_lpdf(age | 50, 10)`."""
    if [x.text for x in slip.lexemes[:3]] != ["target", "+", "="]:
        return None
    written = density(slip, slip.text(3)) or "age ~ Normal(50, 10)"
    place = " in `parameters`" if ": real ~" in written else " in `mechanisms`"
    place = "" if slip.block in ("mechanisms", "parameters") and slip.block in place else place
    helps = (f"write `{written}`{place}",)
    fix = Fix(slip.span, written) if not place and slip.mends(slip.span, written) else None
    return Diagnostic(
        "E0010",
        "a density is not added up here: it follows from the laws",
        slip.span,
        helps=helps,
        fix=fix,
    )


def _generated(slip: Slip) -> Diagnostic | None:
    """`bmi = normal_rng(a, s)`, `y_rep : normal_rng(a, s)`."""
    call = called(slip)
    if call is None or not call.function.endswith("_rng") or not call.name:
        return None
    if slip.block != "queries":
        law = of_density(call.function, call.inside)
        return draw(slip, call.name, law, "as in Stan").about(slip)
    draws = f"`causalimg sample {file_of(slip)}`"
    return dropped(f"new rows are drawn from outside, by {draws}", label="as in Stan").about(slip)


# ---- a block that is called otherwise ----------------------------------------------------------

#: Blocks that are lines here.
LINES = {
    "params": "a constant is a line: `param latents : int = 16`",
    "constants": "a constant is a line: `param latents : int = 16`",
    "settings": "a constant is a line: `param latents : int = 16`",
    "grids": "a grid is a line: `grid chest = 64 x 64 at 5 mm`",
    "imports": "an import is a line: `from std.xray import scatter`",
    "functions": "a text has no functions of its own: write the expression where it is used",
}
_TWO_WORDS = {
    ("transformed", "data"): "a quantity is a variable with an equation in `mechanisms`",
    ("transformed", "parameters"): "a quantity is a variable with an equation in `mechanisms`",
    ("generated", "quantities"): "what is to be computed is asked in `queries`",
}


def _two_words(slip: Slip) -> Diagnostic | None:
    """`generated quantities { ... }`."""
    words = slip.lexemes[:2]
    remedy = _TWO_WORDS.get((words[0].text, words[-1].text)) if len(words) == 2 else None
    if remedy is None or slip.block:
        return None
    name, span = f"{words[0].text} {words[1].text}", words[0].span | words[1].span
    inside = slip.text(3, -1) if len(slip.lexemes) > 4 else ""
    helps = _asked(slip, inside) if words[0].text == "generated" else _calculated(slip, inside)
    message = f"there is no block `{name}`"
    return Diagnostic("E0010", message, span, helps=(remedy, *helps))


def _equations(inside: str) -> list[tuple[str, str]]:
    """What a block calculates: a name, and of what."""
    found = []
    for line in re.split(r";", _uncommented(inside)):
        declared = _read(line)
        plain = re.fullmatch(rf"\s*({_NAME})\s*(?:\[\w*\])?\s*=\s*(.+)", line, re.DOTALL)
        if declared and declared.value:
            found.append((declared.names[0], declared.value))
        elif plain:
            found.append((plain[1], plain[2].strip()))
    return [(name, " ".join(_without_index(value).split())) for name, value in found]


def _uncommented(text: str) -> str:
    """Without comments and loops, line by line."""
    text = re.sub(r"//[^\n]*|#[^\n]*", "", text)
    return re.sub(r"\bfor\s*\([^()]*\)\s*\{?|[{}]", "", text)


def _calculated(slip: Slip, inside: str) -> tuple[str, ...]:
    """`real mu = a + b * x;` as an equation."""
    lines, new = _equations(inside), nearby(slip.source).declared
    if not lines:
        return ()
    names = dict.fromkeys(name for name, _ in lines if name not in new)
    equations = "".join(f"\n  {name} := {value}" for name, value in lines)
    declared = (f"and in `variables`: `latent {', '.join(names)} : real`",) if names else ()
    return (f"write in `mechanisms`:{equations}", *declared)


def _asked(slip: Slip, inside: str) -> tuple[str, ...]:
    """`real twice = 2 * age;` as a query, where it is about a variable."""
    known = nearby(slip.source).declared
    about = [(n, v) for n, v in _equations(inside) if known.keys() & set(re.findall(_NAME, v))]
    lines = [(name, value) for name, value in about if "_rng" not in value]
    drawn = "_rng" in inside
    helps = tuple(f"such as `{name} : E[{value}]`" for name, value in lines[:3])
    return (*helps, "new rows are drawn by `causalimg sample`") if drawn else helps


HABITS: Sequence[Callable[[Slip], Diagnostic | None]] = (_generated,)
"""What may even be read, and means nothing here."""

LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (
    _two_words,
    _type_first,
    _stan_limits,
    _prior,
    _loop,
    _choice,
    _target,
    _indexed,
)
"""Tried before the mistakes that have nothing to do with another language."""

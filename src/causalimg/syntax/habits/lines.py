"""Lines of dagitty, lavaan and DoWhy that are no statement here: a table of their looks."""

import re
from collections.abc import Callable, Sequence

from causalimg.diagnostics import Diagnostic
from causalimg.source import Span
from causalimg.syntax import tree as t
from causalimg.syntax.feed import read
from causalimg.syntax.habits.calls import (
    arrows_in,
    asked_effect,
    identified,
    meant,
    shown_lines,
    told,
)
from causalimg.syntax.habits.defined import about_defined, defined
from causalimg.syntax.habits.defined import message as defined_message
from causalimg.syntax.habits.formulas import coefficient, mean_of
from causalimg.syntax.habits.habit import Said, bare, dropped, names_in
from causalimg.syntax.habits.questions import (
    BY_DOING,
    direct,
    effect,
    indirect,
    levels,
    mean,
    outcome_of,
    pair_of,
)
from causalimg.syntax.habits.regressions import of_causes, regression
from causalimg.syntax.nearby import free_name, nearby
from causalimg.syntax.slip import Slip
from causalimg.syntax.words import BLOCK_WORDS, BLOCKS_ELSEWHERE, TYPES

#: Statements longer than this are not matched, so that no pattern takes long.
_LONGEST = 300
_NAME = r"[^\W\d]\w*"
_LIST = rf"{_NAME}(?: , {_NAME})*"
_ANYWHERE = ""

Found = re.Match[str]
Take = Callable[[Slip, Found], Said | None]
"""What is said about a line; None where it is not what it looks like."""


# ---- what an effect is adjusted for -------------------------------------------------------------

_ADJUSTED = "what an effect is adjusted for follows from the arrows"


def _adjust(slip: Slip, found: Found) -> Said:
    """`adjust age`, `controlling for age`."""
    del found
    return dropped(_ADJUSTED, identified(slip), sure=False)


def _adjusted_behind(slip: Slip, found: Found) -> Said:
    """`effect : E[y | do(x = 1)] adjusting for age`."""
    kept = found["kept"].rstrip(" ,|")
    helps = (f"write `{kept}`", identified(slip))
    return Said(_ADJUSTED, helps, kept, place=_part(slip, found, "tail"))


def _part_of_an_effect(slip: Slip, found: Found) -> Said | None:
    """`treatment : dose`, `outcome = "sick"`, `common_causes = ["age"]`."""
    word, names = found["word"], names_in(found["names"])
    if not names or (found["names"].strip()[:1] in ("E", "P") and "[" in found["names"]):
        return None
    cause, outcome = told(slip, "treatment|exposure|action"), told(slip, "outcome")
    if word in ("treatment", "exposure", "action"):
        cause = names[0]
    elif word == "outcome":
        outcome = names[0]
    else:
        arrows = f"{', '.join(names)} -> {', '.join(x for x in (cause, outcome) if x) or 'x, y'}"
        place = "" if slip.block == "graph" else " in `graph`"
        return Said("common causes are drawn with arrows", (f"write `{arrows}`{place}",))
    shown = asked_effect(slip, "", *meant(slip, cause, outcome))[1]
    return Said("which effect is meant is said in a query", (shown,))


def _estimand(slip: Slip, found: Found) -> Said:
    """`estimand : nonparametric-ate` of DoWhy."""
    name = found["name"] or free_name(slip.source, "effect")
    ask = {"nde": direct, "cde": direct, "nie": indirect}.get(found["kind"], effect)
    written = f"{name} : {ask(slip.source, *meant(slip))}"
    place = "" if slip.block == "queries" else " in `queries`"
    edit = written if not place else None
    return Said(BY_DOING, (f"write `{written}`{place}",), edit, code="E0008")


def _do_alone(slip: Slip, found: Found) -> Said | None:
    """`do(dose = 1)`, which asks nothing."""
    cause = found["cause"]
    value = found["value"] or levels(nearby(slip.source), cause)[0]
    act = f"{cause} = {value.strip()}"
    if slip.block == "interventions":
        written = f"set_{cause} : {act}"
        message = "an intervention has a name, and needs no `do`"
        return None if found["name"] else Said(message, (f"write `{written}`",), written)
    name = found["name"] or free_name(slip.source, "effect")
    asked = mean(slip.source, outcome_of(slip.source, cause), f"do({act})")
    written = f"{name} : {asked}"
    place = "" if slip.block == "queries" else " in `queries`"
    edit = written if slip.block == "queries" else None
    message, helps = "what is done stands behind a bar", (f"write `{written}`{place}",)
    return Said(message, helps, edit, code="E0008", place=_part(slip, found, "done"))


# ---- dagitty ------------------------------------------------------------------------------------


def _box(slip: Slip, found: Found) -> Said:
    """`bb="0,0,1,1"`."""
    del slip, found
    return dropped("the drawing is laid out by itself", label="as in dagitty")


def _role(slip: Slip, found: Found) -> Said | None:
    """`latent` alone, and `latent u` in another block."""
    role, names = found["role"], found["names"] or ""
    near = nearby(slip.source)
    if names and slip.block == "variables":
        return None
    sites = [n for n in near.declared if near.kind(n) == "category" and not near.role(n)]
    kind = {"latent": "real", "environment": "category {north, south}", "selection": "binary"}[
        role
    ]
    if role == "environment" and not names and sites:
        written = f"{role} {sites[0]} : category {{{', '.join(near.values(sites[0]))}}}"
        helps = (f"write `{written}` where `{sites[0]}` is declared, and drop this line",)
        return Said(f"`{role}` stands before a name", helps)
    names = names or {"latent": "u", "environment": "site", "selection": "seen"}[role]
    written = f"{role} {names} : {kind}"
    if slip.block == "variables":
        return Said(f"`{role}` stands before a name", (f"write `{written}`",))
    message = f"what is {role} is declared in `variables`"
    if role != "latent":
        message = f"the {role} is declared in `variables`"
    return Said(message, (f"write there `{written}`",), code="E0006")


def _name_and_colon(slip: Slip, found: Found) -> Said | None:
    """`age2 :`."""
    names = found["names"]
    if names in BLOCK_WORDS or names in BLOCKS_ELSEWHERE:
        return None
    if slip.block == "variables":
        message = "a declaration says what it is, behind a colon"
        written = f"{names} : real"
        return Said(message, (f"write `{written}`, or whatever else it is",), written)
    if slip.block == "queries":
        name, asked = names, effect(slip.source, *pair_of(slip.source, "", ""))
        if name in nearby(slip.source).declared:
            asked = f"E[{name}]"
        return Said("a query says what it asks, behind a colon", (f"write `{name} : {asked}`",))
    helps = (f"write there `{names} : real`, or whatever else it is",)
    return Said("variables are declared in `variables`", helps, code="E0006")


def _declared(slip: Slip, found: Found) -> Said | None:
    """`age2 : real` among the queries."""
    node = read("declaration", slip.lexemes)
    if not isinstance(node, t.Declaration):
        return None
    if node.type.name.text not in ("real", "count", "binary") and not (
        node.type.shape or node.type.values
    ):
        return None  # a variable that is called like a type
    helps = (f"move it into `variables {{ }}`: `{found[0]}`",)
    return Said("this belongs in `variables`, not in `queries`", helps, code="E0006")


# ---- lavaan -------------------------------------------------------------------------------------


def _thresholds(slip: Slip, found: Found) -> Said:
    """`sick | t1 + t2`."""
    name, near = found["name"], nearby(slip.source)
    law = of_causes(slip.source, name).laws[0]
    place = "" if slip.block == "mechanisms" else " in `mechanisms`"
    label = "as in lavaan"
    if near.kind(name) == "binary":
        message = "the threshold of a binary variable is the intercept of its law"
        if name in near.made:
            return dropped(message, label=label)
        return Said(message, (f"write `{law}`{place}",), None if place else law, label=label)
    score = f"linear({', '.join(near.causes(name))})" if near.causes(name) else "0"
    law = f"{name} ~ OrderedLogistic({score}) via threshold"
    helps = [f"write `{law}`{place}"]
    if near.kind(name) != "ordinal":
        helps.append(f"and in `variables`: `{name} : ordinal {{none < mild < severe}}`")
    message = "cut points are learned with the law of what is ordered"
    return Said(message, tuple(helps), None if place else law, label=label)


def _level(slip: Slip, found: Found) -> Said | None:
    """`level: 1`, `group: north`."""
    near = nearby(slip.source)
    if found["of"] in near.declared:
        return None
    groups = [n for n in near.declared if near.kind(n) == "category"]
    group = next((n for n in groups if near.role(n) == "environment"), (groups or ["site"])[0])
    values = near.values(group) or ("north", "south")
    if found["word"] == "level":
        message = (
            "there are no levels: what differs between groups of rows has the group as a cause"
        )
        other = next((n for n in near.declared if near.kind(n) == "real"), "age")
        helps: tuple[str, ...] = (
            f"name `{group}` among the causes, as in `linear({other}, {group})`",
        )
        if not groups:
            helps = (
                *helps,
                f"and in `variables`: `environment {group} : category {{north, south}}`",
            )
        return Said(message, ("drop the line", *helps), "", label="as in lavaan")
    arms = ", ".join(f"{value}: {coefficient(value)}" for value in values)
    return Said(
        "one text speaks about all groups",
        (
            "drop the line",
            f"a coefficient that differs between them is `match {group} {{ {arms} }}`",
        ),
        "",
        label="as in lavaan",
    )


def _defined(slip: Slip, found: Found) -> Said | None:
    """`indirect := a*b`."""
    name = found["name"]
    asked = defined(slip.source, name, found["value"])
    if asked is None:
        return None
    edit = f"{name} : {asked}" if asked and slip.block == "queries" else None
    helps = about_defined(name, found["value"], asked, here=slip.block == "queries")
    return Said(defined_message(name), helps, edit, code="E0006", label="as in lavaan")


def _constraint(slip: Slip, found: Found) -> Said | None:
    """`a == b`, two coefficients that are to be the same."""
    left, right, near = found["left"].strip(), found["right"].strip(), nearby(slip.source)
    if slip.block == "queries" and left not in near.parameters:
        return None
    message = "no line sets two things equal: a parameter that is named twice is the same number"
    helps = [f"name `{left}` in the mechanisms where `{right}` stands, and drop this line"]
    total = re.fullmatch(rf"({_NAME})\s*\+\s*({_NAME})", left)
    if total:
        helps = [f"write `({right} - {total[1]})` where `{total[2]}` stands, and drop this line"]
    elif not re.fullmatch(_NAME, left):
        helps = [f"write one of its names in terms of the others where it stands: `{left}`"]
    elif not re.fullmatch(_NAME, right):
        helps = [f"write `{right}` in the mechanisms where `{left}` stands, and drop this line"]
    if left not in near.parameters and re.fullmatch(_NAME, left):
        helps.append(f"if this says how `{left}` comes about: `{left} := {right}`")
    place = _part(slip, found, "sign")
    return Said(message, tuple(helps), label="as in lavaan", place=place)


def _part(slip: Slip, found: Found, group: str) -> Span:
    """Where a part of what was matched stands."""
    start = slip.span.start
    return Span(start + found.start(group), start + found.end(group))


def _limit(slip: Slip, found: Found) -> Said | None:
    """`b > 0`."""
    name, sign, number = found["name"], found["sign"], found["number"]
    near = nearby(slip.source)
    kind = near.kind(name) or "real"
    if kind != "real":
        return None
    bracket = "[(" if "=" not in sign else "[["
    interval = f"{bracket[1]}{number}, inf)" if ">" in sign else f"(-inf, {number}{_end(sign)}"
    place = "variables" if name in near.declared else "parameters"
    message = "limits stand where a name is declared"
    helps = (f"write `{name} : real in {interval}` in `{place}`, and drop this line",)
    return Said(message, helps, place=_part(slip, found, "sign"))


def _end(sign: str) -> str:
    return "]" if "=" in sign else ")"


# ---- texts in quotes ----------------------------------------------------------------------------


def _quoted(slip: Slip, found: Found) -> Said | None:
    """`model <- "y ~ x"`, `graph = "digraph {a -> b;}"`."""
    inside = bare(found["text"])
    message, arrows = "a model stands in its file without quotes around it", arrows_in(inside)
    if arrows:
        place = "" if slip.block == "graph" else " in `graph`"
        edit = arrows[0] if slip.block == "graph" and len(arrows) == 1 else None
        return Said(message, (f"write {shown_lines(arrows)}{place}",), edit)
    target, tilde, formula = (part.strip() for part in inside.partition("~"))
    behind = mean_of(slip.source, target, formula) if tilde else None
    if behind is None:
        return None
    helps = regression(slip.source, target, behind).said(slip.source, " in `mechanisms`")
    return Said(message, helps)


def _opening_quote(slip: Slip, found: Found) -> Said:
    """`model <- '`."""
    del slip, found
    return dropped("a model stands in its file without quotes around it")


# ---- the table ----------------------------------------------------------------------------------


def _row(blocks: str, pattern: str, take: Take) -> tuple[tuple[str, ...], re.Pattern[str], Take]:
    spaced = pattern.replace("LIST", _LIST).replace("NAME", _NAME).replace(" ", r"\s*")
    return tuple(blocks.split()), re.compile(spaced, re.DOTALL), take


_FORMS = "graph mechanisms parameters claims variables noise queries -"
_TABLE = (
    _row(_ANYWHERE, r"(?:adjust\w*|control(?:ling)?)(?:\s+for\b)? :? (?:\s|(?<=:)) LIST", _adjust),
    _row(_ANYWHERE, r"adjust\w* \( [^()]* \)", _adjust),
    _row("queries", r"(?P<kept>.*[\])]) ,? (?P<tail>\b(?:adjust|control)\w*\b.*)",
         _adjusted_behind),
    _row("queries graph -", r"(?P<word>treatment|exposure|action|outcome|common_causes"
         r"|confounders) [:=] (?P<names>[\w\s,\"'\[\]]+)", _part_of_an_effect),
    _row(_ANYWHERE, r"(?:(?P<name>NAME) : )?(?P<done>do \( (?P<cause>NAME)"
         r" (?:={1,2} (?P<value>[^()]*))?\))",
         _do_alone),
    _row(_ANYWHERE, r"(?:(?P<name>NAME) [:=] )?\"?nonparametric - (?P<kind>ate|nde|nie|cde)\"?",
         _estimand),
    _row(_ANYWHERE, r"bb = \"[^\"]*\"", _box),
    _row(_ANYWHERE, r"(?P<role>latent|environment|selection)(?:\s+(?P<names>LIST))?", _role),
    _row("graph mechanisms noise variables queries -", r"(?P<names>LIST) :", _name_and_colon),
    _row("queries", rf"LIST : (?:{'|'.join(TYPES)})\b.*", _declared),
    _row(_ANYWHERE, r"(?P<name>NAME) \| (?:[\w.]+ \* )?t\d+(?: \+ (?:[\w.]+ \* )?t\d+)*",
         _thresholds),
    _row(_ANYWHERE, r"(?P<word>level|group|block|class) : \"?(?P<of>\w+)\"? :?", _level),
    _row("graph parameters queries claims variables noise -",
         r"(?P<name>NAME) :?= (?P<value>[^=].*)", _defined),
    _row(_FORMS, r"(?P<left>[^=<>!~:,|]+)(?P<sign>==)(?P<right>[^=<>!~:,|]+)", _constraint),
    _row(_FORMS, r"(?P<name>NAME) (?P<sign>[<>]=?) (?P<number>-?[\d.]+)", _limit),
    _row(_ANYWHERE, r"(?:NAME (?:=|<-) )?(?P<text>\"[^\"]*\")", _quoted),
    _row(_ANYWHERE, r"NAME (?:=|<-) [\"']", _opening_quote),
)  # fmt: skip
"""Where it is met, `-` standing for outside of all blocks; what it looks like; what is said."""


def _line(slip: Slip) -> Diagnostic | None:
    """A line that the table knows."""
    text = slip.text()
    if len(text) > _LONGEST:
        return None
    for blocks, pattern, take in _TABLE:
        found = pattern.fullmatch(text) if not blocks or (slip.block or "-") in blocks else None
        said = take(slip, found) if found else None
        if said is not None:
            return said.about(slip)
    return None


LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (_line,)
"""Tried before the mistakes that have nothing to do with another language."""

"""Functions of dagitty, lavaan, R, Stan and DoWhy that are called in a text, each with our way."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from causalimg.diagnostics import Diagnostic
from causalimg.source import Span
from causalimg.syntax.habits.elsewhere import of_density
from causalimg.syntax.habits.formulas import mean_of
from causalimg.syntax.habits.habit import Called, Said, bare, called, dropped, names_in
from causalimg.syntax.habits.questions import BY_DOING, direct, effect, implied, indirect, pair_of
from causalimg.syntax.habits.regressions import regression
from causalimg.syntax.nearby import free_name, nearby, searched
from causalimg.syntax.slip import Slip

Take = Callable[[Slip, Called], Said | None]
"""What is said about a call; None where it is not what it looks like."""


def _in(slip: Slip, block: str) -> str:
    """Where a line goes, where that is not here."""
    return "" if slip.block == block else f" in `{block}`"


def identified(slip: Slip) -> str:
    """The command that says what effects are computed from."""
    return f"`causalimg identify {file_of(slip)}` says what to adjust for"


def file_of(slip: Slip) -> str:
    """The name of the text, as a command takes it."""
    name = slip.source.name
    return name if name and "<" not in name else "model.scm"


# ---- effects ------------------------------------------------------------------------------------


def _pair(slip: Slip, call: Called) -> tuple[str, str]:
    """Cause and outcome of a call: by their names, by their places, or as marked in the text."""
    cause, outcome = call.named("exposure", "treatment", "x"), call.named("outcome", "y")
    plain = [n for text in call.positional for n in names_in(text)[:1]]
    if len(plain) > 2 or (plain and not _variable(slip, plain[0]) and _quoted(call)):
        plain = plain[1:]  # the graph
    if len(plain) > 1:
        cause, outcome = plain[-2], plain[-1]
    return meant(slip, cause, outcome)


def meant(slip: Slip, cause: str = "", outcome: str = "") -> tuple[str, str]:
    """Cause and outcome: as given, as another line says, or as the arrows suggest."""
    cause = cause or marked(slip, "exposure") or told(slip, "treatment|exposure|action")
    outcome = outcome or marked(slip, "outcome") or told(slip, "outcome")
    return pair_of(slip.source, cause, outcome)


def _quoted(call: Called) -> bool:
    """Whether variables are quoted, so that a bare name is no variable."""
    return any(text[:1] in "\"'" for _, text in call.arguments) or len(call.positional) == 1


def _variable(slip: Slip, name: str) -> bool:
    return name in nearby(slip.source).declared


def marked(slip: Slip, word: str) -> str:
    """The variable that dagitty's `x [exposure]` marks, or nothing."""
    marks = rf"\b([^\W\d]\w{{0,60}}) {{0,9}}\[[^\]\n]{{0,80}}\b(?:{word}|{word[0]})\b"
    return searched(slip.source, marks)


def told(slip: Slip, words: str) -> str:
    """What a line or an argument says: `treatment="dose"`, `outcome : sick`.

    Args:
        slip: a statement of the text.
        words: what it is said of, several with `|` between them.
    """
    named = rf"\b(?:{words}) {{0,9}}[:=] {{0,9}}[\"'\[ ]{{0,9}}([^\W\d]\w{{0,60}})"
    return searched(slip.source, named)


def asked_effect(slip: Slip, name: str, cause: str, outcome: str) -> tuple[str, str]:
    """The line of a query about an effect, with the words around it."""
    written = f"{name or free_name(slip.source, 'effect')} : {effect(slip.source, cause, outcome)}"
    return written, f"write `{written}`{_in(slip, 'queries')}"


def _adjusted(slip: Slip, call: Called) -> Said:
    written, shown = asked_effect(slip, _queried(call), *_pair(slip, call))
    return Said(
        "what an effect is adjusted for follows from the arrows",
        (shown, identified(slip)),
        written if slip.block == "queries" else None,
    )


def _effect(slip: Slip, call: Called) -> Said:
    written, shown = asked_effect(slip, _queried(call), *_pair(slip, call))
    edit = written if slip.block == "queries" else None
    return Said(BY_DOING, (shown,), edit, code="E0008")


def _queried(call: Called) -> str:
    """The name of the query that a call is."""
    return call.name if call.sign == ":" else ""


def _part(ask: Callable[..., str], what: str) -> Take:
    """`direct(x, y)`, `indirect(x, y)`."""

    def take(slip: Slip, call: Called) -> Said:
        name = _queried(call) or free_name(slip.source, call.function.casefold())
        cause, outcome = _pair(slip, call)
        written = f"{name} : {ask(slip.source, cause, outcome)}"
        known = ask is direct or nearby(slip.source).between(cause, outcome)
        return Said(
            f"{what} is asked for with `had`: what lies between is held as it would be",
            (f"write `{written}`{_in(slip, 'queries')}",),
            written if slip.block == "queries" and known else None,
            code="E0008",
        )

    return take


# ---- independences ------------------------------------------------------------------------------


def _separated(slip: Slip, call: Called) -> Said | None:
    """`dseparated(g, "x", "y", c("a", "b"))`."""
    sets = [names_in(text) for text in call.positional]
    if len(sets) > 3 or (len(sets) > 2 and not _variable(slip, (sets[0] or ("",))[0])):
        sets = sets[1:]
    named = [names_in(call.named(*each)) for each in (("X", "x"), ("Y", "y"), ("Z", "z"))]
    left, right, *more = [each for each in (*sets, *named) if each] + [("x",), ("y",)]
    held = more[0] if len(sets) > 2 or len(sets) + sum(map(bool, named)) > 2 else ()
    written = f"{', '.join(left)} _||_ {', '.join(right)}" + f" | {', '.join(held)}" * bool(held)
    helps = [f"write `{written}`{_in(slip, 'claims')}"]
    if call.function.casefold().startswith("dconn"):
        helps.append("where a path is open, the message about the claim shows it")
    return Said(
        "an independence is claimed with `_||_`, and checked against the arrows",
        tuple(helps),
        written if slip.block == "claims" else None,
    )


def _implied(slip: Slip, call: Called) -> Said:
    del call
    claims = implied(slip.source) or ("x _||_ y | z",)
    shown = ", ".join(f"`{claim}`" for claim in claims)
    return Said(
        "independences are claimed one by one, and each is checked against the arrows",
        (f"claim those that matter{_in(slip, 'claims')}, such as {shown}",),
        claims[0] if slip.block == "claims" and implied(slip.source) else None,
    )


def _about_arrows(slip: Slip, call: Called) -> Said:
    """`paths(g, "x", "y")`, `parents(g, "x")`."""
    helps = [f"`causalimg graph {file_of(slip)}` draws the arrows"]
    if call.function.casefold() == "paths":
        cause, outcome = _pair(slip, call)
        helps.insert(0, f"a claim that is false shows the open path: `{cause} _||_ {outcome}`")
    if call.function.casefold() == "instrumentalvariables":
        cause, outcome = _pair(slip, call)
        helps = [asked_effect(slip, "", cause, outcome)[1], identified(slip)]
    return Said("a text holds the model, and its arrows are asked from outside", tuple(helps))


# ---- roles and drawings -------------------------------------------------------------------------


def _roles(slip: Slip, call: Called) -> Said | None:
    """`exposures(g) <- "dose"`, `latents(g) <- c("u", "v")`."""
    names = names_in(call.assigned)
    if not names:
        return _about_arrows(slip, call)
    word = call.function.casefold()
    if word == "latents":
        written = f"latent {', '.join(names)} : real"
        message = "a latent variable is declared as one"
        edit = written if slip.block == "variables" else None
        return Said(message, (f"write `{written}`{_in(slip, 'variables')}",), edit)
    if word == "adjustednodes":
        return dropped("what an effect is adjusted for follows from the arrows", sure=False)
    cause = names[0] if word == "exposures" else _assigned(slip, "exposures")
    outcome = names[0] if word == "outcomes" else _assigned(slip, "outcomes")
    shown = asked_effect(slip, "", *pair_of(slip.source, cause, outcome))[1]
    return Said("which effect is meant is said in a query", (shown,))


def _assigned(slip: Slip, function: str) -> str:
    """What another line assigns: `outcomes(g) <- "sick"`."""
    call = rf"\b{function}\([^)\n]{{0,80}}\) ?<- ?(?:c\()?[\"']?(\w{{1,60}})"
    return searched(slip.source, call)


def _drawn(slip: Slip, call: Called) -> Said:
    del call
    shows = f"`causalimg graph {file_of(slip)}` shows it"
    return dropped("the drawing is laid out by itself", shows)


def _loaded(slip: Slip, call: Called) -> Said:
    del slip, call
    return dropped("nothing is loaded here: laws, networks and functions are known by name")


def _dagitty(slip: Slip, call: Called) -> Said | None:
    """`g <- dagitty("dag { age -> dose }")`."""
    arrows = arrows_in("".join(call.positional))
    if not arrows:
        return None
    imports = "or let `causalimg import dagitty FILE` write it all, FILE being what is in quotes"
    helps = (f"write {shown_lines(arrows)}{_in(slip, 'graph')}", imports)
    edit = arrows[0] if slip.block == "graph" and len(arrows) == 1 else None
    return Said("arrows stand by themselves, without quotes", helps, edit, sure=True)


def arrows_in(text: str) -> list[str]:
    """The lines with arrows in a graph of dagitty or graphviz, without their brackets."""
    inside = re.sub(r"^[^{]*\{|\}\s*$", "", text.strip().strip("\"'").strip())
    parts = (re.sub(r"\[[^\]]*\]", "", part).strip() for part in re.split(r"[;\n]", inside))
    return [part for part in parts if "->" in part or "<-" in part]


def shown_lines(lines: Sequence[str]) -> str:
    """Lines to write, in back-ticks."""
    return ", ".join(f"`{line}`" for line in lines)


# ---- fits and formulas --------------------------------------------------------------------------


def _fitted(slip: Slip, call: Called) -> Said | None:
    """`fit <- sem(model, data = d)`, `lm(y ~ x)`."""
    formula = next((bare(text) for _, text in call.arguments if "~" in text), "")
    target, _, behind = (part.strip() for part in formula.partition("~"))
    mean = mean_of(slip.source, target, behind) if target.isidentifier() else None
    if mean is None:
        command = f"`causalimg fit {file_of(slip)} --data DIR -o runs/x`"
        return dropped("a fit is a command, not a line of the text", f"then run {command}")
    if call.function.casefold() == "dagify":
        arrows = f"{', '.join(mean.causes)} -> {target}"
        edit = arrows if slip.block == "graph" else None
        message = "in `graph` arrows say what may depend on what"
        return Said(message, (f"write `{arrows}`{_in(slip, 'graph')}",), edit, sure=True)
    written = regression(slip.source, target, mean)
    edit = written.laws[0] if slip.block == "mechanisms" and len(written.laws) == 1 else None
    message = "after `~` comes a law or a network, not a formula"
    helps = written.said(slip.source, _in(slip, "mechanisms"))
    return Said(message, helps, edit, code="E0002")


# ---- Stan ---------------------------------------------------------------------------------------


def density(slip: Slip, text: str) -> str:
    """`bmi ~ Normal(a, s)` of `normal_lpdf(bmi | a, s)`, or nothing."""
    found = re.search(r"(\w+)\s*\(\s*([^\W\d]\w*)\s*(?:\[\w*\])?\s*[|,](.*)\)", text, re.DOTALL)
    if found is None:
        return ""
    law = of_density(found[1], found[3].strip())
    if found[2] in nearby(slip.source).parameters:
        return f"{found[2]} : real ~ {law}"
    return f"{found[2]} ~ {law}"


def _density(slip: Slip, call: Called) -> Said | None:
    """`increment_log_prob(normal_log(bmi, a, s))`."""
    written = density(slip, call.inside)
    message = "a density is not added up here: it follows from the laws"
    return Said(message, (f"write `{written}`",), written, label="as in Stan") if written else None


def _printed(slip: Slip, call: Called) -> Said:
    del slip, call
    return dropped("nothing is printed or refused: a text says how things come about")


_TABLE: Mapping[str, Take] = {
    **dict.fromkeys(
        (
            "adjustmentsets",
            "isadjustmentset",
            "backdoor",
            "causaleffect",
            "identify_effect",
            "estimate_effect",
            "causalmodel",
        ),
        _adjusted,
    ),
    **dict.fromkeys(("total", "effect", "ate", "cate", "att", "totaleffect"), _effect),
    "direct": _part(direct, "a direct effect"),
    "nde": _part(direct, "a direct effect"),
    "indirect": _part(indirect, "an indirect effect"),
    "nie": _part(indirect, "an indirect effect"),
    **dict.fromkeys(("dseparated", "dconnected", "d_separated", "is_d_separator"), _separated),
    **dict.fromkeys(("impliedconditionalindependencies", "localtests"), _implied),
    **dict.fromkeys(
        (
            "paths",
            "parents",
            "children",
            "ancestors",
            "descendants",
            "markovblanket",
            "instrumentalvariables",
        ),
        _about_arrows,
    ),
    **dict.fromkeys(("exposures", "outcomes", "latents", "adjustednodes"), _roles),
    **dict.fromkeys(("plot", "coordinates", "graphlayout", "ggdag", "view_model"), _drawn),
    **dict.fromkeys(("library", "require"), _loaded),
    "dagitty": _dagitty,
    **dict.fromkeys(
        (
            "aov",
            "brm",
            "cfa",
            "dagify",
            "gam",
            "glm",
            "glmer",
            "lavaan",
            "lm",
            "lmer",
            "sem",
            "stan",
            "summary",
        ),
        _fitted,
    ),
    "increment_log_prob": _density,
    **dict.fromkeys(("print", "reject"), _printed),
}


def _call(slip: Slip) -> Diagnostic | None:
    """A statement that is one call of a function of another language."""
    call = called(slip)
    take = _TABLE.get(call.function.casefold()) if call else None
    if call is None or take is None or (call.sign in (":=", "~") and slip.block == "mechanisms"):
        return None
    found = take(slip, call)
    start = slip.lexemes[2 if call.sign == ":" else 0].span.start
    return replace(found, place=Span(start, slip.span.end)).about(slip) if found else None


LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (_call,)
"""Tried before the mistakes that have nothing to do with another language."""

"""Models of the oracles as texts, and their questions in our words."""

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import has_errors
from causalimg.program.load import build
from causalimg.source import Source

LETTERS = "abcdefgh"


def built(text, name="case.scm"):
    source = Source(name, text)
    found = analyse(source)
    assert not has_errors(found.diagnostics), [
        (d.code, d.message, source.slice(d.span)) for d in found.diagnostics
    ]
    return found.model, build(found.model)


def model_of(graph):
    """Arrows between binary variables, without mechanisms."""
    lines = ["causalimg 1", "variables {", f"  {', '.join(graph.nodes)} : binary", "}", "graph {"]
    lines += [f"  {a} -> {b}" for a, b in sorted(graph.directed)]
    lines += [f"  {' <-> '.join(sorted(pair))}" for pair in graph.bidirected]
    source = Source("drawn.scm", "\n".join([*lines, "}", ""]))
    return analyse(source).draft


def discrete_text(name, mechanisms, probabilities):
    """A finite functional model: named finite noises, equations that look up a table."""
    latents = [n for n in probabilities if n not in mechanisms]
    lines = ["causalimg 1", "", f"model {name}", "", "variables {"]
    lines += [f"  latent {latent} : binary" for latent in latents]
    lines += [f"  {node} : binary" for node in mechanisms]
    lines += ["}", "", "noise {"]
    equations = {v: f"if u_{v} == b then 1 else 0" for v in latents}
    for node, mechanism in mechanisms.items():
        causes = [*mechanism["parents"], *mechanism["latents"]]
        equations[node] = looked_up(mechanism["table"], causes, f"u_{node}")
    for node, chances in probabilities.items():
        if f"u_{node} " not in equations[node]:
            continue
        words = LETTERS[: len(chances)]
        given = ", ".join(f"{w} = {p:.15f}" for w, p in zip(words, chances, strict=True))
        lines.append(f"  u_{node} : category {{{', '.join(words)}}} ~ Categorical({given})")
    lines += ["}", "", "mechanisms {"]
    lines += [f"  {node} := {equation}" for node, equation in equations.items()]
    return "\n".join([*lines, "}", ""])


def looked_up(table, causes, noise):
    if causes:
        no, yes = (looked_up(part, causes[1:], noise) for part in table)
        return f"(if {causes[0]} == 1 then {yes} else {no})"
    ones = [f"{noise} == {w}" for w, bit in zip(LETTERS, table, strict=False) if bit]
    if len(ones) in (0, len(table)):
        return "1" if ones else "0"
    return f"(if {' or '.join(ones)} then 1 else 0)"


def event_text(event):
    done = ", ".join(f"{v} = {x}" for v, x in event["do"].items())
    seen = f"({event['var']} had {done})" if done else event["var"]
    return f"{seen} == {event['value']}"


def query_text(query):
    events, given = query["event"], [event_text(g) for g in query["given"]]
    if query["kind"] == "interventional":
        (event,) = events
        done = ", ".join(f"{v} = {x}" for v, x in event["do"].items())
        return f"P({event['var']} == {event['value']} | do({done}))"
    bar = f" | {', '.join(given)}" if given else ""
    return f"P({' and '.join(map(event_text, events))}{bar})"

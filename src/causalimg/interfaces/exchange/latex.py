"""A model as LaTeX: a TikZ picture of its arrows, then its mechanisms as formulas."""

from collections.abc import Iterator

from causalimg.causal.answers.bridge import graph_of, roles
from causalimg.causal.drawing.layout import Place, lay_out
from causalimg.causal.drawing.shapes import plain, size_of, style_of
from causalimg.causal.estimands.symbols import symbol, tex
from causalimg.interfaces.exchange.formulas import drawn, mechanism
from causalimg.semantics.model import Model

_CM = 0.0265
_NEEDS = "% needs \\usepackage{amsmath} and \\usepackage{tikz} with \\usetikzlibrary{arrows.meta}"
_LETTERS = "% and for letters beyond ASCII XeLaTeX or LuaLaTeX, with a font that has them"
_STYLES = {
    "observed": "draw, rounded corners=8pt",
    "latent": "draw, rounded corners=8pt, dashed",
    "environment": "draw",
    "selection": "draw, double",
    "image": "draw, fill=black!12",
    "latent image": "draw, dashed, fill=black!4",
}


def latex(model: Model) -> str:
    r"""The source of a picture, and of its structural equations where there are any.

    Args:
        model: a checked model.

    Returns:
        A `tikzpicture` with the places of our own drawing, latent variables and `<->` dashed,
        and an `align*` with one line for each noise and mechanism.

    Example:
        >>> from causalimg.causal.analyse import analyse
        >>> from causalimg.source import Source
        >>> text = "causalimg 1\nvariables {\n x : binary\n}\nmechanisms {\n x ~ Bernoulli(0.5)\n}"
        >>> print(latex(analyse(Source("", text)).model).splitlines()[-2])
          x &\sim \operatorname{Bernoulli}(0.5)
    """
    lines = [*_picture(model), *_equations(model)]
    letters = [] if all(line.isascii() for line in lines) else [_LETTERS]
    return "\n".join([_NEEDS, *letters, *lines]) + "\n"


def _picture(model: Model) -> Iterator[str]:
    graph, words = graph_of(model), roles(model)
    ids = {node: f"n{i}" for i, node in enumerate(graph.nodes)}
    layout = lay_out(graph, {n: size_of(n, style_of(words[n])) for n in graph.nodes})
    yield "\\begin{tikzpicture}[>={Stealth},"
    yield "    every node/.style={font=\\small, inner sep=4pt},"
    used = [word for word in _STYLES if word in words.values()]
    yield from (f"    {word}/.style={{{_STYLES[word]}}}," for word in used)
    yield "  ]"
    for name in graph.nodes:
        text, style = tex(plain(name)), words[name]
        yield f"  \\node[{style}] ({ids[name]}) at {_at(layout.places[name])} {{{text}}};"
    for a, b in sorted(graph.directed, key=graph.ordered):
        way = "".join(f" -- {_at(place)}" for place in layout.bends[a, b])
        yield f"  \\draw[->, rounded corners=6pt] ({ids[a]}){way} -- ({ids[b]});"
    for pair in sorted(map(graph.ordered, graph.bidirected)):
        a, b = (ids[name] for name in pair)
        yield f"  \\draw[<->, dashed] ({a}) to[bend left=30] ({b});"
    yield "\\end{tikzpicture}"


def _at(place: Place) -> str:
    return f"({place[0] * _CM:.2f}, {-place[1] * _CM:.2f})"


def _equations(model: Model) -> Iterator[str]:
    noises = [f"{symbol(n.name)} &\\sim {drawn(model, n.law)}" for n in model.noises]
    lines = [*noises, *(mechanism(model, made) for made in model.mechanisms)]
    if lines:
        yield ""
        yield "\\begin{align*}"
        yield from (f"  {line} \\\\" for line in lines[:-1])
        yield f"  {lines[-1]}"
        yield "\\end{align*}"

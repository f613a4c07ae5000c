"""Questions of licence about random graphs."""

from hypothesis import strategies as st

from causalimg.causal.graphs.admg import Admg
from causalimg.causal.licences.question import Question


@st.composite
def asked(draw):
    """A question about a random graph of up to five variables around an image."""
    names = tuple("abcdy")
    order = draw(st.permutations([*names, "x"]))
    pairs = [(p, q) for i, p in enumerate(order) for q in order[i + 1 :]]
    directed = draw(st.sets(st.sampled_from(pairs), min_size=3))
    arcs = draw(st.sets(st.sampled_from(pairs), max_size=2))
    graph = Admg((*names, "x"), frozenset(directed), frozenset(map(frozenset, arcs)))
    others = draw(st.permutations("abcd"))
    roles = draw(st.tuples(*[st.booleans()] * 3))
    return Question(
        graph,
        "x",
        "y",
        invariant_to=tuple(others[: 1 + roles[0]]),
        environment=others[0],
        selection=(others[3],) if roles[1] else (),
        latent=frozenset({others[2]}) if roles[2] else frozenset(),
    )

"""W0508: an intervention that does not reach what is asked, in `check` and in the answer."""

import pytest
import torch

import causalimg
from causalimg.causal.analyse import analyse
from causalimg.source import Source

TEXT = """causalimg 1
variables {
  a, b, c : real
  latent z : real
}
mechanisms {
  a ~ Normal(0, 1)
  z ~ Normal(a, 1)
  b ~ Normal(z, 1)
  c ~ Normal(0, 1)
}
queries {
  q : QUERY
}
"""


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("b had a = 1", []),  # through a latent
        ("a had b = 1", ["`b` does not reach `a`"]),
        ("a, b had a = 1", []),
        ("a, c had b = 1", ["`b` does not reach `a` or `c`"]),
        ("b had a = 1, c = 2", ["`c` does not reach `b`"]),
        ("b - (b had c = 1)", ["`c` does not reach `b`"]),
        ("c + (b had a = 1)", []),
        ("E[b had c = 1 | a > 0]", ["`c` does not reach `b`"]),
        ("E[b | do(c = 1)]", []),
    ],
)
def test_a_note_says_what_is_not_reached(query, told):
    found = analyse(Source("a.scm", TEXT.replace("QUERY", query))).diagnostics
    assert [d.message for d in found if d.code == "W0508"] == told
    assert all(d.severity.value == "note" for d in found if d.code == "W0508")


def test_the_answer_says_it_too():
    model = causalimg.loads(TEXT.replace("QUERY", "b had a = 1"))
    row = {name: torch.tensor([1.0]) for name in "abc"}
    assert [w.code for w in model.ask("a had c = 1", row).warnings] == ["W0508"]
    assert "W0508" not in [w.code for w in model.ask("q", row).warnings]

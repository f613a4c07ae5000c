"""Arms of a `match` that several values share: the same program as one arm for each value."""

import torch

from causalimg.program.load import compile_text
from causalimg.program.randomness import seeded
from compiled import compiled, model_of

TEXT = """causalimg 1

variables {{
  digit : category {{0..5}}
  width : real
}}

noise {{
  u_width ~ Normal(0, 1)
}}

mechanisms {{
  digit ~ Uniform() via gumbel_max
  width := match digit {{ {arms} }}
}}
"""
SHARED = compiled(TEXT.format(arms="4, 0..1: 3 * u_width, 5: 1 - u_width, 2..3: 2 + u_width"))
SPELT = compiled(
    TEXT.format(
        arms="0: 3 * u_width, 1: 3 * u_width, 2: 2 + u_width, 3: 2 + u_width, 4: 3 * u_width, "
        "5: 1 - u_width"
    )
)


def test_shared_arms_draw_and_give_back_what_arms_of_one_value_do() -> None:
    digit, width = torch.arange(6).repeat(3), torch.linspace(-4, 4, 18)
    with seeded(0):
        ours = SHARED.abduct({"digit": digit, "width": width})
    with seeded(0):
        theirs = SPELT.abduct({"digit": digit, "width": width})
    assert torch.equal(ours["u_width"], theirs["u_width"])
    assert len(set(ours["u_width"][:6].tolist())) == 6


def test_the_program_is_as_long_as_the_text() -> None:
    """Each `match` would otherwise copy what is inside it ten thousand times."""
    names = [f"d_{i}" for i in range(6)]
    inner = "1"
    for name in names:
        inner = f"match {name} {{ 0..7: {inner}, 8..9: 2 }}"
    text = (
        "causalimg 1\nvariables {\n"
        + "".join(f"  {name} : category {{0..9}}\n" for name in names)
        + "  width : real\n}\nmechanisms {\n"
        + "".join(f"  {name} ~ table() via gumbel_max\n" for name in names)
        + f"  width ~ Normal({inner}, 1)\n}}\n"
    )
    assert len(compile_text(model_of(text))) < 20_000

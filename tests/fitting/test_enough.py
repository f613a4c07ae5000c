"""What is remarked about rows before a fit."""

import pytest
import torch

from causalimg.causal.analyse import analyse
from causalimg.fitting import bind
from causalimg.fitting.enough import enough
from causalimg.fitting.settings import DataSettings
from causalimg.semantics.types import Image, Real
from causalimg.source import Source


@pytest.mark.parametrize(("changed", "told"), [(None, True), (39, False), (1, False)])
def test_a_column_of_one_picture_is_told(hand, changed, told):
    d = hand.declared
    model = hand.model([d("x", Real()), d("image", Image(1, (2, 3)))])
    image = torch.ones(40, 1, 2, 3)
    if changed is not None:
        image[changed, 0, 1, 2] = 0.5
    rows = bind(model, {"x": torch.arange(40.0), "image": image})
    found = enough(model, rows, DataSettings())
    assert [d.code for d in found] == ["W0707"] * told
    assert all("`image`" in d.message and d.helps for d in found)


@pytest.mark.parametrize(("sites", "told"), [((0, 0), True), ((0, 1), False)])
def test_rows_of_one_site_show_no_difference_between_sites(sites, told):
    lines = (
        "causalimg 1",
        "variables {",
        "  environment site : category {north, south}",
        "  age : real",
        "  film : image[1, 2, 3]",
        "}",
        "mechanisms {",
        "  age ~ flow() given site",
        "  film ~ Normal(age, 1)",
        "}",
        "predictors {",
        "  guess : age from film invariant to site",
        "}",
    )
    model = analyse(Source("sites.scm", "\n".join(lines) + "\n")).draft
    table = {"site": torch.tensor(sites * 20), "age": torch.arange(40.0)}
    rows = bind(model, {**table, "film": torch.rand(40, 1, 2, 3)})
    found = enough(model, rows, DataSettings(withhold=("south",)))
    kept = enough(model, rows, DataSettings())

    assert ("W0607" in {d.code for d in found}) == told
    if told:
        (one,) = [d for d in kept if d.code == "W0607"]
        assert "`site` = `north`" in one.message
        assert "`guess`" in one.helps[0]


def test_a_variable_that_is_set_and_never_varies_is_wanted_in_other_rows():
    text = """causalimg 1
variables {
  treated, aged : binary
  y             : real
}
mechanisms {
  treated ~ Bernoulli(0.5) via threshold
  aged ~ Bernoulli(0.5)
  y ~ Normal(linear(treated, aged), 1)
}
queries {
  effect : E[y | do(treated = 1)]
  other  : y had treated = 0
}
"""
    model = analyse(Source("t.scm", text)).model
    ones = torch.ones(40)
    rows = bind(model, {"treated": ones, "aged": ones, "y": torch.arange(40.0)})
    told = {d.message.split("`")[1]: d.helps[0] for d in enough(model, rows, DataSettings())}

    assert told["treated"].startswith("no row answers `effect` and `other`")
    assert "leave the variable out" in told["aged"]

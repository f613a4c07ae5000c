"""What is remarked about rows before a fit."""

import pytest
import torch

from causalimg.fitting import bind
from causalimg.fitting.enough import enough
from causalimg.fitting.settings import DataSettings
from causalimg.semantics.model import Image, Real


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

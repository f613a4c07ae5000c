"""Laws of the drawn brain: what atrophy takes and gives, the same at every resolution."""

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from causalimg.library.std.phantom import BRAIN, HEAD
from causalimg.program.imaging import mri, phantom
from causalimg.program.imaging.brain import brain, head
from causalimg.program.imaging.pictures import area

GRID = (208, 176)
grids = st.tuples(st.integers(1, 40), st.integers(1, 40))
shares = st.floats(0.0, 1.0)
few = settings(max_examples=20, deadline=None)
both = pytest.mark.parametrize(("draw", "labels"), [(brain, BRAIN), (head, HEAD)])


def number(value) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64)


def areas(mask: torch.Tensor, labels=BRAIN, spacing: float = 1.0) -> dict[str, torch.Tensor]:
    return {word: area(mask == place, spacing) for place, word in enumerate(labels)}


@both
@given(grid=grids, size=st.floats(0.5, 2.0), atrophy=shares, turn=st.floats(-180.0, 180.0))
@few
def test_every_pixel_has_a_label(draw, labels, grid, size, atrophy, turn):
    mask = draw(grid, number(size), number(atrophy), turn=number(turn))

    assert mask.dtype == torch.int64
    assert mask.shape == (1, *grid)
    assert mask.min() >= 0
    assert mask.max() < len(labels)


@both
def test_left_dimensions_are_a_loop(draw, labels):
    size = number([[0.9], [1.0], [1.1]])
    atrophy, hippocampus = number([0.1, 0.8]), number([1.0, 0.6])
    turn = number([[-10.0, 0.0], [5.0, 10.0], [0.0, 3.0]])

    together = draw((20, 14), size, atrophy, hippocampus, turn)

    assert together.shape == (3, 2, 1, 20, 14)
    for world in range(3):
        for row in range(2):
            alone = draw(
                (20, 14), size[world, 0], atrophy[row], hippocampus[row], turn[world, row]
            )
            assert torch.equal(together[world, row], alone)


@given(less=shares, more=shares)
@few
def test_atrophy_takes_tissue_and_leaves_fluid(less, more):
    less, more = sorted((less, more))
    assume(more - less > 0.1)
    young, old = (areas(brain(GRID, 1.0, number(one), spacing=1.0)) for one in (less, more))

    assert old["csf"] > 1.05 * young["csf"]
    for word in ("grey", "white", "hippocampus"):
        assert old[word] < young[word], word
    assert old["background"] == young["background"]


def test_ventricles_grow_with_atrophy():
    masks = brain(GRID, 1.0, number([0.0, 0.5, 1.0]), spacing=1.0)
    fluid = area(masks[..., 60:150, 68:108] == BRAIN.index("csf"))

    assert (fluid.diff() > 0.3 * fluid[0]).all()


@given(share=st.floats(0.4, 1.4), atrophy=shares)
@few
def test_hippocampi_shrink_alone_where_only_they_are_told_to(share, atrophy):
    usual, changed = (brain(GRID, 1.0, atrophy, number(one), spacing=1.0) for one in (1.0, share))
    hippocampus = BRAIN.index("hippocampus")

    ratio = area(changed == hippocampus) / area(usual == hippocampus)

    assert ratio.item() == pytest.approx(share, abs=0.12)
    moved = changed != usual
    assert ((changed == hippocampus) | (usual == hippocampus))[moved].all()


def test_the_sizes_are_those_of_a_person():
    found = {word: one.item() for word, one in areas(brain(GRID, 1.0, 0.2, spacing=1.0)).items()}
    inside = sum(found[word] for word in BRAIN[1:])

    assert 17_000 < inside < 21_000
    assert 300 < found["hippocampus"] < 600
    assert 0.25 < found["grey"] / inside < 0.45
    assert 0.4 < found["white"] / inside < 0.6


@given(size=st.floats(0.8, 1.1))
@few
def test_a_larger_head_is_larger_in_proportion(size):
    grid = (216, 200)
    usual, scaled = (areas(head(grid, number(one), 0.3, spacing=1.0), HEAD) for one in (1.0, size))

    for word in HEAD[1:]:
        if word != "lesion":
            expected = usual[word].item() * size**2
            assert scaled[word].item() == pytest.approx(expected, rel=0.12), word


@both
def test_a_coarse_grid_shows_the_same_brain_as_a_fine_one(draw, labels):
    fine = areas(draw((416, 352), 1.0, 0.5, spacing=0.5), labels, 0.5)
    coarse = areas(draw(GRID, 1.0, 0.5, spacing=1.0), labels, 1.0)

    for word in labels:
        assert coarse[word].item() == pytest.approx(fine[word].item(), rel=0.03), word


@pytest.mark.parametrize("grid", [(54, 46), (46, 54), (30, 60)])
def test_without_a_spacing_the_head_fits(grid):
    mask = head(grid, 1.0, 0.3)[0]

    for border in (mask[0], mask[-1], mask[:, 0], mask[:, -1]):
        assert (border == 0).all()
    assert max((mask != 0).any(1).sum() / grid[0], (mask != 0).any(0).sum() / grid[1]) > 0.85


def test_a_quarter_turn_turns_the_picture():
    upright, turned = (head((160, 160), 0.7, 0.3, turn=one, spacing=1.0) for one in (0.0, 90.0))

    assert (turned == upright.rot90(-1, (-2, -1))).float().mean() > 0.99


def test_the_brain_has_the_right_things_in_the_right_places():
    mask = brain((201, 181), 1.0, 0.4, spacing=1.0)[0]

    def at(x, y):
        return BRAIN[mask[100 + y, 90 + x]]

    for side in (-1, 1):
        assert at(side * 31, 18) == "hippocampus"
        assert at(side * 11, 12) == "grey"
        assert at(side * 26, -9) == "grey"
        assert at(side * 9, -28) == "csf"
        assert at(side * 28, -32) == "white"
        assert at(side * 27, 46) == "csf"
    assert at(0, 5) == "csf"
    assert at(0, -80) == "csf"
    assert at(0, 33) == "white"
    assert at(88, 0) == "background"


def test_the_halves_are_alike_and_not_the_same():
    mask = brain((201, 181), 1.0, 0.4, spacing=1.0)[0]
    alike = (mask == mask.flip(-1)).float().mean()

    assert 0.8 < alike < 0.99


@given(atrophy=shares, load=shares)
@few
def test_a_head_holds_the_same_brain_with_lesions_in_its_white_matter(atrophy, load):
    inner, outer = brain((104, 88), 1.0, atrophy), head((104, 88), 1.0, atrophy, lesions=load)
    lesion, white = HEAD.index("lesion"), HEAD.index("white")
    inside = inner != 0

    assert (inner[outer == lesion] == white).all()
    same = outer[inside & (outer != lesion)]
    assert torch.equal(same, inner[inside & (outer != lesion)])
    assert load > 0.0 or not (outer == lesion).any()
    assert set(outer[~inside].unique().tolist()) == {0, HEAD.index("skull"), HEAD.index("fat")}


@given(less=shares, more=shares)
@few
def test_lesions_grow_where_they_are(less, more):
    less, more = sorted((less, more))
    few_, many = (head((104, 88), 1.0, 0.3, lesions=one) == 5 for one in (less, more))

    assert (many | ~few_).all()


def test_many_lesions_are_seen():
    loads = number([0.0, 0.3, 0.6, 1.0])
    found = area(head(GRID, 1.0, 0.4, lesions=loads, spacing=1.0) == HEAD.index("lesion"))

    assert found[0] == 0.0
    assert (found.diff() > 50.0).all()


def test_the_skull_closes_around_the_brain():
    mask = head((104, 88), 1.0, 0.3)[0]
    for line in (mask[52], mask[:, 44]):
        order = torch.unique_consecutive(line).tolist()
        assert order[:4] == [0, 7, 6, 1]
        assert order[-4:] == [1, 6, 7, 0]


def test_std_phantom_has_both():
    assert phantom.brain is brain
    assert phantom.head is head


# ---- from the brain to its picture -----------------------------------------------------------


def pictured(field=3.0, acceleration=1.0, motion=0.0) -> tuple[torch.Tensor, torch.Tensor]:
    tissue = brain((72, 60), torch.ones(1), 0.3, spacing=3.0)
    signal = mri.spoiled_gradient_echo(tissue, field, 4.0, tissues=BRAIN)
    kspace = mri.shake(mri.fourier(mri.coil_maps(8, (72, 60)) * signal), motion, spacing=3.0)
    return mri.sense(mri.cartesian(kspace, acceleration), acceleration).abs(), signal


def test_a_full_scan_of_a_still_brain_shows_its_signal():
    picture, signal = pictured()

    assert torch.allclose(picture, signal, atol=1e-4)


def test_motion_and_speed_spoil_the_picture_ever_more():
    def error(**scan):
        picture, signal = pictured(**scan)
        return ((picture - signal).norm() / signal.norm()).item()

    speeds = [error(acceleration=one) for one in (1.0, 2.0, 4.0, 8.0)]
    moved = [error(motion=one) for one in (0.0, 1.0, 4.0)]

    assert speeds == sorted(speeds)
    assert speeds[1] < 0.01
    assert speeds[3] > 0.1
    assert moved == sorted(moved)
    assert moved[2] > 0.05


def test_the_field_changes_the_contrast():
    def contrast(field):
        _, signal = pictured(field)
        tissue = brain((72, 60), torch.ones(1), 0.3, spacing=3.0)
        return (signal[tissue == 3].mean() / signal[tissue == 2].mean()).item()

    assert contrast(3.0) != pytest.approx(contrast(1.5), rel=0.01)
    assert min(contrast(1.5), contrast(3.0)) > 1.2

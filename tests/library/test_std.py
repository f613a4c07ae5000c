"""The records of the imaging library say what its functions are: names, arguments, defaults."""

import importlib
import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.library import units
from causalimg.library.std import morpho, mri, phantom, pictures, xray
from causalimg.library.std.mri import TISSUES, tesla

RECORDS = (
    *phantom.FUNCTIONS,
    *phantom.MASKS,
    *xray.FUNCTIONS,
    *mri.FUNCTIONS,
    *morpho.FUNCTIONS,
    *pictures.FUNCTIONS,
)
each = pytest.mark.parametrize("record", RECORDS, ids=lambda one: one.key)


def called(record):
    """The function of tensors that a program calls by the name of the record."""
    module = (record.module or "std.pictures").rpartition(".")[2]
    return getattr(importlib.import_module(f"causalimg.program.imaging.{module}"), record.name)


@each
def test_a_record_is_well_formed(record):
    slots = record.slots
    required = [slot.default is None for slot in slots]

    assert record.doc
    assert not record.doc.endswith(".")
    assert len({slot.name for slot in slots}) == len(slots)
    assert required == sorted(required, reverse=True)
    assert record.signature.startswith(f"{record.name}(")
    for slot in slots:
        assert slot.default is None or slot.default in slot.range
        assert slot.unit is None or units.parse(slot.unit) is not None


@each
def test_what_a_result_needs_is_among_the_arguments(record):
    kinds = [slot.kind for slot in record.slots]

    assert record.result != "grid" or "grid" in kinds
    assert record.result != "image" or {"image", "mask", "complex"} & set(kinds)
    assert record.result != "complex" or "complex" in kinds or {"count", "grid"} <= set(kinds)
    assert (record.result == "mask") == bool(record.labels)
    assert record.result != "mask" or "grid" in kinds
    assert not record.words or "mask" in kinds
    assert not record.knows or record.words
    assert not record.combines or "complex" in kinds


@each
def test_a_record_fits_the_function_of_tensors(record):
    arguments = inspect.signature(called(record)).parameters
    told = [word for word in ("tissues", "spacing") if word in arguments]
    places = [name for name in arguments if name not in told]

    assert [slot.name for slot in record.slots] == places[: len(record.slots)]
    assert ("tissues" in told) == record.words
    assert ("spacing" in told) == record.spacing
    for slot in record.slots:
        default = arguments[slot.name].default
        assert default == (inspect.Parameter.empty if slot.default is None else slot.default)
    for name in places[len(record.slots) :]:
        assert arguments[name].default is not inspect.Parameter.empty


def test_keys_are_unique():
    assert len({record.key for record in RECORDS}) == len(RECORDS)


def test_drawn_masks_are_of_tissues_that_the_magnet_knows():
    assert set(phantom.HEAD) <= set(TISSUES)
    assert phantom.HEAD[: len(phantom.BRAIN)] == phantom.BRAIN
    assert phantom.HEAD[0] == "background"


def test_every_known_tissue_has_relaxation_times():
    import torch

    from causalimg.program.imaging.tissues import relaxation

    density, t1, t2_star = relaxation(TISSUES, torch.tensor([[1.5], [3.0]]))

    assert density.shape == (len(TISSUES),)
    assert (t1 > t2_star).all()
    assert (t2_star > 0.0).all()
    assert (t1[1] >= t1[0]).all()
    assert (t2_star[1] <= t2_star[0]).all()


@given(st.integers(1, 9999).map(lambda one: one / 1000))
def test_a_category_may_name_a_field(strength):
    assert tesla(f"{strength:g}T") == tesla(f"{strength:g} T") == float(f"{strength:g}")


@pytest.mark.parametrize("word", ["", "T", "oxford", "0T", "3", "3 Tesla", "1,5T", "-3T", "3T "])
def test_other_words_name_no_field(word):
    assert tesla(word) is None

"""Other packages add laws, networks and functions: found, held to the rules, compiled and run."""

import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError
from causalimg.library import extension as door
from causalimg.library.extension import Extension, LibraryError, register
from causalimg.library.functions import _EVERY
from causalimg.library.laws import LAWS
from causalimg.library.networks import NETWORKS, Network
from causalimg.program.load import build, compile_text
from causalimg.program.randomness import seeded
from causalimg.source import Source

RECORDS = """
from causalimg.library.extension import Extension
from causalimg.library.interval import EVERYWHERE, NOT_NEGATIVE, POSITIVE, UNIT, Interval
from causalimg.library.laws import Law, LawParameter
from causalimg.library.networks import Network, Option
from causalimg.library.std.signature import Function, Slot

EXTENSION = Extension(
    "acme.contrast",
    "acme_contrast.work",
    functions=(Function("sharpen", (Slot("image", "image"), Slot("by", "number", 1.0)), "image"),),
    laws=(
        Law("Logistic", (LawParameter("mean", unit="same"), LawParameter("scale", POSITIVE)),
            lambda _: EVERYWHERE, "continuous", ("real", "image"), "quantile"),
        Law("Binomial", (LawParameter("size", POSITIVE), LawParameter("p", UNIT)),
            lambda _: NOT_NEGATIVE, "discrete", ("count", "ordinal", "binary"), "discrete",
            ("threshold", "gumbel_max")),
    ),
    networks=(
        Network("shift", (Option("start", 0, Interval(0, 9, True, True)),), ("real",)),
    ),
)
"""
WORK = """
import pyro.distributions as dist
import torch
from causalimg.program.maps import Invertible, expanded


def sharpen(image, by):
    return image + by * (image - image.mean((-3, -2, -1), keepdim=True))


def Logistic(mean, scale, *, event=()):
    mean, scale = torch.as_tensor(mean), torch.as_tensor(scale)
    normal = dist.Normal(0.0, 1.0)
    return Invertible(
        expanded(normal, event),
        lambda u: mean + scale * torch.logit(normal.cdf(u)),
        lambda v: normal.icdf(torch.sigmoid((v - mean) / scale)),
        event_dim=len(event),
    )


def Binomial(size, p):
    return dist.Binomial(torch.as_tensor(size), torch.as_tensor(p))


class shift(torch.nn.Module):
    def __init__(self, name, *, support, given=None, start=0):
        super().__init__()
        self.name, self.given = name, given
        self.line = torch.nn.Linear(given.width, 1)
        torch.nn.init.constant_(self.line.bias, float(start))

    def forward(self, **parents):
        mean = self.line(self.given(parents)).squeeze(-1)
        return Invertible(dist.Normal(0.0, 1.0), lambda u: mean + u, lambda v: v - mean)

    def set_scales(self, table):
        self.given.set_scales(table)
"""
MODEL = """causalimg 1
from acme.contrast import Logistic, sharpen, shift
variables {
  age, size : real
  scan, view : image[1, 4, 6]
}
mechanisms {
  age  ~ Logistic(50, 5)
  size ~ shift(start = 3) given age
  scan ~ Logistic(age / 100, 0.1)
  view := sharpen(scan, by = 2)
}
"""


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package with an entry point, as pip would have installed it."""
    package, info = tmp_path / "acme_contrast", tmp_path / "acme_contrast-1.0.dist-info"
    package.mkdir()
    info.mkdir()
    (package / "__init__.py").touch()
    (package / "records.py").write_text(RECORDS)
    (package / "work.py").write_text(WORK)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-contrast\nVersion: 1.0\n")
    points = """
        [causalimg.library]
        acme.contrast = acme_contrast.records:EXTENSION
        acme.broken = acme_contrast.nothing:EXTENSION
        acme.other = acme_contrast.records:EXTENSION
        acme.number = acme_contrast.records:EVERYWHERE
    """
    (info / "entry_points.txt").write_text(textwrap.dedent(points))
    monkeypatch.syspath_prepend(str(tmp_path))
    tables = [dict(table) for table in (LAWS, NETWORKS, _EVERY, door.EXTENSIONS)]
    yield
    for table, before in zip((LAWS, NETWORKS, _EVERY, door.EXTENSIONS), tables, strict=True):
        for word in set(table) - set(before):
            del table[word]  # type: ignore[attr-defined]
    for name in [name for name in sys.modules if name.startswith("acme_contrast")]:
        del sys.modules[name]


@pytest.mark.usefixtures("acme")
def test_words_of_another_package_compile_run_and_give_their_noise_back() -> None:
    found = analyse(Source("acme.scm", MODEL))
    assert found.diagnostics == ()
    assert found.model is not None

    text = compile_text(found.model)
    assert "import acme_contrast.work as acme_contrast\n" in text
    program = build(found.model)
    with seeded(0), torch.no_grad():
        noise = program.draw_noise(4)
        row = program.predict(noise)
        back = program.predict(program.abduct(row))

    assert row["view"].shape == (4, 1, 4, 6)
    for name in program.variables:
        torch.testing.assert_close(back[name], row[name], rtol=1e-4, atol=1e-3)
    law = torch.distributions.TransformedDistribution(
        torch.distributions.Uniform(0.0, 1.0),
        [torch.distributions.SigmoidTransform().inv,
         torch.distributions.AffineTransform(50.0, 5.0)],
    )  # fmt: skip
    torch.testing.assert_close(
        program.log_prob(row)["age"].detach(), law.log_prob(row["age"]), rtol=1e-3, atol=1e-3
    )


DISCRETE = """causalimg 1
from acme.contrast import Binomial
variables {{
  age   : real
  teeth : count
  grade : ordinal {{low < middle < high}}
  lost  : binary
}}
mechanisms {{
  age   ~ Normal(50, 5)
  teeth ~ Binomial(32, sigmoid(age / 10 - 4)) {via}
  grade ~ Binomial(2, sigmoid(5 - age / 10)) {via}
  lost  ~ Binomial(1, if grade == low then 0.2 else 0.7) {via}
}}
queries {{
  older : teeth, grade, lost had age = age + 10
}}
"""


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("via", ["threshold", "gumbel_max"])
def test_a_discrete_law_of_another_package_has_our_couplings(via: str) -> None:
    found = analyse(Source("acme.scm", DISCRETE.format(via=f"via {via}")))
    assert found.diagnostics == ()
    assert found.model is not None
    program = build(found.model)
    with seeded(0), torch.no_grad():
        row = program.predict(program.draw_noise(20_000))
        noise = program.abduct(row)
        back = program.predict(noise)
        older = program.predict(noise, do={"age": row["age"] + 10})
    for name in program.variables:
        torch.testing.assert_close(back[name], row[name], rtol=1e-4, atol=1e-3)
    p = torch.sigmoid(row["age"] / 10 - 4)
    assert float((row["teeth"] - 32 * p).mean()) == pytest.approx(0, abs=0.1)
    worth = torch.distributions.Binomial(32, p).log_prob(row["teeth"])
    torch.testing.assert_close(program.log_prob(row)["teeth"].detach(), worth)
    if via == "threshold":
        assert bool((older["teeth"] >= row["teeth"]).all())
        assert bool((older["grade"] <= row["grade"]).all())


@pytest.mark.usefixtures("acme")
def test_a_noise_has_a_discrete_law_of_another_package() -> None:
    text = (
        DISCRETE.format(via="").partition("variables")[0]
        + """
variables { spots : real }
noise { u : count ~ Binomial(4, 0.5) }
mechanisms { spots := 3 * u }
"""
    )
    found = analyse(Source("noise.scm", text))
    assert found.model is not None
    with seeded(0):
        spots = build(found.model).draw_noise(4_000)["u"]
    assert set(spots.tolist()) == {0, 1, 2, 3, 4}


@pytest.mark.usefixtures("acme")
def test_what_another_package_says_of_its_discrete_law_is_held_to() -> None:
    bare = analyse(Source("bare.scm", DISCRETE.format(via="")))
    assert {d.code for d in bare.diagnostics} == {"E0502"}
    law = "Binomial(2, sigmoid(5 - age / 10))"
    text = DISCRETE.format(via="via threshold")
    wide = analyse(Source("wide.scm", text.replace(law, "Binomial(9, 0.5)"))).model
    assert wide is not None
    program = build(wide)
    noise = program.draw_noise(4)
    with pytest.raises(CausalimgError, match=r"draws beyond 0, \.\.\., 2"):
        program.predict(noise)
    unordered = text.replace("ordinal {low < middle < high}", "category {low, middle, high}")
    codes = [d.code for d in analyse(Source("category.scm", unordered)).diagnostics]
    assert "E0201" in codes


@pytest.mark.usefixtures("acme")
def test_a_word_that_is_not_imported_is_told_where_it_is() -> None:
    analyse(Source("first.scm", MODEL))
    text = MODEL.replace("from acme.contrast import Logistic, sharpen, shift\n", "")

    found = analyse(Source("second.scm", text)).diagnostics

    assert {d.code for d in found} == {"E0101", "E0103"}
    helps = [help_ for d in found for help_ in d.helps]
    assert "add the line `from acme.contrast import Logistic`" in helps


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    ("module", "what"),
    [
        ("acme.nowhere", "cannot find the module `acme.nowhere`"),
        ("acme.broken", "`acme.broken` cannot be loaded: ModuleNotFoundError"),
        ("acme.other", "`acme.other` calls itself `acme.contrast`"),
        ("acme.number", "`acme.number` is no `causalimg.library.extension.Extension`"),
    ],
)
def test_what_cannot_be_loaded_is_said_at_the_import(module: str, what: str) -> None:
    text = f"causalimg 1\nfrom {module} import thing\nvariables {{ x : real }}\n"

    found = analyse(Source("bad.scm", text)).diagnostics

    assert [(d.code, d.message) for d in found] == [("E0106", what)]


_ZERO = replace(LAWS["Poisson"], name="ZeroInflated")


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (Extension("acme", "a", networks=(Network("Unet", targets=("image",)),)), "small letter"),
        (Extension("acme", "a", networks=(Network("flow", targets=("real",)),)), "is taken"),
        (Extension("acme", "a", networks=(Network("unet", targets=("mask",)),)), "makes mask"),
        (Extension("acme", "a", networks=(Network("unet"),)), "makes nothing"),
        (
            Extension("acme", "a", laws=(replace(_ZERO, couplings=()),)),
            "has some of threshold, gum",
        ),
        (
            Extension("acme", "a", laws=(replace(_ZERO, targets=("real",)),)),
            "makes real, not coun",
        ),
        (Extension("acme", "a", laws=(replace(_ZERO, family="scale"),)), "its family is `scale`"),
        (Extension("std.acme", "a"), "cannot begin with `std`"),
        (Extension("acme-mri", "a"), "is no dotted name"),
    ],
)
def test_the_rules_are_kept_at_registration(made: Extension, what: str) -> None:
    with pytest.raises(LibraryError, match=what):
        register(made)

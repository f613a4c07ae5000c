"""The Python door, its rich display, and what it refuses."""

import numpy as np
import pandas as pd
import pytest
import torch

import causalimg
from causalimg import CausalimgError

PAIR = """causalimg 1
model pair
param slope : real = 2
variables {
  x, y : real
}
noise {
  u, v ~ Normal(0, 1)
}
mechanisms {
  x := u
  y := slope * x + v
}
queries {
  other : y had x = 0
  mean  : E[y | do(x = 3)]
}
"""
QUICK = {"epochs": 1, "threads": 1, "progress": False}


@pytest.fixture(scope="module")
def known():
    return causalimg.loads(PAIR)


# ---- texts -----------------------------------------------------------------------------------


def test_check_returns_what_the_command_line_prints(ward, tmp_path):
    assert causalimg.check(ward / "ward.scm") == ""
    (tmp_path / "slip.scm").write_text(
        "causalimg 1\nvariables { x : real }\nmechanisms { x = 3 }\n"
    )
    assert "slip.scm:3:16" in causalimg.check(str(tmp_path / "slip.scm"))
    with pytest.raises(CausalimgError, match="E0701"):
        causalimg.check(tmp_path / "no.scm")


def test_load_takes_paths_texts_and_constants(ward):
    model = causalimg.load(str(ward / "ward.scm"), codes=7)
    assert model.program.image_vae.code.event_shape == (7,)
    assert "class Ward(Program)" in model.compile()
    assert causalimg.load(ward / "ward.scm").program.image_vae.code.event_shape == (2,)
    with pytest.raises(CausalimgError) as caught:
        causalimg.loads("causalimg 1\nvariables { x : real }\nmechanisms { x = 3 }\n")
    assert [d.code for d in caught.value.diagnostics] == ["E0003"]
    assert caught.value.source.name == "model.scm"
    with pytest.raises(CausalimgError, match="kodes"):
        causalimg.load(ward / "ward.scm", kodes=7)


def test_what_the_package_offers_is_there_and_nothing_else():
    for name in causalimg.__all__:
        assert getattr(causalimg, name) is not None
    assert {*dir(causalimg)} == {*causalimg.__all__, "__version__"}
    with pytest.raises(AttributeError, match="hooray"):
        _ = causalimg.hooray


# ---- arrows ----------------------------------------------------------------------------------


def test_identify_gives_records_that_print_as_the_command_does(known):
    (found,) = known.identify("mean")
    assert (found.query, found.effect, found.estimand) == ("mean", "P(y | do(x))", "P(y | x)")
    assert (found.identified, found.adjust) == (True, ())
    assert str(found) == "P(y | do(x)) = P(y | x)\n  nothing to adjust for"
    row, mean = known.identify()
    assert (row.identified, row.adjust, mean) == (False, None, found)
    (written,) = known.identify("E[y | x == 1]")
    assert str(written) == "P(y | x), as it is seen"
    with pytest.raises(CausalimgError, match="about single rows"):
        known.identify("other")
    with pytest.raises(CausalimgError, match="no query `meen`"):
        known.identify("meen")


CHOSEN = """causalimg 1
variables {
  x, z, y    : binary
  selection s : binary
}
mechanisms {
  x ~ Bernoulli(0.5) via threshold
  z ~ Bernoulli(0.5) via threshold
  y ~ Bernoulli(0.1 + 0.7 * z * (1 - x) + 0.2 * x) via threshold
  s ~ Bernoulli(0.05 + 0.45 * x + 0.45 * z) via threshold
}
"""


def test_what_identify_prints_is_what_ask_answers_under_selection():
    """`had` is of the rows that we see, `do` of those that would be selected: two numbers."""
    model = causalimg.loads(CHOSEN)
    had, do = "E[y had x = 0]", "E[y | do(x = 0)]"
    assert [one.estimand for one in (*model.identify(had), *model.identify(do))] == [
        "sum_{z} P(y | x, z) P(z)",
        "P[selected](y | x)",
    ]
    seen = [float(model.ask(f"P(y == 1 | x == 0, z == {z})")) for z in (0, 1)]
    share = float(model.ask("P(z == 1)"))
    adjusted = seen[0] * (1 - share) + seen[1] * share
    assert float(model.ask(had)) == pytest.approx(adjusted) == pytest.approx(0.6075)
    assert float(model.ask(do)) == pytest.approx(float(model.ask("P(y == 1 | x == 0)")))
    assert float(model.ask(do)) == pytest.approx(0.736364, abs=1e-5)


def test_a_text_whose_effect_is_refused_is_explained(tmp_path):
    (tmp_path / "bow.scm").write_text(
        "causalimg 1\nvariables { x, y : real }\ngraph {\n  x -> y\n  x <-> y\n}\n"
        "queries { q : E[y | do(x = 1)] }\n"
    )
    with pytest.raises(CausalimgError, match="E0503"):
        causalimg.load(tmp_path / "bow.scm")
    (found,) = causalimg.identify(tmp_path / "bow.scm", "q")
    assert (found.identified, "hedge" in str(found)) == (False, True)


def test_advise_is_what_the_command_prints(ward):
    text = causalimg.load(ward / "ward.scm").advise("triage")
    assert text == causalimg.load(ward / "ward.scm").advise()
    assert text == causalimg.advise(ward / "ward.scm", "triage")
    assert "invariant to scanner" in text
    with pytest.raises(CausalimgError, match="no predictor `triaje`"):
        causalimg.load(ward / "ward.scm").advise("triaje")


# ---- known models ----------------------------------------------------------------------------


def test_sample_and_its_twin(known):
    was = known.sample(100, seed=1)
    had = known.sample(100, seed=1, had="x = x + 1")
    assert torch.allclose(had["y"] - was["y"], torch.tensor(2.0), atol=1e-5)
    assert torch.equal(known.sample(100, seed=1)["y"], was["y"])
    with pytest.raises(CausalimgError, match="no environment"):
        known.sample({"north": 3})


def test_a_constant_is_sampled_and_asked_like_other_variables(tmp_path):
    (tmp_path / "k.scm").write_text(
        "causalimg 1\nvariables { x, c, y : real }\n"
        "mechanisms {\n  x ~ Normal(0, 1)\n  c := 2\n  y ~ Normal(c * x, 1)\n}\n"
    )
    model = causalimg.load(tmp_path / "k.scm")
    assert model.sample(5)["c"].tolist() == [2.0] * 5
    rows = {"x": torch.tensor([1.0, 2.0]), "y": torch.tensor([1.0, 5.0])}
    table = model.ask("y had x = 0 given x, y", rows=rows).to_table()
    assert table["y had"].tolist() == pytest.approx([-1.0, 1.0])


def test_ask_a_known_model(known):
    row = {"x": torch.tensor([1.0, 2.0]), "y": torch.tensor([2.5, 4.0])}
    answer = known.ask("other", row)
    assert answer["y"].counterfactual.tolist() == pytest.approx([0.5, 0.0])
    assert answer.quality == "exact"
    framed = known.ask("other", pd.DataFrame({k: v.numpy() for k, v in row.items()}))
    assert torch.equal(framed["y"].counterfactual, answer["y"].counterfactual)
    mean = known.ask("mean", draws=20_000, seed=1)
    assert float(mean) == pytest.approx(6, abs=0.05)


def test_evidence_may_leave_out_variables_but_not_invent_them(known):
    answer = known.ask("y had y = y", {"y": torch.tensor([2.5])})
    assert answer["y"].counterfactual.tolist() == pytest.approx([2.5])
    for rows, words in (
        ({"z": torch.tensor([1.0])}, "no variable `z`"),
        ({}, "no row to ask about"),
        ({"x": torch.tensor([]), "y": torch.tensor([])}, "no row to ask about"),
        ({"x": torch.tensor([1.0]), "y": torch.tensor([1.0, 2.0])}, "numbers of rows differ"),
        ({"x": torch.tensor([float("nan")]), "y": torch.tensor([1.0])}, "not finite"),
    ):
        with pytest.raises(CausalimgError, match=words):
            known.ask("other", rows)
    with pytest.raises(CausalimgError, match="about rows"):
        known.ask("other")
    with pytest.raises(CausalimgError, match="no query `another`"):
        known.ask("another")


def test_nothing_is_drawn_or_asked_before_it_is_learned(ward):
    model = causalimg.load(ward / "ward.scm")
    for request in (lambda: model.sample(3), lambda: model.ask("effect")):
        with pytest.raises(CausalimgError, match="`age` is still to be learned"):
            request()


# ---- fits ------------------------------------------------------------------------------------


def test_fit_from_folder_frame_and_tensors_is_the_same(pair):
    model = causalimg.load(pair / "pair.scm")
    frame = pd.read_csv(pair / "data" / "table.csv")
    site = frame.site.map({"north": 0, "south": 1}).to_numpy()
    tensors = {"site": torch.tensor(site), "dose": torch.tensor(frame.dose.to_numpy()).float(),
               "effect": torch.tensor(frame.effect.to_numpy()).float()}  # fmt: skip
    b = [
        model.fit(data, out, **QUICK).program.b.item()
        for data, out in ((pair / "data", pair / "run"), (frame, None), (tensors, None))
    ]
    assert b[0] == b[1] == pytest.approx(b[2], abs=1e-5)
    again = causalimg.open_run(pair / "run")
    assert again.program.b.item() == b[0]
    assert again.ask("twice", frame[:2])["effect"].counterfactual.shape == (2,)
    resumed = model.fit(None, pair / "run", resume=True, **QUICK)
    assert resumed.program.b.item() == b[0]


def test_what_a_fit_refuses(pair):
    model = causalimg.load(pair / "pair.scm")
    frame = pd.read_csv(pair / "data" / "table.csv")
    with pytest.raises(CausalimgError, match="there is no column for `dose`"):
        model.fit(frame.drop(columns="dose"), **QUICK)
    with pytest.raises(CausalimgError, match="nothing to fit to"):
        model.fit(None)
    with pytest.raises(CausalimgError, match="is not a setting"):
        model.fit(frame, epoch=3)
    with pytest.raises(CausalimgError, match="E0709"):
        causalimg.open_run(pair / "nothing")
    fit = model.fit(frame, **QUICK)
    with pytest.raises(CausalimgError, match="no query `once`"):
        fit.ask("once", frame)
    with pytest.raises(CausalimgError, match="about rows"):
        fit.ask("twice")
    with pytest.raises(CausalimgError, match="there is no row"):
        fit.ask("twice", frame[:0])
    with pytest.raises(CausalimgError, match="no predictor `triage`"):
        fit.train("triage", frame)


def test_rows_of_a_withheld_site_can_be_asked_about(pair):
    model = causalimg.load(pair / "pair.scm")
    frame = pd.read_csv(pair / "data" / "table.csv")
    fit = model.fit(frame, withhold=["south"], **QUICK)
    assert fit.fitted.summary.counts["site"] == {"north": 20, "south": 0}
    assert len(fit.ask("twice", frame)["effect"].counterfactual) == 40


# ---- display ---------------------------------------------------------------------------------


def test_a_model_shows_its_graph(known):
    shown = known._repr_mimebundle_()
    assert shown["image/svg+xml"].startswith("<svg")
    assert shown["text/plain"] == "model pair"


def test_a_fit_shows_what_it_reached_and_what_to_know(pair):
    frame = pd.read_csv(pair / "data" / "table.csv").assign(dose=1.5)
    fit = causalimg.load(pair / "pair.scm").fit(frame, **QUICK)
    text = fit._repr_mimebundle_()["text/plain"]
    assert "fit of pair to 40 rows" in text
    assert "effect" in text
    assert "W0707" in text


def test_an_answer_shows_its_picture_and_escapes_what_it_quotes(known, ward):
    row = {"x": torch.tensor([1.0]), "y": torch.tensor([2.5])}
    shown = known.ask("y had x = (if 1 < 2 then 0 else 1)", row)._repr_mimebundle_()
    assert "1 &lt; 2" in shown["text/html"]
    assert "image/png" not in shown
    assert "rung 3" in shown["text/plain"]
    fit = causalimg.open_run(ward / "run")
    model = causalimg.load(ward / "truth.scm")
    rows = model.sample({"north": 2}, seed=0)  # a latent of the truth among them is left alone
    shown = fit.ask("other_maker", rows)._repr_mimebundle_()
    assert shown["image/png"].startswith(b"\x89PNG")
    assert "<table" in shown["text/html"]
    assert np.isfinite(len(shown["text/plain"]))

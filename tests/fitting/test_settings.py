import pytest

from causalimg.diagnostics import CausalimgError
from causalimg.fitting.settings import Settings, load_settings


def complaints(folder, text, overrides=None):
    (folder / "causalimg.toml").write_text(text)
    with pytest.raises(CausalimgError) as caught:
        load_settings(folder, overrides)
    assert {d.code for d in caught.value.diagnostics} == {"E0715"}
    return caught.value.diagnostics


def test_no_file_gives_the_defaults(tmp_path):
    assert load_settings(tmp_path) == Settings()


def test_the_command_line_stands_over_the_file(tmp_path):
    (tmp_path / "causalimg.toml").write_text(
        '[fit]\nepochs = 3\nseed = 7\n[data]\nmissing = ["-9"]\n[train.triage]\nepochs = 2\n'
    )
    settings = load_settings(tmp_path, {"fit.epochs": "5", "data.patient": "lesion_id"})
    assert (settings.fit.epochs, settings.fit.seed) == (5, 7)
    assert settings.data.missing == ("-9",)
    assert settings.data.patient == "lesion_id"
    assert settings.train == {"triage": {"epochs": 2}}


def test_every_mistake_is_named_with_its_line_and_remedy(tmp_path):
    found = complaints(tmp_path, '[fit]\nepoch = 3\nbatch = "a"\nseed = -1\n[dta]\nx = 1\n')
    by_line = {d.where: d for d in found}
    assert by_line["causalimg.toml, line 2"].helps == ("did you mean `epochs`?",)
    assert by_line["causalimg.toml, line 3"].helps == ("write a whole number from 1",)
    assert by_line["causalimg.toml, line 4"].message == "`fit.seed` does not fit"
    assert "dta" in by_line["causalimg.toml, line 5"].message


@pytest.mark.parametrize(
    ("text", "overrides"),
    [
        ("[fit\n", None),
        ("[fit]\nepochs = true\n", None),
        ("fit = 3\n", {"fit.epochs": "3"}),
        ("", {"fit.epochs": "many"}),
        ("", {"epochs": 3}),
        ("[data]\nmissing = [3]\n", None),
        ("[data.columns]\nage = 3\n", None),
        ("[fit]\nlearning_rate = nan\n", None),
        ("[fit]\nbeta = inf\n", None),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, text, overrides):
    for complaint in complaints(tmp_path, text, overrides):
        assert complaint.helps


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "causalimg.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CausalimgError, match="E0715"):
        load_settings(tmp_path)

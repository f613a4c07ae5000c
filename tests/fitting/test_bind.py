import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from causalimg.diagnostics import CausalimgError
from causalimg.fitting.bind import bind
from causalimg.fitting.enough import divide, enough
from causalimg.fitting.settings import DataSettings
from causalimg.semantics.model import Interval
from causalimg.semantics.types import Binary, Category, Count, Ordinal, Real

HEADER = "age,site,sick,grade,falls,weight"
GOOD = ("40,north,0,low,2,70.5", "51.5,south,1,high,0,81", "60,north,1,low,1,64")


@pytest.fixture(scope="module")
def ward(hand):
    d = hand.declared
    return hand.model(
        [
            d("age", Real(), support=Interval(18, 100, True, True), unit="years"),
            d("site", Category(("north", "south")), kind="environment"),
            d("frailty", Real(), kind="latent"),
            d("sick", Binary()),
            d("grade", Ordinal(("low", "high"))),
            d("falls", Count()),
            d("weight", Real(), support=Interval(0, float("inf"))),
            d("archived", Binary(), kind="selection"),
        ]
    )


def written(folder, *rows, header=HEADER):
    (folder / "table.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return folder


def refused(ward, data, **settings):
    with pytest.raises(CausalimgError) as caught:
        bind(ward, data, DataSettings(**settings))
    return caught.value.diagnostics


def test_every_type_is_coded_as_programs_have_it(ward, tmp_path):
    bound = bind(ward, written(tmp_path, *GOOD))
    assert bound.columns["age"].tolist() == [40.0, 51.5, 60.0]
    assert bound.columns["site"].tolist() == [0, 1, 0]
    assert bound.columns["sick"].dtype == torch.float32
    assert bound.columns["grade"].dtype == torch.int64
    assert bound.columns["falls"].tolist() == [2, 0, 1]
    assert bound.rows.tolist() == [1, 2, 3]
    assert set(bound.columns) == {"age", "site", "sick", "grade", "falls", "weight"}


@pytest.mark.parametrize("as_parquet", [False, True])
def test_frames_and_parquet_give_the_same(ward, tmp_path, as_parquet):
    want = bind(ward, written(tmp_path, *GOOD))
    frame = pd.read_csv(tmp_path / "table.csv")
    if as_parquet:
        frame.to_parquet(tmp_path / "table.parquet")
        (tmp_path / "table.csv").unlink()
    got = bind(ward, tmp_path if as_parquet else frame)
    for name, values in want.columns.items():
        assert torch.equal(values, got.columns[name])


@pytest.mark.parametrize(
    ("row", "code", "column", "words"),
    [
        ("17,north,0,low,2,70", "E0704", "age", "outside `[18, 100]` years"),
        ("inf,north,0,low,2,70", "E0704", "age", "not finite"),
        ("old,north,0,low,2,70", "E0704", "age", "no number"),
        ("40,West,0,low,2,70", "E0704", "site", "none of `north`, `south`"),
        ("40,north,2,low,2,70", "E0704", "sick", "none of `0`, `1`"),
        ("40,north,0,medium,2,70", "E0704", "grade", "none of `low`, `high`"),
        ("40,north,0,low,2.5,70", "E0704", "falls", "no count"),
        ("40,north,0,low,-1,70", "E0704", "falls", "no count"),
        ("40,north,0,low,2,0", "E0704", "weight", "outside `(0, inf)`"),
        (",north,0,low,2,70", "E0703", "age", "empty"),
        ("40,NA,0,low,2,70", "E0703", "site", "empty"),
        ("40,north,0,low,2", "E0703", "weight", "empty"),
    ],
)
def test_a_bad_cell_is_named_with_row_and_column(ward, tmp_path, row, code, column, words):
    (found,) = refused(ward, written(tmp_path, GOOD[0], row, *GOOD[1:]))
    assert (found.code, found.where) == (code, f"table.csv, row 2 (line 3), column `{column}`")
    assert words in found.message
    assert found.helps


def test_every_mistake_is_told_at_once_and_counted(ward, tmp_path):
    found = refused(ward, written(tmp_path, *["7,east,0,low,2,70"] * 8, *GOOD))
    assert [d.code for d in found] == ["E0704", "E0704"]
    assert found[0].notes == ("8 rows have this: 1, 2, 3, 4, 5 and 3 more",)


def test_blank_lines_do_not_shift_row_numbers(ward, tmp_path):
    (found,) = refused(ward, written(tmp_path, GOOD[0], "", "", "7,north,0,low,2,70", ""))
    assert found.where == "table.csv, row 4 (line 5), column `age`"


def test_cells_are_quoted_only_on_request(ward, tmp_path):
    folder = written(tmp_path, "40,Mrs Smith,0,low,2,70", *GOOD)
    assert "Smith" not in repr(refused(ward, folder))
    assert "Smith" in repr(refused(ward, folder, show_values=True))


def test_a_missing_column_is_named_with_its_likely_name(ward, tmp_path):
    header = HEADER.replace("age", "Age").replace("weight", "mass")
    found = refused(ward, written(tmp_path, *GOOD, header=header))
    assert [d.code for d in found] == ["E0702", "E0702"]
    assert "`Age`" in found[0].helps[0]
    bound = bind(ward, tmp_path, DataSettings(columns={"age": "Age", "weight": "mass"}))
    assert len(bound) == 3


def test_wrong_separator_wrong_mapping_wrong_key(ward, tmp_path):
    folder = written(tmp_path, *GOOD)
    assert refused(ward, folder, columns={"agee": "x"})[0].helps == ("did you mean `age`?",)
    assert refused(ward, folder, patient="who")[0].code == "E0702"
    table = folder / "table.csv"
    table.write_text(table.read_text().replace(",", ";"))
    assert any("separator" in h for h in refused(ward, folder)[0].helps)
    assert len(bind(ward, folder, DataSettings(separator=";"))) == 3


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"a,a\n1,2\n",
        b"age,site\n1,2,3\n",
        b"age,site,sick\n1,2\n1,2,3,4\n",
        b'age,site\n"1,2\n',
        b"\xff\xfe\x00\x01",
        b"age\n\xe9\n",
    ],
)
def test_files_that_are_no_table(ward, tmp_path, text):
    (tmp_path / "table.csv").write_bytes(text)
    assert {d.code for d in refused(ward, tmp_path)} <= {"E0701", "E0702"}


def test_no_file_no_folder_broken_parquet(ward, tmp_path):
    assert refused(ward, tmp_path)[0].code == "E0701"
    assert refused(ward, tmp_path / "nowhere")[0].code == "E0701"
    assert refused(ward, 3)[0].code == "E0701"
    (tmp_path / "table.parquet").write_bytes(b"PAR1 no")
    assert refused(ward, tmp_path)[0].code == "E0701"


def test_rows_with_gaps_can_be_left_out(ward, tmp_path):
    folder = written(tmp_path, ",north,0,low,2,70", *GOOD, "40,,0,low,2,70")
    assert {d.code for d in refused(ward, folder)} == {"E0703"}
    bound = bind(ward, folder, DataSettings(drop_missing=True))
    assert (bound.rows.tolist(), bound.dropped) == ([2, 3, 4], 2)


def test_selected_rows_only(ward, tmp_path):
    rows = [f"{row},{i != 1:d}" for i, row in enumerate(GOOD)]
    (found,) = refused(ward, written(tmp_path, *rows, header=f"{HEADER},archived"))
    assert (found.code, found.where) == ("E0704", "table.csv, row 2 (line 3), column `archived`")


def test_words_survive_spaces_floats_and_booleans(ward):
    frame = pd.DataFrame({
        "age": ["40", " 50 "], "site": [" north", "south"], "sick": [True, False],
        "grade": pd.Categorical(["low", "high"]), "falls": [1.0, 2.0], "weight": [1, 2],
    })  # fmt: skip
    bound = bind(ward, frame)
    assert bound.columns["sick"].tolist() == [1, 0]
    assert bound.columns["site"].tolist() == [0, 1]


def test_digits_as_words(hand, tmp_path):
    model = hand.model([hand.declared("digit", Category(tuple("0123456789")))])
    (tmp_path / "table.csv").write_text("digit\n3\n7.0\n")
    assert bind(model, tmp_path).columns["digit"].tolist() == [3, 7]


@given(st.floats(18, 100), st.floats(1e-30, 1e30))
def test_single_precision_stays_inside_the_support(ward, age, weight):
    frame = pd.DataFrame({
        "age": [age], "site": ["north"], "sick": [0], "grade": ["low"], "falls": [0],
        "weight": [weight * 1e-20],
    })  # fmt: skip
    bound = bind(ward, frame)
    assert 18 <= bound.columns["age"].item() <= 100
    assert bound.columns["weight"].item() > 0


def test_what_a_fit_needs(ward, tmp_path):
    bound = bind(ward, written(tmp_path, *["40,north,0,low,2,70"] * 3))
    found = enough(ward, bound, DataSettings())
    assert [d.code for d in found if d.severity == "error"] == ["E0706", "E0706"]
    assert {d.code for d in found if d.severity == "warning"} == {"W0607", "W0707"}
    many = bind(ward, written(tmp_path, *GOOD * 5), DataSettings(withhold=("south",)))
    assert len(many) == 10
    assert enough(ward, many, DataSettings(withhold=("south",)))[0].code != "E0706"
    assert refused(ward, tmp_path, withhold=("east",))[0].code == "E0715"


@given(st.lists(st.integers(0, 30), min_size=10, max_size=200), st.integers(0, 9))
def test_patients_are_never_divided_and_sites_never_lost(ward, patients, seed):
    size = len(patients)
    frame = pd.DataFrame({
        "age": [40] * size, "site": ["north"] * (size - 3) + ["south"] * 3, "sick": [0] * size,
        "grade": ["low"] * size, "falls": [0] * size, "weight": [1] * size, "who": patients,
    })  # fmt: skip
    bound = bind(ward, frame, DataSettings(patient="who"))
    fitted, held = divide(ward, bound, 0.3, seed)
    assert sorted([*fitted, *held]) == list(range(size))
    assert not set(bound.patients[fitted]) & set(bound.patients[held])
    assert len(held) <= 0.3 * size
    assert set(bound.columns["site"][fitted].tolist()) == {0, 1}


def test_a_long_table_is_bound_in_bulk(ward):
    rows = 200_000
    random = np.random.default_rng(0)
    frame = pd.DataFrame({
        "age": random.uniform(18, 100, rows), "site": random.choice(["north", "south"], rows),
        "sick": random.integers(0, 2, rows), "grade": random.choice(["low", "high"], rows),
        "falls": random.poisson(1, rows), "weight": random.gamma(9, 8, rows),
    })  # fmt: skip
    assert len(bind(ward, frame)) == rows


def test_tensors_are_taken_as_they_are(ward):
    row = {
        "age": torch.full((4,), 40.0), "site": torch.tensor([0, 1, 0, 1]), "sick": torch.ones(4),
        "grade": torch.zeros(4, dtype=torch.int64), "falls": torch.ones(4),
        "weight": torch.ones(4), "frailty": torch.ones(4),
    }  # fmt: skip
    assert "frailty" not in bind(ward, row).columns
    row["age"] = torch.full((4,), float("nan"))
    assert refused(ward, row)[0].code == "E0704"
    del row["age"]
    assert refused(ward, row)[0].code == "E0702"


def test_columns_that_nothing_reads_are_mentioned_once(ward, tmp_path):
    rows = (f"{row},{k},weak" for k, row in enumerate(GOOD))
    bound = bind(ward, written(tmp_path, *rows, header=f"{HEADER},note,frailty"))
    (found,) = (d for d in enough(ward, bound, DataSettings()) if d.code == "W0718")
    assert found.message == "no variable reads columns `note` and `frailty`"
    assert "`frailty` is declared latent" in found.helps[0]
    quiet = bind(ward, tmp_path, DataSettings(columns={"archived": "x"}, patient="note"))
    assert quiet.unread == ("frailty",)

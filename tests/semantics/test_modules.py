"""Other files of the project: what they bring, and which of them may not be read."""

from pathlib import Path

import pytest

from causalimg.causal.analyse import Analysis, analyse
from causalimg.source import Source
from causalimg.source.files import LARGEST, kept

SKYRA = "causalimg 1\nfrom std.xray import scatter\nparam noise : real = 0.5\ngrid head = 4 x 6 at 2 mm\n"
MODEL = """causalimg 1
import "scanners/skyra.scm" as skyra
variables {
  age : real
  scan, view : image[skyra.head]
}
mechanisms {
  age  ~ Normal(50, skyra.noise)
  scan ~ Normal(age, skyra.noise)
  view := skyra.scatter(scan, 0.1)
}
"""


def read(folder: Path, text: str = MODEL, **files: str) -> Analysis:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_scm", ".scm")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (folder / "model.scm").write_text(text)
    return analyse(Source(str(folder / "model.scm"), text))


def codes(analysis: Analysis) -> list[str]:
    return [d.code for d in analysis.diagnostics]


def importing(path: str) -> str:
    return f'causalimg 1\nimport "{path}" as it\nvariables {{ x : real }}\nmechanisms {{ x ~ Normal(it.k, 1) }}\n'


def test_params_grids_and_functions_come_under_the_name_of_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, scanners__skyra_scm=SKYRA)

    assert found.diagnostics == ()
    assert found.model is not None
    assert [(c.name, c.value) for c in found.model.constants] == [("skyra.noise", 0.5)]
    assert found.model.variable("scan").type.shape == (1, 4, 6)
    assert [one.path for one in found.model.imports] == ["scanners/skyra.scm"]


def test_a_param_of_another_file_can_be_set_from_outside(tmp_path: Path) -> None:
    read(tmp_path, scanners__skyra_scm=SKYRA)
    source = Source(str(tmp_path / "model.scm"), MODEL)

    found = analyse(source, {"skyra.noise": 2.0}).model

    assert found is not None
    assert found.constants[0].value == 2.0


def test_files_import_files_as_seen_from_their_own_folder(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        importing("a/one.scm"),
        a__one_scm='causalimg 1\nimport "../b/two.scm" as two\nparam k : real = 2 * two.k\n',
        b__two_scm="causalimg 1\nparam k : real = 21\n",
    )

    assert found.model is not None
    assert {c.name: c.value for c in found.model.constants} == {"it.k": 42.0, "it.two.k": 21.0}
    assert {one.path for one in found.model.imports} == {"a/one.scm", "b/two.scm"}


def test_a_shelf_stands_in_for_the_disk() -> None:
    found = analyse(Source("m.scm", MODEL), shelf=kept({"scanners/skyra.scm": SKYRA}))

    assert found.model is not None


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("nowhere.scm", "is not there"),
        ("../outside.scm", "lies outside of the project folder"),
        ("link.scm", "lies outside of the project folder"),
        ("broken.scm", "has 2 errors of its own"),
        ("large.scm", "is larger than 1 MiB"),
        ("bytes.scm", "is not UTF-8 text"),
        ("ring.scm", "has an error of its own"),
        ("model.scm", "form a circle: model.scm -> model.scm"),
        ("table.csv", "an import names a `.scm` file"),
        ("/etc/own.scm", "does not start from this file"),
        ("C:\\own.scm", "does not start from this file"),
        ("folder.scm", "cannot be read"),
    ],
)
def test_what_cannot_be_imported_is_refused_with_its_reason(
    tmp_path: Path, path: str, what: str
) -> None:
    project = tmp_path / "project"
    (project / "folder.scm").mkdir(parents=True)
    (tmp_path / "outside.scm").write_text("causalimg 1\nparam k : real = 1\n")
    (project / "link.scm").symlink_to(tmp_path / "outside.scm")
    (project / "large.scm").write_bytes(b"#" * (LARGEST + 1))
    (project / "bytes.scm").write_bytes(b"causalimg 1\n\xff\n")
    files = {
        "broken_scm": "causalimg 1\nparam k : real = q\nparam l : real = r\n",
        "ring_scm": 'causalimg 1\nimport "model.scm" as m\nparam k : real = 1\n',
    }

    found = read(project, importing(path), **files)

    assert codes(found) == ["E0106"]
    assert what in found.diagnostics[0].message


def test_a_project_file_lets_folders_beside_each_other_share(tmp_path: Path) -> None:
    (tmp_path / "causalimg.toml").touch()
    (tmp_path / "outside.scm").write_text("causalimg 1\nparam k : real = 1\n")
    (tmp_path / "study").mkdir()

    assert codes(read(tmp_path / "study", importing("../outside.scm"))) == []


def test_imports_end_somewhere(tmp_path: Path) -> None:
    files = {
        f"f{i}_scm": f'causalimg 1\nimport "f{i + 1}.scm" as it\nparam k : real = it.k\n'
        for i in range(40)
    }

    assert codes(read(tmp_path, importing("f0.scm"), **files)) == ["E0106"]


def test_two_files_need_two_names_and_each_is_of_use(tmp_path: Path) -> None:
    text = importing("a.scm").replace("variables", 'import "a.scm" as it\nvariables', 1)
    unused = importing("a.scm").replace("it.k", "0")
    files = {"a_scm": "causalimg 1\nparam k : real = 1\n"}

    assert codes(read(tmp_path, text, **files)) == ["E0102"]
    assert codes(read(tmp_path, unused, **files)) == ["W0109"]


def test_a_name_that_the_file_does_not_have_is_unknown(tmp_path: Path) -> None:
    found = read(tmp_path, MODEL.replace("skyra.noise)", "skyra.nose)"), scanners__skyra_scm=SKYRA)

    assert set(codes(found)) == {"E0101"}
    assert found.diagnostics[0].helps == ("did you mean `skyra.noise`?",)

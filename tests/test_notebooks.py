"""Both notebooks run from their first cell to their last, at smoke size, and are kept clean."""

import os
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
NAMES = ("chest_phantom", "morphomnist")


def read(name):
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_committed_without_outputs(name):
    book = read(name)
    nbformat.validate(book)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert len(book.cells) - len(code) >= len(code) / 3, "words between the cells"
    assert max(cell.source.count("\n") for cell in code) < 25, "short cells"


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs(name, monkeypatch):
    if name == "morphomnist" and not os.environ.get("CAUSALIMG_DATA"):
        pytest.skip("CAUSALIMG_DATA names no folder with real digits")
    monkeypatch.delenv("MPLBACKEND", raising=False)  # the kernel shows figures in the page
    monkeypatch.setenv("CAUSALIMG_SMOKE", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    book = read(name)
    client = NotebookClient(
        book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(NOTEBOOKS)}}
    )
    client.execute()
    shown = [o for cell in book.cells for o in cell.get("outputs", []) if "data" in o]
    assert sum("image/png" in o["data"] for o in shown) >= 3, "films are shown"
    assert any("image/svg+xml" in o["data"] for o in shown), "a graph is shown"
    assert all(
        o.get("output_type") != "error" for cell in book.cells for o in cell.get("outputs", [])
    )

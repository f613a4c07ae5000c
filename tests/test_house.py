"""The house keeps its own rules: sizes, walls that import-linter cannot see, banned calls."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "src" / "causalimg"
MODULES = sorted(HOUSE.rglob("*.py"))
BANNED_CALLS = {"eval", "pickle.load", "pickle.loads", "pickle.dump", "torch.load", "torch.save",
                "yaml.load", "pyro.get_param_store().load", "pyro.get_param_store().save"}  # fmt: skip
BANNED_WORDS = ("TODO", "FIXME", "XXX", "HACK")
BANNED_NAMES = ("manager", "helper", "utils")


def _calls(tree: ast.AST) -> list[tuple[int, str]]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(node.lineno, ast.unparse(node.func)) for node in calls]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_a_module_stays_small_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert text.count("\n") <= 450, "split the room"
    assert ast.get_docstring(tree) or not text.strip(), "a module opens with one sentence"
    assert not any(word in text for word in BANNED_WORDS)
    assert not any(word in path.stem for word in BANNED_NAMES)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_functions_stay_short(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    long = {f.name: _code_lines(f) for f in functions}
    assert {name: lines for name, lines in long.items() if lines > 50} == {}


def _code_lines(function: ast.FunctionDef) -> int:
    """Lines without the docstring, which may be as long as the mathematics needs."""
    first = function.body[0]
    says = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    words = (first.end_lineno or 0) - first.lineno + 1 if says else 0
    return (function.end_lineno or 0) - function.lineno + 1 - words


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_nothing_runs_or_unpickles_what_a_file_says(path: Path) -> None:
    calls = _calls(ast.parse(path.read_text(encoding="utf-8")))
    assert [c for c in calls if c[1] in BANNED_CALLS] == []
    loader = path == HOUSE / "program" / "load.py"
    assert loader or [c for c in calls if c[1] == "exec"] == []


def test_the_median_module_is_of_readable_size() -> None:
    sizes = sorted(p.read_text(encoding="utf-8").count("\n") for p in MODULES if p.stat().st_size)
    assert sizes[len(sizes) // 2] <= 200


@pytest.mark.parametrize("command", [["check"], ["fmt", "--check"], ["graph", "--format", "dot"]])
def test_the_front_rooms_answer_without_torch(command: list[str]) -> None:
    code = (
        "import sys\n"
        "from causalimg.interfaces.cli import main\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "heavy = {'torch', 'pyro', 'monai', 'pandas', 'matplotlib', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    model = str(ROOT / "models" / "chest_phantom.scm")
    done = subprocess.run(
        [sys.executable, "-c", code, *command, model], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_no_machine_path_and_no_reach_outside_the_checkout_in_the_house() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert "../shared" not in text, path
        assert "/work/" not in text, path

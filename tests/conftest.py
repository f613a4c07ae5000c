"""What all tests share: the `--bless` option, snapshots, few threads, Hypothesis profiles."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")
# A shell lets what it starts in the background ignore Ctrl-C; some tests press it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# Tests find the strategies beside this file, whatever their own folder.
sys.path.insert(0, str(Path(__file__).parent))

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

_SLOW_START = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=_SLOW_START)
settings.register_profile(
    "ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=_SLOW_START
)
settings.register_profile(
    "soak", max_examples=3000, deadline=None, suppress_health_check=_SLOW_START
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--bless", action="store_true", help="write the outputs of today as the expected ones"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What searches or trains runs without counting lines, which would take two or three times as long.

    Which lines are reached, the examples beside it show.
    """
    for item in items:
        searches = is_hypothesis_test(getattr(item, "obj", None))
        if searches or item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with the one in a file; with `--bless`, write the file instead."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--bless"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"{path.name} is missing: run pytest --bless and read it"
        assert text == path.read_text(encoding="utf-8")

    return compare

# Each target works as the only command on a fresh machine with Python 3.11+, make and git.
PYTHON ?= python3
BIN := .venv/bin
# Real data for tests and benchmarks, where it lies beside the checkout; everything else skips, saying so.
CAUSALIMG_DATA ?= $(if $(wildcard ../shared/data),$(abspath ../shared/data))
export CAUSALIMG_DATA
export MPLBACKEND ?= Agg
# Where it is set, each of the few hundred command lines that the tests start compiles the house anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check format bench fuzz docs bless clean

# The stamp is written last, so that an interrupted installation starts again.
.venv/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

demo: .venv/.ready  ## draw four hospitals, fit, ask, train, report
	$(BIN)/causalimg demo --out out/demo

test: export OMP_NUM_THREADS ?= 1
test: .venv/.ready  ## every test, with branch coverage
	$(BIN)/pytest -n 2 --dist worksteal --doctest-modules --cov --cov-report=term --cov-fail-under=90 tests src

check: .venv/.ready  ## style, types, walls, docstrings, gallery
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/interrogate --quiet src
	$(BIN)/causalimg fmt --check models
	$(BIN)/causalimg check models/*.scm

format: .venv/.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/causalimg fmt models

bench: .venv/.ready  ## speed and quality beside the peers; hours, not minutes
	for script in benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

fuzz: .venv/.ready  ## damage the models a hundred thousand times; some minutes on two cores
	$(BIN)/python benchmarks/fuzz.py --jobs 2

.venv/.docs: .venv/.ready
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	touch $@

docs: .venv/.docs  ## the manual as HTML, its tutorial executed; a warning is an error
	$(BIN)/sphinx-build -q -W --keep-going -n docs docs/_build/html

bless: .venv/.ready  ## rewrite the parser's table and expected outputs; read the difference before you commit it
	$(BIN)/python -c "from causalimg.syntax.grammar import keep_table; keep_table()"
	$(BIN)/pytest -q --bless tests
	git diff --stat tests/models

clean:
	rm -rf .venv out runs docs/_build

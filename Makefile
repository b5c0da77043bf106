# run, test, check, format, benchmark. Windows equivalents: README.md.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check format benchmark

run: .venv/installed
	test -f "$${CCR_SITE:-data/sample_county}/published/current.json" || $(BIN)/python -m pipelines refresh
	$(BIN)/streamlit run app.py

# Bytecode is kept even where the machine says otherwise: every process the tests start would compile the program anew.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/installed-dev
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: .venv/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

benchmark: .venv/installed-dev
	$(BIN)/python -m pipelines benchmark

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements.txt
	touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements-dev.txt
	touch $@

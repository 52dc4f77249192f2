# Needs only Python 3.11 and make: everything else is installed into .venv.
PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: run test check bench install dev clean

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		&& $(PYTHON) -m venv .venv || python3 -m venv .venv

.venv/installed: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/dev-installed: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ .venv/installed

install: .venv/installed
dev: .venv/dev-installed

run: .venv/installed
	$(BIN)/python -m bot run

test: .venv/dev-installed
	$(BIN)/python -m pytest

check: .venv/dev-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev-installed
	$(BIN)/python -m tests.bench

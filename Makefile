# Needs only Python 3.11 and make: everything else is installed into .venv.
PYTHON ?= python3.11
BIN := .venv/bin
SAY_INSTALL := echo "Installing what the bot needs into .venv: a minute or two, only this time …"
# More arguments, as in: make test ARGS="-k sandbox", make bench ARGS=growth
ARGS ?=

.PHONY: run test check bench install dev clean

# A half made environment would look like a whole one the next time.
$(BIN)/python:
	@python=$$(command -v $(PYTHON) || command -v python3) \
		&& $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python" >&2; exit 1; }; \
	echo "Making a Python environment in .venv …"; \
	$$python -m venv .venv \
		|| { rm -rf .venv; echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

.venv/installed: $(BIN)/python pyproject.toml constraints.txt
	@$(SAY_INSTALL)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/dev-installed: $(BIN)/python pyproject.toml constraints.txt
	@$(SAY_INSTALL)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ .venv/installed

install: .venv/installed
dev: .venv/dev-installed

run: .venv/installed
	$(BIN)/python -m bot run

test: .venv/dev-installed
	$(BIN)/python -m pytest $(ARGS)

check: .venv/dev-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev-installed
	$(BIN)/python -m tests.bench $(ARGS)

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build htmlcov \
		.coverage .coverage.* *.egg-info

# Two commands to know: `make run` and `make test`. `make help` lists the rest.
#
# Variables, all optional: PYTHON (3.11 or later), PORT, MIEDZA_DATA_DIR, MIEDZA_DATABASE_URL,
# MIEDZA_KEY_FILE; what is given to make reaches the service: make run PORT=9000.

PYTHON ?= python3
PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Tests make databases of their own: settings of the shell must not lead them to another one.
PYTEST := env -u MIEDZA_DATA_DIR -u MIEDZA_DATABASE_URL -u MIEDZA_KEY_FILE \
	$(BIN)/pytest --numprocesses auto --maxprocesses 4
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --quiet
NEXT_REVISION = $(shell printf %04d $$(($(words $(wildcard migrations/versions/*.py)) + 1)))

.DEFAULT_GOAL := help
.PHONY: help run test check lint fix bench migration openapi lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## Serve on 127.0.0.1:$(PORT); an empty database gets the sample and demo keys
	@$(BIN)/miedza migrate && $(BIN)/miedza demo --if-empty --url http://127.0.0.1:$(PORT)
	@$(BIN)/miedza serve --host 127.0.0.1 --port $(PORT) --with-worker

test: lint ## Everything: format, lint, types, import directions, tests on every database found
	$(PYTEST)

check: lint ## The quick one before a commit: the same without slow and PostgreSQL tests
	$(PYTEST) -m "not slow and not postgres"

lint: $(VENV)/.test
	$(BIN)/ruff format --check . && $(BIN)/ruff check .
	$(BIN)/mypy && $(BIN)/lint-imports

fix: $(VENV)/.test ## Format, and mend what the linter can mend
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(VENV)/.test ## Measure against the bars; writes bench/RESULTS.md
	$(BIN)/python -m bench

migration: $(VENV)/.test ## Draft a migration from the models: make migration m="add a column"
	@test -n "$(m)" || { echo 'say what it does: make migration m="add a column"'; exit 2; }
	$(BIN)/miedza migrate && $(BIN)/alembic revision --autogenerate --rev-id $(NEXT_REVISION) -m "$(m)"

openapi: $(VENV)/.run ## Print the OpenAPI document
	@$(BIN)/python -m scripts.print_openapi

lock: $(VENV)/.test ## Pin the requirements anew, with hashes; pins that still fit stay
	$(LOCK) pyproject.toml -o requirements.txt && $(LOCK) --group build -o requirements-build.txt
	$(LOCK) pyproject.toml --group dev -o requirements-dev.txt

clean: ## Remove the environment and caches; data stays
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The stamps let a second run start at once; a changed pin installs again.
$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name one: make PYTHON=python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV) && touch $@

$(VENV)/.run: $(VENV)/.python pyproject.toml requirements.txt requirements-build.txt
	$(PIP) --require-hashes -r requirements.txt -r requirements-build.txt
	$(PIP) --no-deps --no-build-isolation --editable . && touch $@

$(VENV)/.test: $(VENV)/.python pyproject.toml requirements-dev.txt
	$(PIP) --require-hashes -r requirements-dev.txt
	$(PIP) --no-deps --no-build-isolation --editable . && touch $@

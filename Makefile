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
# Node comes as a Python package, so that a machine needs nothing but Python.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix web
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --quiet
WEB_DEV := web/node_modules/.dev
NEXT_REVISION = $(shell printf %04d $$(($(words $(wildcard migrations/versions/*.py)) + 1)))

.DEFAULT_GOAL := help
.PHONY: help run test check lint fix client types guide bench peers migration openapi lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run client ## Serve on 127.0.0.1:$(PORT); an empty database gets the sample and demo keys
	@$(BIN)/miedza migrate && $(BIN)/miedza demo --if-empty --url http://127.0.0.1:$(PORT)
	@$(BIN)/miedza serve --host 127.0.0.1 --port $(PORT) --with-worker

test: lint ## Everything: format, lint, types, import directions, tests on every database found
	$(PYTEST)

check: lint ## The quick one before a commit: the same without slow and PostgreSQL tests
	$(PYTEST) -m "not slow and not postgres"

lint: $(VENV)/.test $(WEB_DEV)
	$(BIN)/ruff format --check . && $(BIN)/ruff check .
	$(BIN)/mypy && $(BIN)/lint-imports
	$(NPM) run --silent check && $(NPM) run --silent test

fix: $(VENV)/.test $(WEB_DEV) ## Format, and mend what the linter can mend
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .
	$(NPM) run --silent fix

client: $(VENV)/.python ## Build the web client again where something in web/ is newer
	@$(BIN)/python hatch_build.py

types: $(VENV)/.test $(WEB_DEV) ## Write the web client's types of the API anew
	$(BIN)/python -m scripts.make_client_types

guide: $(VENV)/.test client ## Photograph the web client anew for the guide in docs/guide/
	$(BIN)/python -m scripts.make_guide

bench: $(VENV)/.test ## Measure against the bars; writes bench/RESULTS.md
	$(BIN)/python -m bench

peers: $(VENV)/.test ## Measure beside other servers, which are installed in a cache folder
	$(BIN)/python -m bench.peers

migration: $(VENV)/.test ## Draft a migration from the models: make migration m="add a column"
	@test -n "$(m)" || { echo 'say what it does: make migration m="add a column"'; exit 2; }
	$(BIN)/miedza migrate && $(BIN)/alembic revision --autogenerate --rev-id $(NEXT_REVISION) -m "$(m)"

openapi: $(VENV)/.run ## Print the OpenAPI document
	@$(BIN)/python -m scripts.print_openapi

lock: $(VENV)/.test ## Pin the requirements anew, with hashes; pins that still fit stay
	$(LOCK) pyproject.toml -o requirements.txt && $(LOCK) --group build -o requirements-build.txt
	$(LOCK) pyproject.toml --group dev -o requirements-dev.txt
	$(LOCK) bench/peers/tipg.in -o bench/peers/tipg.txt
	$(LOCK) bench/peers/pygeoapi.in -o bench/peers/pygeoapi.txt

clean: ## Remove the environment, the built client and caches; data stays
	rm -rf $(VENV) web/node_modules service/client/static dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

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

$(WEB_DEV): $(VENV)/.test web/package-lock.json
	$(NPM) ci --ignore-scripts --silent && touch $@

# The whole tool bench. CI, the hooks and the documents call these targets and nothing else.

# Empty: the first Python on the PATH that is new enough.
PYTHON ?=
VENV   := .venv
BIN    := $(VENV)/bin
N      ?= 1000
SEED   ?= 1
# Each worker of the test run is a process; more than the machine has cores would only make timing tests lie.
TEST_WORKERS ?= logical

PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
INSTALL_LOCKED := $(PIP) install --require-hashes --only-binary :all: -r

RUN_STAMP := $(VENV)/.stamp-run
DEV_STAMP := $(VENV)/.stamp-dev
DOCS_STAMP := $(VENV)/.stamp-docs

TEST_FOLDERS := $(wildcard tests/architecture tests/unit tests/property tests/contract tests/integration tests/faults tests/e2e tests/docs)

.DEFAULT_GOAL := help
.PHONY: setup setup-dev demo serve web dev check check-web architecture test test-all test-web torture fmt openapi docs bench wheel goldens fixtures lock clean-env help

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F '\t' '{ printf "  %-13s %s\n", $$1, $$2 }'

setup: $(RUN_STAMP) ## create .venv with the locked dependencies and the telecine command

setup-dev: $(DEV_STAMP)

$(BIN)/python:
	@.ci/venv $(VENV) $(PYTHON)

$(RUN_STAMP): requirements.txt pyproject.toml | $(BIN)/python
	@echo "installing what Telecine runs on (about 200 MB the first time)"
	@$(INSTALL_LOCKED) requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(RUN_STAMP)
	@echo "installing what the checks and tests need"
	@$(INSTALL_LOCKED) requirements-dev.txt
	@touch $@

$(DOCS_STAMP): requirements-docs.txt $(RUN_STAMP)
	@echo "installing what builds the documentation site"
	@$(INSTALL_LOCKED) requirements-docs.txt
	@touch $@

demo: setup ## analyse a sample episode, or VIDEO=film.mp4 CAST=folder/of/photographs
	@$(BIN)/telecine demo $(if $(VIDEO),"$(VIDEO)") $(if $(CAST),--cast "$(CAST)")

check: $(DEV_STAMP) ## lint, format, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fmt: $(DEV_STAMP) ## format and apply the safe fixes
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

check-web: ## types, lint, imports and unit tests of the web pages
	@.ci/web if-possible check

test: check check-web ## checks and the default tests (under 10 minutes on 2 cores)
	@$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist worksteal -m "not slow" $(TEST_FOLDERS)

architecture: $(DEV_STAMP) ## sizes, names, doors and tree (part of test)
	@$(BIN)/python -m pytest -q -m "not slow" tests/architecture

test-all: $(DEV_STAMP) $(DOCS_STAMP) ## the rest: what is marked slow
	@$(BIN)/python -m pytest -m slow $(TEST_FOLDERS)

test-web: $(DEV_STAMP) ## the web pages in a browser (Debian's chromium), on a real server
	@E2E_PYTHON="$(abspath $(BIN)/python)" .ci/web if-possible e2e

torture: $(DEV_STAMP) ## N=1000 random kills, SEED=1; every result compared with an undisturbed run
	@$(BIN)/python -m tests.faults.torture --kills $(N) --seed $(SEED)

bench: $(DEV_STAMP) ## measure and print tables; MEDIA=clips adds what needs clips, NAMES=faces.speed picks
	@$(BIN)/python -m benchmarks $(if $(MEDIA),--media "$(MEDIA)") $(NAMES)

web: ## build the web pages into src/telecine/web, from where the API serves them
	@.ci/web build

wheel: $(DEV_STAMP) web ## build dist/*.whl, with the web pages
	@$(PIP) wheel --no-deps --no-build-isolation --no-index --wheel-dir dist .
	@ls dist

docs: $(DOCS_STAMP) ## write the generated pages and build the documentation site into site/
	@$(BIN)/python -m docs.generate
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo "site/index.html"

fixtures: $(DEV_STAMP) ## fetch by hash what the tests need, so that they run without a network afterwards
	@$(BIN)/python -m tests.fixtures

lock: ## resolve the dependencies again (needs uv on the PATH)
	@command -v uv >/dev/null || { echo "telecine: 'uv' was not found; install it outside this project (pipx install uv)" >&2; exit 1; }
	@.ci/lock

serve: setup ## the web pages, the API and what works behind it, on http://127.0.0.1:8000 (HOST=, PORT= change that)
	@.ci/web if-possible build
	@$(BIN)/telecine serve $(if $(HOST),--host "$(HOST)") $(if $(PORT),--port "$(PORT)")

dev: $(DEV_STAMP) ## the API on port 8000 and the web pages on port 3000, both with every change as it is saved
	@.ci/dev $(BIN)

openapi: $(DEV_STAMP) ## write docs/reference/openapi.json, the description of the API, and the other generated pages
	@$(BIN)/python -m docs.generate

goldens: ## (not here yet) refresh golden files
	@echo "make goldens: comes with the first golden file; today results are compared by their hashes." >&2; exit 1

clean-env: ## remove .venv and tool caches; results and models stay
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

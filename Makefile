PYTHON ?= python3
SERVE ?= 1
UPGRADE ?= 0

BIN := .venv/bin
STAMP := .venv/.installed-from

.DEFAULT_GOAL := help
.PHONY: help environment demo test test-long bench docs format lock neo4j neo4j-stop

help: ## say what can be made
	@grep -E '^[a-z0-9-]+:.*## ' Makefile | sed -E 's/^([a-z0-9-]+):.*## /  make \1\t/' | expand -t 24

environment: ## make .venv from requirements.txt, where that is not done yet
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Kinscope needs Python 3.11 or newer, and '$(PYTHON)' is not: $$($(PYTHON) --version 2>&1)."; \
	  echo "Name a newer one: make PYTHON=python3.12 $(firstword $(MAKECMDGOALS))"; exit 1; }
	@if cat requirements.txt pyproject.toml | cmp -s - $(STAMP) && $(BIN)/python -c '' 2>/dev/null; then :; else \
	  echo "== Environment: .venv from requirements.txt, every file checked against its hash" && \
	  $(PYTHON) -m venv --clear .venv && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --editable . && \
	  cat requirements.txt pyproject.toml > $(STAMP); \
	fi

demo: environment ## a generated borough, loaded, one family shown, then served (SERVE=0: not served)
	@echo "== Demonstration: a borough that nobody lives in"
	@$(BIN)/kinscope demo $(if $(filter 0,$(SERVE)),--no-serve)

test: environment ## style, types, import direction and all tests that are quick
	@echo "== Style (ruff)" && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "== Types (mypy --strict)" && $(BIN)/mypy
	@echo "== Import direction (import-linter)" && $(BIN)/lint-imports
	@echo "== Tests (pytest)" && $(BIN)/python -m pytest

test-long: environment ## the tests that take too long for every change
	@echo "== Long tests (pytest)" && $(BIN)/python -m pytest -m long

bench: environment ## measure, and write the figures into docs/performance.md
	@echo "== Measurements" && $(BIN)/python -m tests.bench

docs: environment ## write the generated pages of docs/ again
	@echo "== Generated pages" && $(BIN)/kinscope schema --docs docs/schema.md
	@$(BIN)/python -m queries.policies.page docs/who-may-see-what.md

format: environment ## lay the code out as ruff does
	@$(BIN)/ruff check --fix-only . && $(BIN)/ruff format .

lock: ## renew the locks (UPGRADE=1: to the newest versions that resolve together)
	@echo "== Locks: requirements.txt, requirements-runtime.txt, requirements-spark.txt"
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	  $(PYTHON) -m venv "$$tools" && "$$tools/bin/pip" install -q --disable-pip-version-check uv && \
	  compile="$$tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url $(if $(filter 1,$(UPGRADE)),--upgrade)" && \
	  $$compile pyproject.toml --extra dev --extra py2neo --output-file requirements.txt > /dev/null && \
	  $$compile pyproject.toml --constraints requirements.txt --output-file requirements-runtime.txt > /dev/null && \
	  echo 'pyspark>=4.1' | $$compile - --constraints requirements.txt --output-file requirements-spark.txt > /dev/null && \
	  grep -c '==' requirements.txt requirements-runtime.txt requirements-spark.txt

neo4j: environment ## start a real Neo4j on loopback, for development and for the tests
	@$(BIN)/python -m tests.servers.neo4j_server start

neo4j-stop: environment ## end that Neo4j
	@$(BIN)/python -m tests.servers.neo4j_server stop

# Two commands do everything on a machine with Python 3.11 and nothing else: make demo, make test.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export OMP_WAIT_POLICY ?= PASSIVE
export TOKENIZERS_PARALLELISM ?= false

.PHONY: help demo test check lint format clean
help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/.installed  ## install, then run the whole pipeline over the bundled sample world, offline
	$(BIN)/newsthread demo

test: .venv/.installed  ## install, then run the tests
	$(BIN)/python -m pytest

lint: .venv/.installed  ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test  ## everything that must hold before a change goes in

format: .venv/.installed  ## mend style in place
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## forget the demo's files and the caches; .venv stays
	rm -rf newsthread-demo .mypy_cache .ruff_cache .hypothesis

.venv/.installed: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

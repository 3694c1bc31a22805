# Two commands do everything on a machine with Python 3.11 and nothing else: make demo, make test.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
DATA ?= ../shared/data
WORKERS ?= 2
SETS := ecbplus gva_dev storychains
BENCHES := $(filter-out cycling,$(patsubst tests/bench/%.py,%,$(shell grep -l __main__ tests/bench/*.py)))
export OMP_WAIT_POLICY ?= PASSIVE
export TOKENIZERS_PARALLELISM ?= false

.PHONY: help demo test check lint format bench fuzz figures machines clean
help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/.installed  ## install, then run the whole pipeline over the bundled sample world, offline
	$(BIN)/newsthread demo

test: .venv/.installed  ## install, then run the tests, a file to each of WORKERS processes at a time
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: .venv/.installed  ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test  ## everything that must hold before a change goes in

format: .venv/.installed  ## mend style in place
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.installed  ## one measurement of tests/bench, e.g. make bench NAME=placing
	$(BIN)/python -m tests.bench.$(or $(NAME),$(error NAME=one of: $(BENCHES)))

fuzz: .venv/.installed  ## hostile input to every reader, e.g. make fuzz MINUTES=5 READERS="feed page"
	$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),1) $(READERS)

machines: .venv/.installed  ## workers elsewhere, an hour; a quarter of one with ARTICLES=1000
	NEWSTHREAD_STREAM=$(or $(ARTICLES),20000) $(BIN)/python -m pytest -m machines

figures: .venv/.installed  ## the README's figures, from the labelled sets in DATA=FOLDER
	@for set in "$(DATA)/stories" "$(DATA)/pages/gold.jsonl" "$(DATA)/developments/threads.jsonl"; do \
	  test -e "$$set" || { echo "no labelled set $$set: make figures DATA=FOLDER"; exit 1; }; done
	-$(BIN)/python tests/quality/folds.py "$(DATA)/stories"
	-$(BIN)/python -m pytest -s -m figures
	-$(BIN)/newsthread eval copies $(SETS:%=$(DATA)/stories/%.jsonl.gz)
	-$(BIN)/newsthread eval pages "$(DATA)/pages/gold.jsonl"
	-$(BIN)/newsthread eval developments "$(DATA)/developments/threads.jsonl"
	$(BIN)/python -m tests.bench.placing

clean:  ## forget the demo's files and the caches; .venv stays
	rm -rf newsthread-demo .mypy_cache .ruff_cache .hypothesis

.venv/.installed: pyproject.toml requirements.lock requirements-torch.lock
	$(PYTHON) -m venv .venv
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	$(PIP) install -r requirements-torch.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	$(BIN)/newsthread weights >/dev/null
	@touch $@

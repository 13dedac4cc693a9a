# Everything runs in .venv, made from uv.lock. Nothing but Python 3.11+, git and make is needed.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.synced
WEB := $(shell find web -path web/node_modules -prune -o -type f -print)

.PHONY: demo demo-split test check faults bench bench-ui screenshots protos openapi metrics format clean

demo: $(STAMP) ## Start simulated miners and a combined server beside them
	@$(BIN)/headframe demo

demo-split: $(STAMP) ## Start a server and two nodes apart from it, each beside simulated miners
	@$(BIN)/headframe demo --split

test: check ## Every check and every test
	@$(BIN)/python -m pytest tests -m "not serial" -n 3 --dist loadfile --no-loadscope-reorder
	@$(BIN)/python -m pytest tests -m serial

check: $(STAMP) ## Format, lint, types, import contracts, generated files
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/generate_protos.py --check
	@$(BIN)/python tools/generate_openapi.py --check
	@$(BIN)/python tools/generate_metrics.py --check
	@$(BIN)/python tools/web_build.py check

faults: $(STAMP) ## Fault tests at length: a bad link for minutes, a hundred kills and more
	@HEADFRAME_LONG=1 HEADFRAME_FAULT_ROUNDS=40 $(BIN)/python -m pytest tests/fault

bench: $(STAMP) ## Every benchmark, one after another; see bench/README.md
	@$(BIN)/python bench/run.py

bench-ui: $(STAMP) ## The list of 100,000 miners in a browser
	@$(BIN)/python bench/ui.py

protos: $(STAMP) ## Generate src/headframe/wire/gen from proto/
	@$(BIN)/python tools/generate_protos.py

openapi: $(STAMP) ## Generate docs/openapi.json from the operator API, and the web UI's types from that
	@$(BIN)/python tools/generate_openapi.py
	@$(BIN)/python tools/web_build.py generate

metrics: $(STAMP) ## Generate docs/reference/metrics.md from the metrics that the code declares
	@$(BIN)/python tools/generate_metrics.py

screenshots: $(STAMP) ## Take docs/screenshots anew; needs Chromium
	@$(BIN)/python tools/screenshots.py
	@$(BIN)/python tools/screenshots_on_site.py

format: $(STAMP) ## Mend format and what the linter can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean: ## Remove the virtual environment and caches
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(STAMP): pyproject.toml uv.lock hatch_build.py tools/web_build.py $(WEB)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Headframe needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv sync --quiet --frozen --inexact
	@touch $(STAMP)

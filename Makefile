# The table of contents of development. Two commands do: `make run` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test check bench soak simulate ui docs update lock clean debian

PYTHON ?= python3
export PYTHON
PY := .venv/bin/python
# Compiled modules halve the time of every start, and the tests start many processes.
unexport PYTHONDONTWRITEBYTECODE

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/ready ui ## Run two demo sites and their hub, 25,000 members (ARGS="--port 9000")
	.venv/bin/twogate demo $(ARGS)

test: debian .venv/ready check ## Prove everything: checks, pages, all tests (.ci/run calls this)
	$(PY) build_ui.py test
	$(PY) -m pytest --numprocesses auto --dist worksteal $(ARGS)

check: .venv/ready ui ## Judge the code without running or changing it: ruff, mypy, ranks, svelte
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) build_ui.py run check

bench: debian .venv/ready ui ## Measure against the bars; build/bench.json (ONLY=part runs one part)
	$(PY) -m tests.bench

soak: debian .venv/ready ui ## Run the long tests for hours; build/soak.json (ONLY=part, SHARE=0.01 for a try)
	HYPOTHESIS_PROFILE=soak $(PY) -m tests.soak

simulate: .venv/ready ## Run the simulator by hand (ARGS="--seed 7" replays one seed)
	$(PY) -m tests.simulation $(ARGS)

ui: .venv/ready ## Build the pages into kiosk_ui/dist, if a source is newer
	$(PY) build_ui.py

docs: .venv/ready ## Write the reference pages (settings, commands, events) from the code
	$(PY) tools/reference_pages.py

update: .venv/ready ui ## Fill build/update with all that a site's machine needs (wants a network)
	rm -rf build/update
	deploy/site/make_wheels.sh build/update

lock: .venv/ready ## Resolve requirements.lock anew (UPGRADE=--upgrade takes the newest versions)
	.venv/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--generate-hashes --custom-compile-command "make lock" $(UPGRADE) \
		--quiet --output-file requirements.lock

clean: ## Remove all that make has made, the demo too; data folders stay
	rm -rf .venv build dist kiosk_ui/dist kiosk_ui/node_modules
	rm -rf __pycache__ .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find service tests migrations tools -name __pycache__ -prune -exec rm -rf {} +

debian: ## Install what the tests need from Debian, where that is allowed
	@tools/debian.sh

.venv/ready: requirements.lock pyproject.toml tools/venv.sh
	@tools/venv.sh

# The commands of the project. Each says what it does: `make help`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# What pytest is told on top, e.g. `make test PYTEST_ARGS="-k upload"`.
PYTEST_ARGS ?=
# What Python has once compiled is kept: hundreds of processes are started that would each compile the product anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test prove bench lint lock audit format docs golden demo screenshots install install-dev browser clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install ## install what is needed and open the dashboard on http://localhost:8501
	@$(BIN)/python -c "import socket, sys; taken = socket.socket().connect_ex(('127.0.0.1', $(PORT))) == 0; \
	sys.exit('Port $(PORT) is taken by another program. Choose another: make run PORT=8599' if taken else 0)"
	@echo "Handover opens on http://localhost:$(PORT) (stop with Ctrl+C)"
	@$(BIN)/streamlit run asgi.py --server.port $(PORT)

test: install-dev browser lint ## every check and every test, a Chromium included
	@$(BIN)/python -m pytest --ignore=tests/browser -n 2 --dist loadscope --no-loadscope-reorder $(PYTEST_ARGS)
	@$(BIN)/python -m pytest tests/browser -n 3 --dist loadscope --no-loadscope-reorder $(PYTEST_ARGS)

prove: install-dev browser lint ## the same tests with full counts; writes docs/proof.md
	@$(BIN)/python -m tests.prove

bench: install-dev ## measure speed and print the ratios
	@$(BIN)/python -m tests.benchmarks

lint: install-dev ## style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy -n 2
	@$(BIN)/lint-imports

lock: ## write requirements.lock anew after a change of requirements.txt: every package that is needed, with the hashes of its files (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --output-file requirements.lock requirements.txt

audit: install ## licences, known faults, and build/sbom.json with every package that is needed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1 || echo "pip-audit could not be installed"
	@$(BIN)/python -m tests.audit

format: install-dev ## bring the code into the project's form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: install ## write the pages of docs/ that come from declarations
	@$(BIN)/python -m docs.make

golden: install-dev ## write anew what the demo programme shows, as text (tests/golden/screen); PAGES="risk cost commands" for some
	@$(BIN)/python -m tests.golden.dump $(PAGES)

demo: install ## fill an empty store with the demo programme
	@$(BIN)/python -m data demo

screenshots: install-dev browser ## take the pictures of docs/img
	@$(BIN)/python -m tests.browser.screenshots

install:
	@tests/install.sh requirements.txt

install-dev:
	@tests/install.sh requirements-dev.txt

browser: install-dev
	@$(BIN)/python -m tests.ensure_browser

clean: ## remove the virtual environment and what tools left behind; the store stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .golden test-results

# Every command of this project. `make` alone lists them.

BIN := .venv/bin
INSTALLED := .venv/.installed
COMPILE := tools/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --custom-compile-command "make lock"
# More words for pytest: make test ARGS="-k vault -x"
ARGS :=

.DEFAULT_GOAL := help
.PHONY: help install demo test suite check soak bench pictures lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: $(INSTALLED) ## prepare .venv from the lock, so that .venv/bin/buzon is the command

# A rule with a file: when neither the lock nor the project has changed, this costs nothing.
$(INSTALLED): pyproject.toml requirements-dev.lock
	@tools/install

demo: $(INSTALLED) ## start the bot and its sandbox, and print one address
	@$(BIN)/buzon demo

test: $(INSTALLED) ## everything a change must pass: check, and beside it all tests on real servers
	@$(MAKE) --no-print-directory --jobs=2 check suite

suite: $(INSTALLED) ## all tests on real servers, without check
	@$(BIN)/python tools/prepare_servers.py
	@$(BIN)/pytest -m "not soak" --numprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(INSTALLED) ## lint, formatting, types and the floors' import rules
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --quiet --check
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

soak: $(INSTALLED) ## the long runs that `make test` leaves out, and the property tests at length
	@$(BIN)/python tools/prepare_servers.py
	@BUZON_TEST_PROFILE=soak $(BIN)/pytest -m "soak or hypothesis" $(ARGS)

bench: $(INSTALLED) ## list the benches; make bench RUN="broadcast --faults" runs one
	@$(BIN)/buzon bench $(or $(RUN),--help)

pictures: $(INSTALLED) ## draw the pictures of the walks anew (needs Chromium)
	@$(BIN)/python tools/draw_pictures.py

lock: ## resolve the dependencies anew (keeps what still fits; UPGRADE=--upgrade renews all)
	@$(COMPILE) $(UPGRADE) pyproject.toml --output-file requirements.lock
	@$(COMPILE) $(UPGRADE) pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean: ## remove what these commands made; var/, with its data and keys, stays
	rm -rf .venv .uv .cache dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

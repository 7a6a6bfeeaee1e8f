# Openbell: `make help` lists what there is. PYTHON= picks the interpreter (3.11 to 3.13).
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

ifneq ($(filter environment command,$(firstword $(origin PYTHON))),)
asked := $(PYTHON)
endif
bin := .venv/bin
lock := tests/requirements.txt
# One stamp an interpreter asked for, so that PYTHON=python3.12 after python3.13 installs again.
stamp := $(subst /,_,$(asked))
for_use := .venv/.ready-to-use$(stamp)
for_tests := .venv/.ready-to-test$(stamp)
for_libraries := .venv-peers/.ready
pip_install := -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test lint bench libraries docs guide lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 8

demo: $(for_use) ## install into .venv and run the main job on example markets
	$(bin)/openbell demo

test: lint ## install what the tests need, then lint and run every test
	@.ci/chromium
	$(bin)/pytest -n 2 --dist worksteal

lint: $(for_tests) ## check style, types and the direction of imports
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/lint-imports

bench: .venv/.ready-to-bench$(stamp) ## time the engine and its indicators into benchmarks/results.md
	@mkdir -p build
	$(bin)/pytest benchmarks -o python_files='bench_*.py' -o python_functions='bench_* test_*' --benchmark-json=build/benchmarks.json
	$(bin)/python benchmarks/results.py build/benchmarks.json > build/results.md
	mv build/results.md benchmarks/results.md

libraries: .venv/.ready-to-bench$(stamp) $(for_libraries) ## time one rule on Openbell and four other libraries, into the README
	$(bin)/python -m benchmarks.libraries.compare .venv-peers

docs: $(for_tests) ## run the examples in README.md and docs/, follow every link
	$(bin)/pytest tests/test_docs.py

guide: $(for_use) ## write the guide to the indicators, and the pictures of the guides
	$(bin)/python docs/pictures/indicators.py
	$(bin)/python docs/pictures/fills.py
	$(bin)/python docs/pictures/strategies.py

lock: ## renew the pins of the test environment (take the oldest Python: newer ones have its releases)
	rm -rf build/lock
	.ci/environment build/lock $(asked)
	build/lock/bin/python $(pip_install) '.[test]'
	echo '# The test environment, for Python 3.11 to 3.13. Made by `make lock`.' > build/lock/pins
	build/lock/bin/python -m pip freeze --exclude openbell >> build/lock/pins
	mv build/lock/pins $(lock)

clean: ## remove environments, caches and everything generated
	rm -rf .venv .venv-peers build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(for_use): pyproject.toml $(lock)
	.ci/environment .venv $(asked)
	$(bin)/python $(pip_install) --constraint $(lock) --editable .
	@touch $@

$(for_tests): pyproject.toml $(lock)
	.ci/environment .venv $(asked)
	$(bin)/python $(pip_install) --requirement $(lock)
	$(bin)/python $(pip_install) --no-deps --editable .
	@touch $@ $(for_use)

.venv/.ready-to-bench$(stamp): $(for_tests)
	$(bin)/python $(pip_install) --constraint $(lock) --editable '.[bench]'
	-$(bin)/python $(pip_install) newtulipy # compiled here; without a compiler the table has no such column
	@touch $@

$(for_libraries): benchmarks/libraries/peers.txt
	for pin in $$(cat $<); do \
	    .ci/environment .venv-peers/$${pin%%==*} $(asked); \
	    .venv-peers/$${pin%%==*}/bin/python $(pip_install) $$pin numpy pandas; \
	done
	@touch $@

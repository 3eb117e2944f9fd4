# Every target is one call; Make is optional. The environment is made first where it is missing or older than the lock.
#
# PLANTARGETS_VENV=/path/to/venv uses an environment that is made already and leaves it alone.

PYTHON ?= python3
ifdef PLANTARGETS_VENV
VENV := $(PLANTARGETS_VENV)
MADE :=
else
VENV := .venv
MADE := $(VENV)/.made
endif
# The code of this folder, whichever folder the environment was made in.
export PYTHONPATH := $(CURDIR)/src
RUN := $(VENV)/bin/python -m
# What a change of words, rules or units can break.
FAST := layers language targets plans_text plans_structure plans_bodies plans_kind compare_audit compare_align indicators extraction
# Leaves out each word once: the longest of these tests by far.
SLOW := tests/test_language_words_act.py

COSMIC_RAY := 8.7.0
N ?= 200
SEED ?= 1
JOBS ?= 2

.PHONY: help env reproduce test test-fast test-browser lab book page paper verify falsify mutate clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

env: $(MADE) ## make the environment from requirements.lock, every file checked against its hash

reproduce: $(MADE) ## run all steps that are out of date
	$(RUN) plantargets reproduce

test: $(MADE) ## run the tests
	$(RUN) pytest -n 2 --dist loadfile

test-fast: $(MADE) ## test the reading of plans alone, for the inner loop
	$(RUN) pytest -n 2 --dist worksteal $(filter-out $(SLOW),$(wildcard $(FAST:%=tests/test_%*.py)))

test-browser: book ## test the book in Chromium (CHROMIUM=/usr/bin/chromium) and Firefox
	$(RUN) pytest tests/browser

lab: $(MADE) ## JupyterLab on your copy of the tutorials, my-tutorials/, which nothing overwrites
	$(RUN) plantargets learn --lab

paper: reproduce ## the manuscript, outputs/paper/paper.pdf and paper.docx, its numbers put in from the results
	$(RUN) plantargets.paper

book: reproduce ## the book of plans, targets and chapters, outputs/book/index.html
	$(RUN) plantargets.book

page: $(MADE) ## a page that reads plans in any browser, outputs/reader.html
	$(RUN) plantargets page -o outputs/reader.html

verify: $(MADE) ## say whether the outputs are those that inputs, code, parameters and lock give
	$(RUN) plantargets verify

falsify: $(MADE) ## plant faults in copies of the project; the checks must catch each, and clean runs none
	$(VENV)/bin/python tests/falsify.py

mutate: $(MADE) ## change N places of the code in copies of the project (seed SEED); which do the tests notice?
	$(VENV)/bin/uv run --no-project --with cosmic-ray==$(COSMIC_RAY) python tests/mutate.py \
	  -n $(N) --seed $(SEED) --jobs $(JOBS) --python $(abspath $(VENV))/bin/python

clean: ## remove the environment and everything generated
	rm -rf .venv .snakemake .pytest_cache .mypy_cache .ruff_cache .hypothesis
	git clean -qfdX outputs

# uv comes from the lock like all the rest. The stamp is written last: an environment that was not finished has none,
# and is made anew.
.venv/.made: requirements.lock pyproject.toml
	rm -rf .venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, found " + sys.version)'
	@$(PYTHON) -m venv .venv || { echo "$(PYTHON) cannot make a virtual environment; on Debian: apt install python3-venv"; exit 1; }
	sed -n '/^uv==/,/^ *# via/p' requirements.lock > .venv/uv.txt
	.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.txt
	.venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r requirements.lock
	.venv/bin/uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation --editable .
	touch .venv/.made

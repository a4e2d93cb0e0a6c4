# 衡鉴 Hengjian. `make` alone lists what there is.
PY      ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
STAMP   := $(VENV)/.ready
PROVER  := .prove

.DEFAULT_GOAL := menu
.PHONY: menu setup run test foreign check format bench docs lock fresh prove promises

menu: ## This list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /	/' | expand -t 12

setup: $(STAMP) ## A virtual environment with everything in it, and the front-end files

$(STAMP): requirements/dev.txt requirements/postgres.txt requirements/node.txt package-lock.json pyproject.toml
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: set PY=/path/to/python3.11"; exit 2; }
	test -x $(BIN)/python || $(PY) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/postgres.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python tools/frontend.py
	$(BIN)/python tools/messages.py compile
	touch $(STAMP)

run: setup ## Set up and serve the demonstration city on http://127.0.0.1:8000
	$(BIN)/python tools/messages.py compile
	$(BIN)/hengjian run --demo

test: setup ## Every test; the engines' first
	$(BIN)/python tools/messages.py compile
	rm -rf build/reports
	$(BIN)/pytest tests/hengjian src/hengjian --junitxml=build/reports/engines.xml --no-header -n 2 --dist worksteal -p no:django -p no:schemathesis --confcutdir=tests/hengjian
	$(BIN)/pytest tests/foreign --no-header -rs -p no:django -p no:schemathesis --confcutdir=tests/foreign
	$(BIN)/pytest tests/house tests/portal tests/journeys tests/browser src/hengjian_portal/look --junitxml=build/reports/portal.xml --no-header -n 3 --dist worksteal

foreign: setup ## Set up software of others in .foreign/, and have it check a log of ours
	$(BIN)/python tools/foreign.py
	$(BIN)/pytest tests/foreign --no-header -p no:django -p no:schemathesis --confcutdir=tests/foreign

prove: setup $(PROVER)/.ready ## The long proofs: a thousand random cases, 200 kills, thousands of mutants
	HENGJIAN_RANDOM_CASES=1000 $(BIN)/pytest tests/portal/recalls/test_random_cases.py --no-header
	HENGJIAN_KILLS=200 $(BIN)/pytest tests/portal/evidence/test_kills.py tests/portal/evidence/test_signer.py -s --no-header
	$(PROVER)/bin/python tools/mutation.py

# mutmut wants an older pytest than the tests themselves: it lives in an environment of its own.
$(PROVER)/.ready: requirements/prove.txt
	test -x $(PROVER)/bin/python || $(PY) -m venv $(PROVER)
	$(PROVER)/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/prove.txt
	touch $@

promises: test ## Run every test, and write down which of those passed that the promises name
	$(BIN)/python tools/promises.py

check: setup ## Format, lint, types, contracts, sizes, law, words, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tools/sizes.py
	$(BIN)/python tools/law_docs.py --check
	$(BIN)/python tools/reference_docs.py --check
	$(BIN)/python tools/font_sheet.py --check
	$(BIN)/python tools/messages.py check
	$(BIN)/python tools/promises.py --check

format: setup ## Lay the code out
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## Every measurement, one after another; last figures in docs/reference/measured.md
	$(BIN)/python bench/recording.py
	$(BIN)/python bench/sequencing.py
	$(BIN)/python bench/lists.py
	$(BIN)/python bench/registering.py
	$(BIN)/python bench/checks.py
	$(BIN)/python bench/nightly.py
	$(BIN)/python bench/looking_up.py

docs: setup ## Write the generated pages anew
	$(BIN)/python tools/law_docs.py
	$(BIN)/python tools/reference_docs.py
	$(BIN)/python tools/font_sheet.py

lock: ## Pin every dependency anew, with hashes (needs uv)
	for f in run dev bench foreign prove; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet requirements/$$f.in -o requirements/$$f.txt; done
	for f in postgres node; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-deps --quiet requirements/$$f.in -o requirements/$$f.txt; done

fresh: ## Forget the virtual environment, the front-end files and the data folder
	rm -rf $(VENV) $(PROVER) .foreign node_modules .hengjian build src/*.egg-info

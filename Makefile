# make run      everything from nothing to the chat page on http://127.0.0.1:7860
#               CORPUS=folder make run    over your own documents;   PORT=8080 make run
# make test     everything from nothing to all tests passed: lint, types, unit, end to end, browser
# make lock     write requirements*.lock anew: exact versions, and the hash of every file; UPGRADE=1: the newest
# make audit    known vulnerabilities of what is locked, where the database can be reached
# make test-offline   all tests, browser and child processes too, with no network but loopback; after make test
PYTHON ?= python3
CORPUS ?= corpus/samples
PORT ?= 7860
VENV := .venv
BIN := $(VENV)/bin
BIOME := 2.6.8
# of the tests, a core each: tests/conftest.py says which stay together
PROCESSES ?= 2
# what failed beside others is tried once more, alone, and both results are printed; a run that broke off has no failures to try and fails
AGAIN = { test $$? = 1 && echo "test: the failures above are tried once more, one at a time" && $(BIN)/python -m pytest --last-failed --last-failed-no-failures=none; }
INSTALL = $(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-deps

.PHONY: run test test-offline lint lint-web unit format docs bench lock audit clean

run: $(VENV)/.run
	$(BIN)/yinzheng models --fetch
	$(BIN)/yinzheng serve --corpus "$(CORPUS)" --port $(PORT)

test: lint
	$(BIN)/yinzheng models --fetch
	$(BIN)/python -m pytest --durations=15 --numprocesses=$(PROCESSES) --no-loadscope-reorder || $(AGAIN)

# the small model too, which a test fetches where it can
test-offline: $(VENV)/.test
	$(BIN)/yinzheng models --fetch
	$(BIN)/yinzheng models --fetch qwen2.5-coder-0.5b-instruct-q4_k_m
	$(BIN)/python -m tests.support.offline

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/architecture.py --check
	$(MAKE) --no-print-directory lint-web

# no long wait for a registry that does not answer
lint-web: export npm_config_fetch_retries = 0
lint-web: export npm_config_fetch_timeout = 20000
# scripts and style sheets of ui/static, by biome.jsonc; where there is no Node or no package that is said, and is no fault
lint-web:
	@if ! command -v npx > /dev/null; then echo "lint-web: skipped, there is no Node here"; \
	elif ! npx --yes @biomejs/biome@$(BIOME) --version > /dev/null 2>&1; then echo "lint-web: skipped, @biomejs/biome@$(BIOME) cannot be had"; \
	else npx --yes @biomejs/biome@$(BIOME) check --error-on-warnings ui/static; fi

unit: $(VENV)/.test
	$(BIN)/python -m pytest -m "not models and not browser"

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# the tree in docs/architecture.md, from the modules' docstrings
docs:
	$(PYTHON) .ci/architecture.py

bench: $(VENV)/.test
	$(BIN)/python -m tests.benchmarks.speed.latency

# no package without its hash; PyTorch's CPU build where pip finds it, else the index's, which on Linux brings a GPU's
$(VENV)/.run: pyproject.toml requirements-build.lock requirements.lock requirements-torch.lock requirements-torch-cpu.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one: make run PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) --requirement requirements-build.lock
	$(INSTALL) --no-build-isolation --requirement requirements.lock
	$(INSTALL) --quiet --requirement requirements-torch-cpu.lock 2> /dev/null || $(INSTALL) --requirement requirements-torch.lock
	$(BIN)/python -m pip install --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.test: $(VENV)/.run requirements-dev.lock
	$(INSTALL) --requirement requirements-dev.lock
	touch $@

lock:
	rm -rf .make/lock && $(PYTHON) -m venv .make/lock
	.make/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	.make/lock/bin/python .ci/lock.py .make/lock/bin/uv $(if $(UPGRADE),--upgrade)
	rm -rf .make/lock

audit:
	test -x .make/audit/bin/pip-audit || { $(PYTHON) -m venv .make/audit && \
	  .make/audit/bin/python -m pip install --quiet --retries 1 --timeout 15 --disable-pip-version-check pip-audit 2> /dev/null; } || true
	if test -x .make/audit/bin/pip-audit; then \
	  .make/audit/bin/python .ci/audit.py requirements-build.lock requirements.lock requirements-torch.lock requirements-dev.lock; \
	else $(PYTHON) .ci/audit.py --absent; fi

clean:
	rm -rf $(VENV) .make build dist *.egg-info

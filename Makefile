# make run      everything from nothing to the chat page on http://127.0.0.1:7860
#               CORPUS=folder make run    over your own documents;   PORT=8080 make run
# make test     everything from nothing to all tests passed: lint, types, unit, end to end, browser
# make lock     write requirements.lock anew
PYTHON ?= python3
CORPUS ?= corpus/samples
PORT ?= 7860
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint unit format bench lock clean

run: $(VENV)/.run
	$(BIN)/yinzheng models --fetch
	$(BIN)/yinzheng serve --corpus "$(CORPUS)" --port $(PORT)

test: lint
	$(BIN)/yinzheng models --fetch
	$(BIN)/python -m pytest

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(VENV)/.test
	$(BIN)/python -m pytest -m "not models and not browser"

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.test
	$(BIN)/python -m tests.bench.latency

$(VENV)/.run: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one: make run PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --constraint requirements.lock --editable .
	touch $@

$(VENV)/.test: $(VENV)/.run
	$(BIN)/python -m pip install --disable-pip-version-check --constraint requirements.lock --editable '.[dev]'
	touch $@

lock:
	rm -rf .make/lock && $(PYTHON) -m venv .make/lock
	.make/lock/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	{ echo "# Every package with its exact version, written by: make lock"; \
	  .make/lock/bin/python -m pip freeze --exclude-editable | sed 's/^\(torch==[0-9.]*\)+.*/\1/'; } > requirements.lock
	rm -rf .make/lock

clean:
	rm -rf $(VENV) .make build dist *.egg-info

# Everything that is done with a checkout. Needs Python 3.11 or later and make.
#
#   make extract       the main job on the sample abstracts: builds .venv once, then writes tables
#   make test          the whole suite            make lint     style, format, direction of imports
#   make test-browser  reports in Debian's Chromium; SCREENSHOTS=DIR keeps pictures of them
#   make test-readers  Spark, datasets, DuckDB, Polars, pandas read the tables; needs Java 17 for Spark
#   make test-interrupted  runs killed at 27 moments, a cluster, an object store, a full disk
#   make test-unattended  runs that are scheduled, triggered and deployed, with a real Prefect server
#   make test-hostile  hostile files through the whole command, harvests killed again and again
#   make types         strict type check          make bench    speed and quality against peers
#   make bench-readers speed of each reader
#   make bench-large  500,000 abstracts, then again with nothing or one in a hundred changed
#   make fuzz          inputs that break what must hold, looked for; SECONDS=600 says how long
#   make lock          locks anew from pyproject.toml (ARGS=--upgrade for the latest versions)
#
# PYTHON=... names the interpreter to build .venv with, ARGS=... is handed on to the command.

BIN := .venv/bin
PACKAGES := flows extractors schemas
export PYTHON

.PHONY: extract test test-browser test-readers test-interrupted test-unattended test-hostile lint format types bench bench-readers bench-large fuzz lock clean

extract: .venv/ready
	@rm -rf out/sample
	@$(BIN)/paperfacts extract data/abstracts.jsonl --out out/sample $(ARGS)

test: .venv/ready
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadgroup -m "not slow" $(ARGS)

CHROMIUM := { command -v chromium || command -v chromium-browser; } >/dev/null
APT := DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=5 -o DPkg::Lock::Timeout=300

test-browser: .venv/browser
	@$(CHROMIUM) || { [ "$$(id -u)" = 0 ] && $(APT) update && $(APT) -y install chromium >/dev/null && \
		$(CHROMIUM); } || \
		{ echo "paperfacts: chromium is needed; on Debian: apt install chromium" >&2; exit 2; }
	$(BIN)/python -m pytest tests/flows/report/test_browser.py $(ARGS)

test-readers: .venv/readers
	$(BIN)/python -m pytest tests/flows/readers $(ARGS)

test-interrupted: .venv/ready
	$(BIN)/python -m pytest --numprocesses=2 --dist=loadgroup tests/flows/interrupted $(ARGS)

test-unattended: .venv/ready
	$(BIN)/python -m pytest tests/flows/unattended $(ARGS)

test-hostile: .venv/ready
	$(BIN)/python -m pytest tests/flows/hostile $(ARGS)

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

format: .venv/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: .venv/ready
	$(BIN)/mypy --strict $(addprefix --package=,$(PACKAGES))

bench-large: .venv/ready
	$(BIN)/python -m benchmarks.large $(ARGS)

bench-readers: .venv/ready
	$(BIN)/python -m benchmarks.readers $(ARGS)

bench: .venv/peers
	$(BIN)/python -m benchmarks $(ARGS)

fuzz: .venv/fuzz
	@$(BIN)/python -m fuzz --seconds $(or $(SECONDS),600) $(ARGS)

lock: .venv/ready
	locks/compile $(ARGS)

clean:
	rm -rf .venv out .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info

# The environment, built from the locks, and its groups. Each file stands for a finished set-up.
.venv/ready: requirements.lock locks/installer.lock pyproject.toml
	@locks/install requirements.lock
	@touch $@

.venv/%: locks/%.lock .venv/ready
	@locks/install requirements.lock $<
	@touch $@

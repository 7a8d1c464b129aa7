# The few things people do here. `make run` and `make test` are all that a fresh clone needs.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

# Installs a lock once, and again only when what it says has changed: the copy beside it is the stamp.
install = cmp -s $(1) .venv/$(1) || \
	{ echo "Installing what $(1) names."; $(BIN)/pip install --quiet --require-hashes -r $(1) && cp $(1) .venv/$(1); }

.PHONY: run test quick browser check bench messages lock

run: $(BIN)/pip
	@$(call install,requirements.lock)
	@exec $(BIN)/python manage.py serve --port $(PORT)

# The whole suite: without browsers on SQLite and on PostgreSQL, then in a real browser on SQLite (docs/decisions/0018 and 0030).
test: .venv/tests
	@$(BIN)/python tests/with_postgres.py -- $(MAKE) --no-print-directory on-both

# What the suite compiles it reads again in each phase and each process that a test starts, whatever the shell says.
test quick: export PYTHONDONTWRITEBYTECODE =

.PHONY: on-both
on-both: TEMPLATE := DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python -m tests.databases
on-both: ## within a PostgreSQL of its own; the two templates take a processor each
	@env -u DATABASE_URL $(TEMPLATE) & $(TEMPLATE) && wait $$!
	env -u DATABASE_URL $(PYTEST) -m "not browser"
	$(PYTEST) -m "not browser"
	env -u DATABASE_URL $(PYTEST) -m browser

quick: .venv/tests ## what one runs while writing: SQLite, no browser
	@env -u DATABASE_URL $(PYTEST) -q -m "not browser"

check: .venv/tests
	@$(BIN)/python manage.py check && $(BIN)/python manage.py makemigrations --check --dry-run

bench: .venv/tests
	@$(BIN)/python tests/with_postgres.py -- $(BIN)/python -m benchmarks

messages: .venv/tests ## gather the words of the site for its languages, and compile them
	@$(BIN)/python tests/messages.py

lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml \
		--group dev -c requirements.lock -o requirements-dev.lock

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; PYTHON=... names another.")'
	@$(PYTHON) -m venv .venv

# Not a file that is ever made: looked at each time, done only where something is missing.
.PHONY: .venv/tests
.venv/tests: $(BIN)/pip
	@$(call install,requirements-dev.lock)
	@$(BIN)/python tests/machine.py

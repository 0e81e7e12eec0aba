# Bottega. `make` alone says what there is.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run own serve test ordeal lint bench chromium

help: ## say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F'\t' '{printf "  make %-8s %s\n", $$1, $$2}'

run: .venv/.runtime ## open the demo shop on this machine (PORT, default 8000; data in SHOP_DATA, default instance/)
	@PLAY_MONEY=$${PLAY_MONEY-demo} $(BIN)/python app.py

own: .venv/.runtime ## begin an empty shop of your own instead of the demo (before the first make run)
	@$(BIN)/flask --app app shop migrate
	@$(BIN)/flask --app app shop demo --empty

serve: .venv/.runtime ## serve the real shop behind a TLS proxy (settings by environment: see README)
	@$(BIN)/flask --app app shop serve

test: .venv/.test chromium lint ## lint, types, contracts and every test, browser and PostgreSQL included
	@$(BIN)/pytest -q -n 2 --dist worksteal

ordeal: .venv/.test ## the fault and race tests at full counts
	@ORDEAL=1 $(BIN)/pytest -q tests/ordeal tests/web/test_caching.py

lint: .venv/.test ## ruff, mypy and the import contracts
	@$(BIN)/ruff check --no-cache .
	@$(BIN)/mypy
	@PYTHONPATH=. $(BIN)/lint-imports

bench: .venv/.test ## measure speed and memory against their limits
	@$(BIN)/python -m benchmarks

.venv/.runtime: requirements.txt
	@test -x $(BIN)/python || { echo "Making .venv ..."; $(PYTHON) -m venv .venv; }
	@echo "Installing what the shop runs on ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.test: requirements.txt requirements-test.txt
	@test -x $(BIN)/python || { echo "Making .venv ..."; $(PYTHON) -m venv .venv; }
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-test.txt
	@touch $@ .venv/.runtime

chromium:
	@command -v chromium >/dev/null || { echo "Installing chromium for the browser tests ..."; \
	  SUDO=$$(test $$(id -u) = 0 || echo "sudo -n"); \
	  { $$SUDO apt-get update -qq && $$SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1; \
	  command -v chromium >/dev/null || { echo "The browser tests need chromium, and apt could not install it here: install it so that 'chromium' is on PATH, then run make test again." >&2; exit 1; }; }

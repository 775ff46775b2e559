# The commands of this repository. `make demo` shows the product, `make test` proves it.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

TARGET := $(or $(CARGO_TARGET_DIR),target)
# Where `make demo` keeps its shop, and further arguments for `onetill demo`.
DATA ?= demo-data
ARGS ?=
# What browser tests and screenshots run against.
ONETILL_BIN ?= $(abspath $(TARGET)/debug/onetill)
# A binary that was named is taken as it is.
DEBUG_BINARY := $(if $(filter file,$(origin ONETILL_BIN)),debug-binary)
BROWSER := ONETILL_BIN="$(ONETILL_BIN)" ONETILL_CHROMIUM="$$(scripts/chromium)"

WEB_PACKAGES := web/node_modules/.package-lock.json
WEB_PAGES := web/dist/index.html
WEB_SOURCES := $(shell find web/src web/public web/index.html web/*.json web/*.ts web/.npmrc -type f 2>/dev/null)
NPM := npm --prefix web --silent

.PHONY: help demo test build web fmt lint lint-rust lint-web tidy test-rust test-sim test-golden test-api test-browser \
	screenshots bench clean needs-build needs-test debug-binary all-checks

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

demo: build ## Build OneTill and start a demo shop (kept in demo-data; DATA=folder, ARGS=..)
	@exec "$(TARGET)/release/onetill" demo --data "$(DATA)" $(ARGS)

test: needs-test ## Install what the tests need and run them all
	@scripts/step "All tests" $(MAKE) all-checks

# From quick to slow; the web pages come first of the long ones because the server embeds them.
all-checks: tidy $(WEB_PAGES) lint-web lint-rust test-rust test-sim test-golden test-api test-browser

build: needs-build $(WEB_PAGES) ## Build the release binary, web pages included
	@scripts/step "Release binary" cargo build --quiet --release --package onetill

web: needs-build $(WEB_PAGES) ## Build the web pages

fmt: needs-test $(WEB_PACKAGES) ## Format all sources
	@cargo fmt --all
	@$(NPM) run format

lint: needs-test tidy lint-web $(WEB_PAGES) lint-rust ## Check formatting, lints, types and the tree's own rules

tidy:
	@scripts/step "Rust format" cargo fmt --all --check
	@scripts/step "Tidy" cargo xtask tidy

lint-web: $(WEB_PACKAGES)
	@scripts/step "Web types" $(NPM) run typecheck
	@scripts/step "Web lints" $(NPM) run lint

lint-rust: $(WEB_PAGES)
	@scripts/step "Clippy" cargo clippy --quiet --workspace --all-targets -- -D warnings

test-rust: needs-test $(WEB_PAGES) ## Run the Rust tests on SQLite and PostgreSQL
	@scripts/step "Rust tests: build" cargo test --quiet --workspace --no-run
	@scripts/step "Rust tests: run" scripts/test-rust

test-sim: needs-test ## Live through ten thousand seeds of payments in a world where everything breaks
	@scripts/step "Simulation of payments" cargo run --quiet -p onetill-testkit --bin simulate -- --seeds 10000

test-golden: $(WEB_PAGES)
	@scripts/step "OpenAPI document and its types" cargo xtask golden --check

test-api: needs-test $(WEB_PAGES) $(DEBUG_BINARY) ## Hold the server against its OpenAPI document with schemathesis
	@scripts/step "Requests made from the OpenAPI document" env ONETILL_BIN="$(ONETILL_BIN)" scripts/schemathesis

test-browser: needs-test $(WEB_PAGES) $(DEBUG_BINARY) ## Run the browser tests in Chromium
	@scripts/step "Browser tests" env $(BROWSER) $(NPM) test

screenshots: needs-test $(WEB_PAGES) $(DEBUG_BINARY) ## Take a picture of every screen of the demo shop (docs/screens)
	@scripts/step "Screenshots" env $(BROWSER) $(NPM) run screenshots

bench: needs-test build ## Measure sales per second on SQLite and PostgreSQL (ORDERS=n, CLIENTS=n)
	@scripts/step "Benchmark" scripts/bench

clean: ## Remove everything built (the demo shop stays)
	@cargo clean --quiet
	@rm -rf web/dist web/node_modules web/test-results web/playwright-report

needs-build:
	@scripts/needs build

needs-test:
	@scripts/needs test

debug-binary:
	@scripts/step "Debug binary" cargo build --quiet --workspace --bin onetill

$(WEB_PACKAGES): web/package.json web/package-lock.json
	@scripts/step "Web packages" env PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm --prefix web ci --no-audit --no-fund --loglevel=error
	@touch $@

$(WEB_PAGES): $(WEB_PACKAGES) $(WEB_SOURCES)
	@scripts/step "Web pages" $(NPM) run build -- --logLevel warn
	@touch $@

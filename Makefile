# Two commands: `make run` and `make test`. Both install the Debian packages that are missing (scripts/packages).

SHELL := /bin/sh
# One configuration for product and tests: dependencies are built once.
SWIFT_BUILD := swift build -c release $(BUILD_FLAGS)
PORT ?= 8080
FILTER ?=

.DEFAULT_GOAL := help
.PHONY: help run test test-dashboard build setup setup-test format check-format bench screenshot samples clean

help: ## List what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

run: build ## Run the demo: database, broker, 5,000 plays a second, API and dashboard on PORT
	@.build/release/ledgerline demo --port $(PORT)

test: setup-test $(if $(FILTER),,test-dashboard) ## Run the tests, or those in Swift that match FILTER
	@echo "· building the product and its tests (the first time about five minutes)"
	@$(SWIFT_BUILD) --build-tests
	@swift test -c release --skip-build $(if $(FILTER),--filter $(FILTER),)

test-dashboard: setup-test ## Run the tests of the dashboard's scripts
	@out=$$(node --test Tests/DashboardTests/*.test.js 2>&1) || { echo "$$out"; exit 1; }; \
	  echo "$$out" | grep -E '(tests|pass|fail) [0-9]+$$'

build: setup ## Build the release binary: .build/release/ledgerline
	@echo "· building (the first time about five minutes)"
	@$(SWIFT_BUILD) --product ledgerline

setup:
	@scripts/setup

setup-test:
	@scripts/setup test

format: ## Format the sources
	@swift format -i -r Sources Tests Benchmarks Package.swift

check-format: ## Check the format, as CI does
	@swift format lint --strict -r Sources Tests Benchmarks Package.swift

bench: build ## Run the benchmarks against their peers (Benchmarks/README.md)
	@Benchmarks/run

screenshot: build ## Make docs/images/dashboard.png anew from the running page
	@scripts/screenshot

samples: build ## Make Reports/samples anew from the worked month
	@scripts/samples

clean: ## Remove what was built
	@rm -rf .build

# Every target does its own set-up; `make run` and `make test` are all that a fresh clone needs.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test test-more build benchmark lint format clean set-up

# What `make run` runs, and which two it compares; name others on the command line.
SCENARIO ?= scenarios/chat-8b.yaml
BASELINE ?= scenarios/chat-8b-poisson-fcfs.yaml
CANDIDATE ?= scenarios/chat-8b-poisson.yaml

windtunnel := .build/release/windtunnel

# The tests link against the release build of the program: without these two, SwiftPM would compile all of it twice.
test_options := --disable-xctest --disable-testable-imports
swift_files := Package.swift Sources Tests Benchmarks

help: ## Say what there is to make
	@echo 'Windtunnel: a wind tunnel for LLM serving. Targets:'
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: build ## Replay a trace, print the verdict, compare Sarathi with FCFS
	$(windtunnel) run $(SCENARIO)
	$(windtunnel) compare $(BASELINE) $(CANDIDATE)

test: set-up ## Build everything and run every test
	swift test -c release $(test_options)

# How many times the usual number of cases `make test-more` tries.
CASES ?= 10

test-more: set-up ## Run the differential and chaos suites with ten times their cases
	WINDTUNNEL_CASES=$(CASES) swift test -c release $(test_options) --filter 'DifferentialTests|ChaosTests|ConformanceTests|HandOverTests|MixedPoolTests'

build: set-up ## Build the program, .build/release/windtunnel
	swift build -c release --product windtunnel

benchmark: set-up ## Measure the simulator: requests per CPU-second, memory, instructions a request
	swift build -c release --product windtunnel-benchmark
	.build/release/windtunnel-benchmark
	Benchmarks/instructions

lint: ## Check the style of every Swift file
	swift format lint --recursive --strict --configuration .swift-format $(wildcard $(swift_files))

format: ## Put every Swift file into the house style
	swift format --in-place --recursive --configuration .swift-format $(wildcard $(swift_files))

clean: ## Remove what was built; stored results stay
	swift package clean

set-up: ## Install SQLite, GSL and OpenBLAS where they are missing
	@.ci/set-up

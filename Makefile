# Every target does its own set-up; `make run` and `make test` are all that a fresh clone needs.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test test-more test-cluster test-notebook test-packages test-example dist build man benchmark lint format docs site
.PHONY: mutants fuzz fuzz-part sanitize sanitize-part sanitize-address sanitize-thread clean set-up set-up-browser

# What `make run` runs, and which two it compares; name others on the command line.
SCENARIO ?= scenarios/chat-8b.yaml
BASELINE ?= scenarios/chat-8b-poisson-fcfs.yaml
CANDIDATE ?= scenarios/chat-8b-poisson.yaml

windtunnel := .build/release/windtunnel

# The tests link against the release build of the program: without these two, SwiftPM would compile all of it twice.
test_options := --disable-xctest --disable-testable-imports

# Sanitisers look at a part of the tests, each in a build of its own: addresses where memory is held by hand and in slots, threads
# where runs are simulated side by side and stored. Not optimized, so what is simulated is many times slower: of random cases two in
# a hundred are tried, and the suites that count on many of them are left out.
# `make sanitize-address address_suites=KernelTests address_part=KernelTests` runs less.
address_part ?= KernelTests NetworkTests ServingTests
address_suites ?= (KernelTests|NetworkTests)\.|ServingTests\.(\w*(Tree|Index|Heap|Queue)|LiveReplica|Swapping|Failure)Tests
thread_part ?= KernelTests StoreTests StudyTests
thread_suites ?= (KernelTests|StoreTests)\.|StudyTests\.(Replication|Pairing)Tests

swift_files := Package.swift Sources Tests Benchmarks .packaging

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

test-more: set-up ## Run the differential, chaos and disk suites with ten times their cases
	WINDTUNNEL_CASES=$(CASES) swift test -c release $(test_options) \
		--filter 'DifferentialTests|ChaosTests|ConformanceTests|HandOverTests|MixedPoolTests|CrashTests|DiskFaultTests'

# What cannot be installed is named as skipped, which is a failure unless CI is set.
test-cluster: build ## Run a sweep and a plan on a real Slurm and a real Ray, and kill a node of each in the middle
	Tests/Cluster/test $(if $(CI),--may-skip)

# Installs Python's packages beside the build; where they cannot be had that is a failure unless CI is set.
test-notebook: build ## Make fresh exports, execute the notebook on them, and look at its figures
	notebooks-export/refresh --check $(if $(CI),--may-skip)

# What cannot be had is named as skipped, as there.
test-packages: dist ## Install each package in an empty Debian or environment, and run the first command
	Tests/Packages/test $(if $(CI),--may-skip)

# A package of its own, with this one as a library.
test-example: build ## Build the example package with a scheduler of its own, and run it
	.packaging/example-scheduler/test

dist: build ## Make what people install: tarball, Debian package, container folder, wheel, in .build/dist
	.packaging/dist

build: set-up ## Build the program, .build/release/windtunnel
	swift build -c release --product windtunnel

man: build ## Write the manual page, .build/man/windtunnel.1
	mkdir -p .build/man
	$(windtunnel) manual > .build/man/windtunnel.1

benchmark: set-up ## Measure the simulator: requests per CPU-second, memory, instructions a request
	swift build -c release --product windtunnel-benchmark
	.build/release/windtunnel-benchmark
	Benchmarks/instructions

lint: ## Check the style of every Swift file
	swift format lint --recursive --strict --configuration .swift-format $(wildcard $(swift_files))

format: ## Put every Swift file into the house style
	swift format --in-place --recursive --configuration .swift-format $(wildcard $(swift_files))

docs: set-up ## Write the transcripts and the reference in README.md and docs/ anew; DATA=..., LONG=1 write more of them
	.ci/refresh-docs

site: ## Build the site from docs/ with MkDocs, .build/site
	.ci/build-site $(if $(CI),--may-skip)

sanitize: sanitize-address sanitize-thread ## Run a part of the tests under AddressSanitizer and ThreadSanitizer

# Without the network against its reference and the database's own tests, which take minutes.
sanitize-part: ## The part of `make sanitize` that .ci/run runs
	$(MAKE) sanitize-address \
		address_suites='KernelTests\.|NetworkTests\.NetworkTopology|ServingTests\.(\w*(Tree|Index|Heap|Queue)|LiveReplica|Swapping)Tests'
	$(MAKE) sanitize-thread thread_part='KernelTests StudyTests' thread_suites='KernelTests\.LockedValueTests|StudyTests\.ReplicationTests'

# What the test runner keeps until the end is no leak of ours.
sanitize-address: set-up
	PART='$(address_part)' WINDTUNNEL_CASES=0.02 ASAN_OPTIONS=detect_leaks=0 swift test --disable-xctest --scratch-path .build-asan \
		--sanitize=address --filter '$(address_suites)'

sanitize-thread: set-up
	PART='$(thread_part)' WINDTUNNEL_CASES=0.02 TSAN_OPTIONS=halt_on_error=1 swift test --disable-xctest --scratch-path .build-tsan \
		--sanitize=thread --filter '$(thread_suites)'

# What reads something from outside, under libFuzzer, which the toolchain brings: guided by the branches that it reaches. An input that is
# a fault stands in .build-fuzz/faults, and belongs in Tests/FuzzTests/Corpus when it is mended. Optimising takes twice as long to build.
# `make fuzz fuzzed=run seconds=3600` tries one for an hour; corpora grow in .build-fuzz/corpus.
fuzzed ?=
seconds ?= 60
fuzz_options := -c release --scratch-path .build-fuzz --product windtunnel-fuzz -Xswiftc -sanitize=fuzzer
optimizing ?= -O

fuzz: set-up ## Try what coverage leads to on every reader of the program, a minute each
	PART=windtunnel-fuzz swift build $(fuzz_options) -Xswiftc $(optimizing)
	.ci/fuzz $(seconds) $(fuzzed)

fuzz-part: ## A short `make fuzz`: not optimised, twelve seconds each
	$(MAKE) fuzz optimizing=-Onone seconds=12

# How many changes are tried, and which are drawn.
mutants ?= 200
draw ?= 1

mutants: set-up ## Change the engine in 200 small places, one after another, and see whether the tests notice; takes hours
	Tests/Mutants/mutate --most $(mutants) --seed $(draw)

clean: ## Remove what was built; stored results stay
	swift package clean

set-up-browser: ## Install Chromium, its driver and rsvg-convert, which some tests of pages need
	@.ci/set-up-browser

set-up: ## Install SQLite, GSL, OpenBLAS, zlib and Zstandard where they are missing
	@.ci/set-up

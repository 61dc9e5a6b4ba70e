import Foundation
import GRDB
import Kernel
import Metrics
import Record
import Store
import Testing

/// Something that is stored, as a command stores it: begun again after whatever befell it, it goes on from what is there and comes to the
/// same content.
struct Undertaking: Sendable, CustomTestStringConvertible {
  /// What it is called in a test's output.
  let name: String
  /// Makes what is there before it.
  let prepare: @Sendable (TestDisk) throws -> Void
  /// Carries it out; told whenever something is stored that is not to be lost again.
  let work: @Sendable (TestDisk, _ hasStored: () throws -> Void) throws -> Void

  var testDescription: String { name }

  static let all = [making, migrating, runs, sweep, plan, addition, aside]

  private static let making = Undertaking(name: "a new database", prepare: { _ in }) { disk, hasStored in
    try withStore(disk, hasStored) { _ in }
  }

  private static let migrating = Undertaking(
    name: "a database of the first version",
    prepare: { disk in
      try withStore(disk) { store in
        try storeRun(1, in: store)
        try SchemaTests.takeBack(store)
      }
    }
  ) { disk, hasStored in try withStore(disk, hasStored) { _ in } }

  private static let runs = Undertaking(
    name: "runs, one after the other", prepare: { disk in try withStore(disk) { try storeRun(1, in: $0) } }
  ) { disk, hasStored in
    try withStore(disk, hasStored) { store in
      // The log is merged now and then, and begun anew.
      try told { try store.execute("PRAGMA wal_autocheckpoint = 40") }
      for seed: UInt64 in 2...4 {
        try storeRun(seed, in: store)
        try hasStored()
      }
    }
  }

  private static let sweep = Undertaking(name: "a sweep", prepare: { disk in try withStore(disk) { try storeRun(1, in: $0) } }) {
    disk, hasStored in
    try withStore(disk, hasStored) { store in
      let number = try store.enter(grid)
      try hasStored()
      let known = try store.finishedRuns(of: experiments, revision: "52ad553", version: "0.1")
      for (cell, experiment) in experiments.enumerated() {
        let missing = grid.cells[cell].seeds.filter { seed in !known[cell].contains { $0.seed == seed } }
        _ = try store.reserveRuns(missing.count)
        let endings = try missing.map { try ending($0, experiment, in: store) }
        if !store.finish(together: endings.map(\.ending)) {
          for ending in endings { try ending.recorder.finish(ending.summary) }
        }
        try hasStored()
      }
      try store.settle(number, cells: grid.cells)
      try hasStored()
    }
  }

  private static let plan = Undertaking(name: "a plan", prepare: { disk in try withStore(disk) { try storeRun(1, in: $0) } }) {
    disk, hasStored in
    try withStore(disk, hasStored) { store in
      try storePlan(in: store, hasStored)
    }
  }

  private static let addition = Undertaking(
    name: "what another database holds",
    prepare: { disk in
      try withStore(disk, TestDisk.other) { store in
        for seed: UInt64 in 1...3 { try storeRun(seed, in: store) }
        _ = try store.enter(grid)
        _ = try ending(7, experiments[0], in: store).recorder.abandon()
        try storePlan(in: store) {}
      }
      try withStore(disk) { try storeRun(1, in: $0) }
    }
  ) { disk, hasStored in
    try withStore(disk, hasStored) { store in _ = try store.add(runsOf: TestDisk.other) }
  }

  private static let aside = Undertaking(
    name: "runs that the database does not take, and their way back", prepare: { disk in try withStore(disk) { try storeRun(1, in: $0) } }
  ) { disk, hasStored in
    let store = try ResultStore.open(writingTo: TestDisk.results, on: disk.store)
    defer { try? store.close() }
    try addAside(on: disk, to: store)
    let pages = try told { try store.rows("PRAGMA page_count").first.flatMap { Int($0) } ?? 0 }
    try told { try store.limitSize(pages: pages) }
    for seed: UInt64 in 2...3 { try storeRun(seed, in: store) }
    let kept = store.keptAside?.paths ?? []
    try told { try store.limitSize(pages: 1 << 20) }
    for path in kept { _ = try store.add(runsOf: path) }
    try hasStored()
  }

  /// Adds what an earlier try has kept aside; one that was killed at once has made an empty file.
  private static func addAside(on disk: TestDisk, to store: ResultStore) throws {
    for file in disk.files where file.hasSuffix(".sqlite") && file.contains(".aside-") {
      do { try store.add(runsOf: file) } catch let error as InputError where error.message == "the database is empty" {}
    }
  }

  /// The same.
  static func addAside(on disk: TestDisk) throws { try withStore(disk) { try addAside(on: disk, to: $0) } }

  // MARK: Parts

  /// What tests alone do with a database says in SQLite's words what is wrong.
  private static func told<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as DatabaseError { throw InputError("SQLite: \(error)") }
  }

  private static func withStore(
    _ disk: TestDisk, _ path: String = TestDisk.results, _ hasStored: () throws -> Void = {},
    _ body: (ResultStore) throws -> Void
  ) throws {
    let store = try ResultStore.open(writingTo: path, on: disk.store)
    defer { try? store.close() }
    try hasStored()
    try body(store)
    try store.close()
  }

  private static func withStore(
    _ disk: TestDisk, _ hasStored: () throws -> Void, _ body: (ResultStore) throws -> Void
  ) throws {
    try withStore(disk, TestDisk.results, hasStored, body)
  }

  private static func storeRun(_ seed: UInt64, in store: ResultStore) throws {
    try Example.storeRun(in: store, Example.provenance("run", seed: seed), requests: 12, power: true)
  }

  private static let experiments = ["0123456789abcdef", "123456789abcdef0", "23456789abcdef01"]

  private static let grid = StoredSweep(
    name: "grid", digest: "00000000000000aa", revision: "52ad553", version: "0.1", created: "2026-11-29T12:00:00Z",
    cells: experiments.enumerated().map { .init(values: [("replicas", "\($0)")], experiment: $1, seeds: [7, 8, .max], fault: nil) } + [
      .init(values: [("replicas", "9")], experiment: nil, seeds: [], fault: "it does not fit")
    ])

  /// A run of a sweep that is over and not written.
  private static func ending(
    _ seed: UInt64, _ experiment: String, in store: ResultStore
  ) throws -> (recorder: RunRecorder, summary: RunSummary, ending: RunEnding) {
    let description = RunDescription(
      experiment: experiment, model: "llama-3.1-8b", accelerator: "h100-sxm", layout: "TP2 x1", scheduler: "sarathi",
      offeredPerSecond: 12.5, values: [("replicas", "2")])
    let recorder = try store.beginRun(
      Example.provenance(experiment, seed: seed), cluster: Example.cluster, description: description, isDeferred: true)
    let metrics = RunMetrics(MetricsOptions(seed: seed), sink: recorder)
    let summary = Example.simulate(metrics, requests: 12, delay: 20, power: false, handOvers: HandOverTotals())
    return (recorder, summary, RunEnding(recorder, summary))
  }

  private static func storePlan(in store: ResultStore, _ hasStored: () throws -> Void) throws {
    for seeds: ClosedRange<UInt64> in [1...4, 5...9] {
      try store.store(seeds.map { trial($0) }, revision: "abc1234")
      try hasStored()
    }
    try store.store(
      StoredPlanPart(
        digest: "00000000000000bb", parts: 2, part: 0, name: "chat", revision: "abc1234", version: "0.1", created: "2026-11-29T12:00:00Z",
        layouts: 2, holding: 1, runs: 9))
    try hasStored()
    let number = try store.store(question)
    try store.store(.init(section: "aim: cost\n", rows: 5, file: "chat.yaml", changes: []), ofPlan: number)
    try hasStored()
  }

  private static func trial(_ seed: UInt64) -> StoredTrial {
    StoredTrial(
      layoutHash: "0011223344556677",
      key: StoredTrial.Key(
        replicas: [3], rateFactor: 1.05, dyingPool: nil, deadReplicas: 0, deathPicoseconds: 0, isAlone: false, mayBeCut: true, seed: seed),
      requests: 500, met: [490, 400], exceeded: [3, 7, 0], rejected: 1, unfinished: 2, isCut: false, joulesPerOutputToken: 0.75,
      digest: 0x1234, p99Picoseconds: [800_000_000_000, 41_000_000_000])
  }

  private static let question = StoredPlan(
    name: "chat", scenario: "name: chat\n", scenarioHash: "8899aabbccddeeff", aim: "cost", mostAccelerators: 256, requestsPerSecond: 20,
    revision: "abc1234", version: "0.1.0", created: "2026-11-29T00:00:00Z", runs: 40, runsFound: 2,
    layouts: [
      StoredPlan.Layout(
        layoutHash: "0011223344556677", accelerator: "h100-sxm", tensor: 2, pipeline: 1, data: 1, expert: 1, weights: nil,
        mode: "aggregated", replicas: [3], accelerators: 6, dollarsPerHour: 20.1, attainedShare: 0.993, seeds: 5,
        highestRequestsPerSecond: 21.8, joulesPerOutputToken: 1.5)
    ])
}

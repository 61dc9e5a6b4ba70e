import GRDB
import Kernel
import Store
import Testing

@Suite("Plans in the database")
struct PlanTests {
  private func trial(_ seed: UInt64, replicas: [Int] = [3], dyingPool: Int? = nil, isCut: Bool = false) -> StoredTrial {
    StoredTrial(
      layoutHash: "0011223344556677",
      key: StoredTrial.Key(
        replicas: replicas, rateFactor: 1.05, dyingPool: dyingPool, deadReplicas: dyingPool == nil ? 0 : 8,
        deathPicoseconds: dyingPool == nil ? 0 : 60_000_000_000_000,
        isAlone: false, mayBeCut: true, seed: seed),
      requests: 500, met: [490, 400], exceeded: [3, 7, 0], rejected: 1, unfinished: 2, isCut: isCut,
      joulesPerOutputToken: isCut ? nil : 0.75, digest: isCut ? nil : 0x1234,
      p99Picoseconds: isCut ? nil : [800_000_000_000, 41_000_000_000])
  }

  @Test("runs come back as they were stored, of their layout and revision alone, and stand there once")
  func trials() throws {
    try Example.withStore { store in
      let all = [
        trial(1), trial(.max), trial(2, replicas: [2, 1]), trial(2, replicas: [2, 1], dyingPool: 1),
        trial(2, replicas: [2, 1], dyingPool: 0),
        trial(3, isCut: true),
      ]
      #expect(try store.store(all, revision: "abc1234") == all.count)
      #expect(try store.store(all, revision: "abc1234") == 0)
      let back = try store.trials(ofLayout: "0011223344556677", revision: "abc1234")
      #expect(Set(back) == Set(all) && back.count == all.count)
      #expect(try store.trials(ofLayout: "0011223344556677", revision: "fff0000").isEmpty)
      #expect(try store.trials(ofLayout: "ff11223344556677", revision: "abc1234").isEmpty)
    }
  }

  @Test("runs of an unknown revision are not kept, for nobody could tell whether they would end so again")
  func unknownRevision() throws {
    try Example.withStore { store in
      let stored = try store.store([trial(1)], revision: "unknown")
      #expect(stored == 0)
      #expect(try store.rows("SELECT count(*) FROM planTrial") == ["0"])
    }
  }

  @Test("a run that cannot be is refused and not passed over, and so is a count that nobody counted")
  func impossible() throws {
    try Example.withStore { store in
      var uncut = trial(1, isCut: true)
      uncut.key.mayBeCut = false
      // A fault of this program and no input.
      #expect(throws: (any Error).self) { try store.store([uncut], revision: "abc1234") }
      try store.store([trial(1)], revision: "abc1234")
      try store.execute("UPDATE planTrial SET met = '9223372036854775807,1'")
      #expect(throws: InputError.self) { try store.trials(ofLayout: "0011223344556677", revision: "abc1234") }
    }
  }

  @Test("a plan stands with its layouts in their order, and takes them away with it")
  func plans() throws {
    try Example.withStore { store in
      func layout(_ mode: String, _ replicas: [Int], _ reach: Double?) -> StoredPlan.Layout {
        StoredPlan.Layout(
          layoutHash: "0011223344556677", accelerator: "h100-sxm", tensor: 2, pipeline: 1, data: 4, expert: 8, weights: nil, mode: mode,
          replicas: replicas,
          accelerators: 6, dollarsPerHour: 20.1, attainedShare: 0.993, seeds: 5, highestRequestsPerSecond: reach, joulesPerOutputToken: 1.5)
      }
      var plan = StoredPlan(
        name: "chat", scenario: "name: chat\n", scenarioHash: "8899aabbccddeeff", aim: "cost", mostAccelerators: 256, requestsPerSecond: 20,
        revision: "abc1234", version: "0.1.0", created: "2026-11-29T00:00:00Z", runs: 40, runsFound: 2,
        layouts: [layout("aggregated", [3], 21.8), layout("disaggregated", [2, 1], nil)])
      plan.layouts[0].beside = StoredPlan.Beside(accelerator: "l40s", tensor: 1, pipeline: 1, replicas: 4)
      (plan.layouts[0].gramsPerMillionOutputTokens, plan.layouts[1].isPareto) = (40.5, true)
      plan.priceList = StoredPlan.PriceList(name: "a cloud", date: "2026-03-17", kind: "spot")
      #expect(try store.store(plan) == 1)
      #expect(
        try store.rows("SELECT rank, besideAccelerator, besideReplicas, carbonPerMillionOutputTokensGrams, isPareto FROM planLayout")
          == ["1|l40s|4|40.5|0", "2||0||1"])
      #expect(
        try store.rows("SELECT priceList, priceDate, priceKind, carbonGramsPerKilowattHour FROM plan") == ["a cloud|2026-03-17|spot|"])
      plan.layouts = []
      #expect(try store.store(plan) == 2)
      let columns = "plan, rank, mode, data, expert, replicas, decodeReplicas, highestRequestsPerSecond"
      #expect(
        try store.rows("SELECT \(columns) FROM planLayout ORDER BY plan, rank")
          == ["1|1|aggregated|4|8|3|0|21.8", "1|2|disaggregated|4|8|2|1|"])
      try store.execute("DELETE FROM plan WHERE id = 1")
      #expect(try store.rows("SELECT count(*) FROM planLayout") == ["0"])
    }
  }

  @Test("plans of another database are added with their layouts and the runs behind them, and not twice")
  func added() throws {
    try Example.withDirectory { directory in
      let path = directory + "/other.sqlite"
      let other = try ResultStore.open(writingTo: path)
      let layout = StoredPlan.Layout(
        layoutHash: "0011223344556677", accelerator: "h100-sxm", tensor: 2, pipeline: 1, data: 1, expert: 1, weights: nil,
        mode: "aggregated", replicas: [3], accelerators: 6, dollarsPerHour: 20.1, attainedShare: 0.993, seeds: 5,
        highestRequestsPerSecond: nil, joulesPerOutputToken: 1.5)
      var plan = StoredPlan(
        name: "chat", scenario: "name: chat\n", scenarioHash: "8899aabbccddeeff", aim: "cost", mostAccelerators: 256, requestsPerSecond: 20,
        revision: "abc1234", version: "0.1.0", created: "2026-11-29T00:00:00Z", runs: 40, runsFound: 2, layouts: [layout])
      #expect(try other.store(plan) == 1)
      try other.store([trial(1), trial(2)], revision: "abc1234")
      try other.close()
      let whole = try ResultStore.open(writingTo: directory + "/whole.sqlite")
      plan.name = "another"
      #expect(try whole.store(plan) == 1)
      try whole.store([trial(1)], revision: "abc1234")
      for isSecond in [false, true] {
        #expect(try whole.add(runsOf: path).plans == [.init(source: 1, plan: 2, wasThere: isSecond)])
        #expect(try whole.rows("SELECT plan, rank, accelerator FROM planLayout ORDER BY plan") == ["1|1|h100-sxm", "2|1|h100-sxm"])
        #expect(try whole.trials(ofLayout: "0011223344556677", revision: "abc1234").map(\.key.seed).sorted() == [1, 2])
      }
      try whole.execute("UPDATE planTrial SET eventDigest = '00000000000000ff' WHERE seed = 2")
      let error = #expect(throws: InputError.self) { try whole.add(runsOf: path) }
      #expect(error?.message.contains("came out differently") == true)
    }
  }

  @Test(
    "rows that cannot be are refused",
    arguments: [
      "UPDATE planTrial SET isCut = 1",  // a digest of a run that did not end
      "UPDATE planTrial SET eventDigest = NULL", "UPDATE planTrial SET revision = 'unknown'", "UPDATE planTrial SET met = 'many'",
      "UPDATE planTrial SET replicas = 0", "UPDATE planTrial SET p99Picoseconds = 'long'",
    ])
  func checks(sql: String) throws {
    try Example.withStore { store in
      try store.store([trial(1)], revision: "abc1234")
      let error = #expect(throws: DatabaseError.self) { try store.execute(sql) }
      #expect(error?.resultCode == .SQLITE_CONSTRAINT)
    }
  }
}

import Hardware
import Kernel
import Study
import Testing

@Suite("KV capacity as servers logged it")
struct ReportedCapacityTests {
  @Test("every capacity that is promised is planned within its bound", arguments: ReportedCapacityCatalog.all)
  func bounds(row: ReportedCapacity) throws {
    guard let bound = row.bound else {
      #expect(row.note?.isEmpty == false, "a row without a promise says why")
      return
    }
    let plan = try row.plan()
    #expect(abs(row.error(of: plan)) <= bound, "\(row.model), vLLM \(row.version): \(plan.keyValueTokens) for \(row.tokens)")
    #expect(bound <= 0.05 && !plan.kvBlocksGiven)
  }

  /// No constant stands for a row: with what was found on its model or version left out, each but the only one of its version stays
  /// about as near.
  @Test("a model or a version that is left out is planned nearly as well")
  func heldOut() throws {
    var worst = 0.0
    for row in ReportedCapacityCatalog.all where row.bound != nil {
      if row.version != "0.19" { worst = max(worst, abs(try row.errorWithoutModel()), abs(try row.errorWithoutVersion())) }
    }
    #expect(worst <= 0.055, "\(worst)")
    let alone = try #require(ReportedCapacityCatalog.all.first { $0.version == "0.19" })
    let lone = try alone.errorWithoutVersion()
    #expect(lone > 0.05, "what 0.19 leaves behind of its graphs is known from one server alone")
  }

  @Test("there are logs of five versions and ten models, each with its source")
  func breadth() {
    let rows = ReportedCapacityCatalog.all
    #expect(Set(rows.map(\.version)).count >= 5 && Set(rows.map(\.model)).count >= 10)
    #expect(rows.allSatisfy { $0.source.count > 10 && $0.tokens > 1000 })
  }

  @Test("a figure that is changed changes the plan: the bound can fail")
  func canFail() throws {
    let row = try #require(ReportedCapacityCatalog.all.first { $0.model == "qwen3-32b" && $0.tensor == 1 })
    for changes in [["trial_sampler: flashinfer"], ["max_sequences: 256", "max_batched_tokens: 2048"]] {
      let plan = try row.plan(changing: changes)
      #expect(row.error(of: plan) > 0.5)
    }
  }
}

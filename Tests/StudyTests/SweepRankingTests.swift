import Kernel
import Metrics
import Scenario
import Study
import TestSupport
import Testing

@Suite("The ranking of a sweep")
struct SweepRankingTests {
  /// Two schedulers under a load with prompts that one of them turns away, at two rates.
  private static func rows(_ seeds: Int = 3) throws -> (grid: SweepGrid, rows: [SweepRow]) {
    let text = SmallScenario.text(engine: "max_batched_tokens: 1024", requests: 200, seeds: seeds)
    let grid = try SweepGrid.read(
      text, file: "case.yaml", varying: ["scheduler=fcfs,sarathi", "workload.arrivals.rate=4 req/s,40 req/s", "parallel.tensor=1,3"])
    let options = StudyOptions(program: StudyCase.program, threads: 2)
    return (grid, try SweepStudy(try PreparedSweep(grid, threads: 2), options: options).run())
  }

  @Test("the best comes first, whichever way is better, and cells that cannot be stand apart")
  func order() throws {
    let (_, rows) = try Self.rows()
    let goodput = try SweepRanking(rows)
    #expect(goodput.measure == Measure(.goodput) && goodput.ranked.count == 4 && goodput.impossible.count == 4)
    let values = goodput.ranked.compactMap { $0.results?.mean(of: goodput.measure) }
    #expect(values == values.sorted(by: >))
  }

  @Test("what is cheap and misses its objective comes behind what meets it, each among its like by price")
  func bargains() throws {
    let (_, rows) = try Self.rows()
    let cost = try SweepRanking(rows, by: Measure(named: "cost"))
    let prices = cost.ranked.compactMap { row in row.results.map { (isMet: $0.objectiveIsMet, price: $0.mean(of: cost.measure) ?? 0) } }
    let (kept, missed) = (prices.filter { $0.isMet == true }.map(\.price), prices.filter { $0.isMet == false }.map(\.price))
    #expect(prices.map(\.price) == kept.sorted() + missed.sorted() && prices.count == 4)
    #expect(try #require(missed.min()) < kept[0], "a case in which the rule changes nothing would prove nothing")
  }

  @Test("a cell that turns requests away comes behind those that do not where a latency is ranked, however short its latencies are")
  func survivors() throws {
    let (_, rows) = try Self.rows()
    let ranking = try SweepRanking(rows, by: Measure(named: "ttft_p99"))
    let shares = ranking.ranked.compactMap { $0.results?.rejectedShare }
    #expect(shares.prefix(2) == [0, 0] && shares.suffix(2).allSatisfy { $0 > 0 })
    let best = try #require(ranking.ranked[0].results?.mean(of: ranking.measure))
    let flattered = try #require(ranking.ranked[2].results?.mean(of: ranking.measure))
    #expect(flattered < best, "a case in which the rule changes nothing would prove nothing")
  }

  @Test("each value of a key has its best cell")
  func groups() throws {
    let (grid, rows) = try Self.rows()
    let best = try SweepRanking(rows).best(of: grid.values(of: "workload.arrivals.rate"), in: "workload.arrivals.rate")
    #expect(best.map { $0.cell.value(of: "workload.arrivals.rate") } == ["4 req/s", "40 req/s"])
  }

  @Test(
    "the best of a value of which every cell rejects requests is the one that rejects fewest, not the one whose survivors were quickest")
  func groupsThatReject() throws {
    let text = SmallScenario.text(rate: "4 req/s", requests: 200, hasObjective: false, seeds: 2)
    let grid = try SweepGrid.read(text, file: "case.yaml", varying: ["scheduler=fcfs", "engine.max_batched_tokens=600,1024"])
    let rows = try SweepStudy(try PreparedSweep(grid), options: StudyOptions(program: StudyCase.program)).run()
    let ranking = try SweepRanking(rows, by: Measure(named: "ttft_p99"))
    let best = try #require(ranking.best(of: ["fcfs"], in: "scheduler").first)
    #expect(ranking.isBehind(best) && best.cell.value(of: "engine.max_batched_tokens") == "1024")
    let first = ranking.ranked[0].cell.value(of: "engine.max_batched_tokens")
    #expect(first == "600", "a case in which the rule changes nothing would prove nothing")
  }

  @Test("cells are paired with their like that has the chosen values, over the seeds")
  func comparison() throws {
    let (grid, rows) = try Self.rows()
    let measure = Measure(.ttft, .p99)
    let comparison = try SweepComparison(rows, against: try grid.choice("scheduler=fcfs"), measures: [measure])
    #expect(comparison.seeds == 3)
    let sarathi = rows.filter { $0.cell.value(of: "scheduler") == "sarathi" && $0.fault == nil }
    for row in sarathi {
      let like = try #require(
        rows.first {
          $0.cell.value(of: "scheduler") == "fcfs" && $0.cell.values.dropFirst().elementsEqual(row.cell.values.dropFirst())
        }?.results)
      let plain = PairedComparison(baseline: like, candidate: try #require(row.results), measures: [measure])
      #expect(comparison.row(of: row.cell, measure) == plain.rows[0])
    }
    #expect(comparison.row(of: rows[0].cell, measure) == nil, "a baseline is not held against itself")
    let count = try #require(comparison.counts(of: rows).first)
    #expect(count.better + count.worse + count.undecided == 2)
    let (one, alone) = try Self.rows(1)
    #expect(throws: InputError.self) { try SweepComparison(alone, against: try one.choice("scheduler=fcfs"), measures: [measure]) }
  }

  @Test("a measure is named by its metric and statistic")
  func names() throws {
    #expect(try Measure(named: "ttft_p99") == Measure(.ttft, .p99))
    #expect(try Measure(named: "attained") == Measure(.attainment))
    #expect(try Measure(named: "goodput") == Measure(.goodput))
    #expect(try Measure(named: "tpot") == Measure(.tpot))
    #expect(try Measure(named: "normalized_latency_max") == Measure(.normalizedLatency, .maximum))
    for metric in MetricID.allCases { #expect(try Measure(named: Measure(metric).word) == Measure(metric)) }
    #expect(throws: InputError.self) { try Measure(named: "goodput_p99") }
    #expect(throws: InputError.self) { try Measure(named: "godput") }
    let (_, rows) = try Self.rows(1)
    #expect(throws: InputError.self) { try SweepRanking(rows, by: Measure(.busyShare)) }
    #expect(throws: InputError.self) { try SweepRanking(rows, by: Measure(.carbonPerMillionTokens)) }
  }
}

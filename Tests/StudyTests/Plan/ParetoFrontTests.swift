import Kernel
import Study
import Testing

@Suite("The Pareto front of a plan")
struct ParetoFrontTests {
  @Test("a row is on it where no other has as little of money, latency and energy and less of one")
  func front() throws {
    let rows = try PlanCase.plan(try PlanCase.scenario()) { $0.accelerators = ["h100-sxm", "h200"] }.run().rows
    #expect(rows.count > 4)
    let points = try rows.map { row in
      [(row.dollarsPerHour * 100).rounded(), try #require(row.finding.latencyOverLimit), try #require(row.finding.joulesPerOutputToken)]
    }
    for (row, point) in zip(rows, points) {
      let isBeaten = points.contains { other in zip(other, point).allSatisfy { $0 <= $1 } && other != point }
      #expect(row.isPareto == !isBeaten, "\(row.name)")
    }
    #expect(rows.contains(where: \.isPareto) && rows.contains { !$0.isPareto })
  }

  @Test("its latency is the worst p99 of what the objective limits, over its limit")
  func latency() throws {
    let rows = try PlanCase.plan(try PlanCase.scenario()).run().rows
    for finding in rows.map(\.finding) {
      #expect(finding.tails.map(\.metric) == [.ttft, .tpot] && finding.tails.map(\.limitSeconds) == [0.3, 0.02])
      #expect(finding.latencyOverLimit == finding.tails.map { $0.seconds / $0.limitSeconds }.max())
    }
  }
}

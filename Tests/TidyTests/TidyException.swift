/// A file that may break one rule, and why.
struct TidyException {
  let rule: TidyRule
  let path: String
  let reason: String

  static let all: [TidyException] = [
    TidyException(
      rule: .rawMemory, path: "Sources/Metrics/Latencies/LatencyHistogram.swift",
      reason: "sums that every finished request adds to, in memory of their owner"),
    TidyException(
      rule: .rawMemory, path: "Sources/Metrics/Summary/MeasuredScope.swift",
      reason: "sums that every finished request adds to, in memory of their owner"),
    TidyException(
      rule: .rawMemory, path: "Sources/Metrics/Tallies/BatchSums.swift",
      reason: "sums that every finished request adds to, in memory of their owner"),
    TidyException(
      rule: .rawMemory, path: "Sources/Metrics/Tallies/ClassTallies.swift",
      reason: "sums that every finished request adds to, in memory of their owner"),
    TidyException(
      rule: .rawMemory, path: "Sources/Metrics/Tallies/PopulationCounts.swift",
      reason: "sums that every finished request adds to, in memory of their owner"),
    TidyException(
      rule: .rawMemory, path: "Sources/Metrics/Tallies/RunMetrics.swift",
      reason: "sums that every finished request adds to, in memory of their owner"),
    TidyException(
      rule: .rawMemory, path: "Sources/Metrics/Tallies/RunTally.swift",
      reason: "sums that every finished request adds to, in memory of their owner"),
  ]

  func covers(_ fault: TidyFault) -> Bool { rule == fault.rule && path == fault.path }
}

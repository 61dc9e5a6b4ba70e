import Kernel
import Record

/// One load of a benchmark against a server, as the result of a tool tells it.
struct BenchmarkRun {
  /// A figure that the tool worked out, in milliseconds or tokens a second.
  typealias Figure = (name: String, unit: String, value: Double)

  /// What is known of requests that are not told one by one.
  struct Summary {
    /// Requests that were answered.
    let requests: Int
    /// Mean tokens of their prompts.
    let promptTokens: Double
    /// Mean tokens of their outputs.
    let outputTokens: Double
    /// What was measured.
    let figures: [Figure]

    /// A summary; nil where a part is missing or cannot be.
    init?(requests: Double?, promptTokens: Double?, outputTokens: Double?, figures: [Figure]) {
      guard let requests, (1...10_000_000).contains(requests), let promptTokens, let outputTokens,
        (1...1e8).contains(promptTokens), (1...1e8).contains(outputTokens), !figures.isEmpty
      else { return nil }
      self.requests = Int(requests)
      self.promptTokens = promptTokens
      self.outputTokens = outputTokens
      self.figures = figures
    }
  }

  /// The name of the output's rate among the figures.
  static let outputRate = "Output"

  /// What the run is called: its file, and its place in it where there are several.
  var name: String
  /// The tool that measured, for people.
  let tool: String
  /// The file.
  let file: String
  /// The model as the server was asked for it; nil where the result does not tell.
  var model: String?
  /// What requests asked of sampling, as far as the result tells.
  var sampling = RequestedSampling()
  /// How requests were sent.
  var load = BenchmarkLoad.unsaid
  /// The requests in the order in which they were sent; empty where only a summary is known.
  var requests: [BenchmarkRequest] = []
  /// What is known where the requests are not.
  var summary: Summary?
  /// Seconds from the first request to the last token; nil where the result does not tell.
  var seconds: Double?
  /// Requests that failed, were cut short or lack a figure.
  var failed = 0
  /// What was taken for granted in reading it.
  var assumptions: [String] = []

  /// A run of which nothing is known yet.
  init(name: String, tool: String, file: String) {
    self.name = name
    self.tool = tool
    self.file = file
  }

  /// How many requests the run had that count.
  var count: Int { summary?.requests ?? requests.count }

  /// Figures that are taken from requests.
  private static let names = [
    "TTFT mean", "TTFT p50", "TTFT p99", "TPOT mean", "TPOT p50", "TPOT p99", "ITL mean", "E2E mean", "E2E p50", "E2E p99",
  ]

  /// What was measured.
  var figures: [Figure] { figures(from: 0) }

  /// What was measured of requests from a number on, in the order in which they were sent. The output's rate is that of all requests and
  /// is left out where some are.
  func figures(from first: Int) -> [Figure] {
    if let summary { return summary.figures }
    let streams = requests.allSatisfy { $0.ttft != nil }
    let statistics = RecordStatistics(records(from: first))
    var figures: [Figure] = Self.names.filter { streams || $0.hasPrefix("E2E") }.compactMap { name in
      statistics.value(name).flatMap { $0 > 0 ? (name, "ms", $0) : nil }
    }
    if first == 0, let seconds, seconds > 0 {
      figures.append((Self.outputRate, "tokens/s", Double(requests.reduce(0) { $0 + $1.outputTokens }) / seconds))
    }
    return figures
  }

  /// The requests from a number on, as a simulation would have told them.
  func records(from first: Int) -> [RequestRecord] { requests.indices.dropFirst(first).map { requests[$0].record($0) } }

  /// What the figures imply; rates only where the time is known.
  var work: PhysicalCheck.Work {
    let prompts = summary.map { Double($0.requests) * $0.promptTokens } ?? requests.reduce(0) { $0 + Double($1.promptTokens) }
    let outputs = summary.map { Double($0.requests) * $0.outputTokens } ?? requests.reduce(0) { $0 + Double($1.outputTokens) }
    let gap = figures.filter { ["TPOT mean", "ITL mean"].contains($0.name) }.map(\.value).min()
    var work = PhysicalCheck.Work(iterationSeconds: gap.map { $0 / 1000 })
    if let seconds, seconds > 0 {
      work.tokensPerSecond = (prompts + outputs) / seconds
      work.outputTokensPerSecond = outputs / seconds
      // The shortest contexts that these sums allow.
      work.contextTokens = count == 0 ? nil : prompts / Double(count)
    }
    return work
  }

  /// Keeps what was made of requests, and counts those that nothing could be made of.
  mutating func keep(_ requests: [BenchmarkRequest?]) {
    self.requests = requests.compactMap(\.self)
    failed += requests.count - self.requests.count
    if self.requests.allSatisfy({ $0.start != nil }) { self.requests.sort { ($0.start ?? 0) < ($1.start ?? 0) } }
  }

  /// Whether every request has the time at which it was sent.
  var hasTimes: Bool { !requests.isEmpty && requests.allSatisfy { $0.start != nil } }
}

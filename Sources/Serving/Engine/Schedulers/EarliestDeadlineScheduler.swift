import Kernel
import Record

/// Stall-free batching in which the request whose first token is due soonest is served next.
///
/// Liu and Layland, "Scheduling algorithms for multiprogramming in a hard-real-time environment", JACM 1973: if any order
/// meets all deadlines on one server that can be interrupted, this one does. Here prompts once begun go on.
struct EarliestDeadlineScheduler: Scheduler {
  static let name = "earliest_deadline"
  static let summary = "stall-free batches; of those that wait, the one whose first token is due soonest first"
  static let source = "Liu and Layland, JACM 1973, for the time to first token"
  static let parameters = [
    StallFreeBatch.chunkParameter,
    ParameterDoc(
      "ttft", .duration(.seconds(1)), range: 0...1e6,
      meaning: "when a first token is due after the arrival, for requests whose class does not say"),
  ]
  static let ordersWaiting = true

  private let batch: StallFreeBatch
  private let firstTokenDue: Duration

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {
    batch = StallFreeBatch(parameters)
    firstTokenDue = parameters.duration("ttft")
  }

  var longestPrefillTokens: Int { .max }

  func waitingKey(of request: RequestFacts) -> Int64 {
    if let deadline = request.deadline { return deadline.picoseconds }
    let (deadline, overflow) = request.arrival.picoseconds.addingReportingOverflow(firstTokenDue.picoseconds)
    return overflow ? .max : deadline
  }

  mutating func plan(_ iteration: inout Iteration) { batch.compose(&iteration) }
}

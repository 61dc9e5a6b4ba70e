import Kernel
import Record

/// Stall-free batching in which urgent classes are served first and waiting makes urgent.
///
/// vLLM's priority policy with the aging of time-sharing systems: a request rises by one class for each `aging` that it
/// has waited. All rise alike, so the order of those that wait never changes: a class less is worth a head start of `aging`,
/// and a request of class c waits behind those only that come within c times `aging` after it (Kleinrock, "A delay
/// dependent queue discipline", 1964).
struct PriorityScheduler: Scheduler {
  static let name = "priority"
  static let summary = "stall-free batches; of those that wait, the most urgent class first, a class gained by waiting for 'aging'"
  static let source = "vLLM: scheduling_policy priority; aging as Kleinrock, 1964"
  static let parameters = [
    StallFreeBatch.chunkParameter,
    ParameterDoc(
      "aging", .duration(.seconds(10)), range: 0...1e6,
      meaning: "waiting for so long makes a request as urgent as the next class; 0 makes all alike"),
  ]
  static let ordersWaiting = true

  private let batch: StallFreeBatch
  private let aging: Duration

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {
    batch = StallFreeBatch(parameters)
    aging = parameters.duration("aging")
  }

  var longestPrefillTokens: Int { .max }

  func waitingKey(of request: RequestFacts) -> Int64 {
    let (rank, isFar) = aging.picoseconds.multipliedReportingOverflow(by: Int64(request.priority))
    let (key, overflow) = request.arrival.picoseconds.addingReportingOverflow(rank)
    return isFar || overflow ? .max : key
  }

  mutating func plan(_ iteration: inout Iteration) { batch.compose(&iteration) }
}

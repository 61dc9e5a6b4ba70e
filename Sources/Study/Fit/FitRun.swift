import Foundation
import Kernel
import Record
import Serving
import Workload

/// A measured run of requests that a simulation repeats as a whole.
struct FitRun {
  /// What it is called.
  let name: String
  /// The server that it was measured on.
  let server: FitServer
  /// What arrived, or was drawn in place of what the result does not tell.
  var arrivals: [Arrival]
  /// Requests kept in flight; nil for an open loop.
  let concurrency: Int?
  /// Tokens that one identity of a prompt stands for.
  let blockTokens: Int?
  /// Other draws of what arrives; empty where it is known.
  var redraws: [[Arrival]] = []
  /// The requests as they were measured, in their order; empty where means are known only.
  var measured: [RequestRecord] = []
  /// What is fitted.
  var observations: [FitObservation]

  /// Requests by their place, nil for those that did not come to an end.
  ///
  /// - Throws: ``InputError`` where the server cannot be simulated.
  func simulate(_ values: FitValues, arrivals other: [Arrival]? = nil) throws -> [RequestRecord?] {
    let collector = RecordCollector(count: arrivals.count)
    var simulation = try Simulation(
      cluster: try server.cluster(values), source: ArrivalList(other ?? arrivals),
      options: SimulationOptions(seed: 1, concurrency: concurrency, promptBlockTokens: blockTokens), observer: collector)
    do { _ = try simulation.run() } catch let broken as BrokenInvariant {
      throw FailedRun(file: server.prepared.scenario.file, assignments: server.prepared.assignments, seed: 1, invariant: broken)
    }
    return collector.records
  }

  /// By how much a request may come earlier or later for nobody to notice: clients and networks keep no better time.
  private static let jitterSeconds = 2e-3
  private static let jitters = 3

  /// The arrivals, each a hair earlier or later, several times: batches that come out otherwise are what two runs of one benchmark differ by.
  var jittered: [[Arrival]] {
    (0..<Self.jitters).map { draw in
      var stream = RandomStream(seed: 1, name: "jitter", substream: UInt64(draw))
      var moved = arrivals.map { arrival in
        var other = arrival
        other.time = max(.start, arrival.time + Duration(seconds: (2 * stream.uniform() - 1) * Self.jitterSeconds))
        return other
      }
      // A request stays in its place among the others.
      for index in moved.indices.dropFirst() { moved[index].time = max(moved[index].time, moved[index - 1].time) }
      return moved
    }
  }

  /// The arrivals at `rate` times their rate.
  func arrivals(faster rate: Double) -> [Arrival] {
    arrivals.map { arrival in
      var faster = arrival
      faster.time = Instant(Duration(seconds: (arrival.time - Instant.start).seconds / rate))
      return faster
    }
  }
}

/// Keeps the requests that came to an end, each in its place.
private final class RecordCollector: Observer {
  private(set) var records: [RequestRecord?]

  init(count: Int) { records = Array(repeating: nil, count: count) }

  func receive(_ event: RunEvent) {
    if case .finished(let record) = event, records.indices.contains(record.request) { records[record.request] = record }
  }

  // Single gaps and iterations are not what a client measures.
  func tokenGaps(_ gap: Duration, count: Int) {}
  func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}
  func iterationsEnded(_ span: IterationSpan) {}
}

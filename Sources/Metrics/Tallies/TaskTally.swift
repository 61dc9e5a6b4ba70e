import Kernel
import Record

/// What tasks took, of a load that is made of them.
struct TaskTally: ~Copyable {
  /// From when a task came to its last answer.
  var latencies = LatencyHistogram()
  /// Requests that the measured tasks took; one that tasks share counts for each.
  var requests = 0

  mutating func add(_ task: TaskRecord) {
    latencies.record((task.finish - task.begun).picoseconds)
    requests += task.requests
  }
}

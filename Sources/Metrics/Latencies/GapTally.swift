import Kernel
import Record

/// The pooled gaps between tokens. With a warm-up that ends at an instant, gaps of tokens that came before it are left
/// out: their times follow from the span of iterations that is told right after them.
struct GapTally: ~Copyable {
  private enum Pending {
    case gap(Int64, count: Int)
    case progression(first: Int64, growth: Int64, steps: Int, count: Int)
  }

  var histogram = LatencyHistogram()
  /// Tokens that came before this do not count; `start` takes every gap as it is told.
  let from: Instant
  private var pending: [Pending] = []

  init(from: Instant) { self.from = from }

  @inline(__always) mutating func add(_ gap: Int64, count: Int) {
    if from == .start { histogram.record(gap, count: count) } else { pending.append(.gap(gap, count: count)) }
  }

  @inline(__always) mutating func add(first: Int64, growth: Int64, steps: Int, count: Int) {
    if from == .start {
      histogram.record(first: first, growth: growth, steps: steps, count: count)
    } else {
      pending.append(.progression(first: first, growth: growth, steps: steps, count: count))
    }
  }

  /// Counts what is pending by the times of the span's iterations: a single gap ended with the first of them, the last of
  /// a progression's with the last.
  @inline(__always) mutating func settle(_ span: IterationSpan) {
    if !pending.isEmpty { settlePending(span) }
  }

  /// Counts what no span followed: gaps told at the very end of the run.
  mutating func settleAll() {
    for item in pending {
      if case .gap(let gap, let count) = item { histogram.record(gap, count: count) }
      if case .progression(let first, let growth, let steps, let count) = item {
        histogram.record(first: first, growth: growth, steps: steps, count: count)
      }
    }
    pending.removeAll()
  }

  private mutating func settlePending(_ span: IterationSpan) {
    let early = iterations(of: span, endingBefore: from)
    for item in pending {
      switch item {
      case .gap(let gap, let count):
        if early == 0 { histogram.record(gap, count: count) }
      case .progression(let first, let growth, let steps, let count):
        let skipped = min(steps, max(0, early - (span.count - steps)))
        histogram.record(first: first + growth * Int64(skipped), growth: growth, steps: steps - skipped, count: count)
      }
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// How many of the span's iterations ended before `instant`, by bisection.
  private func iterations(of span: IterationSpan, endingBefore instant: Instant) -> Int {
    var (low, high) = (0, span.count)
    while low < high {
      let middle = (low + high) / 2
      var part = span
      part.count = middle + 1
      if part.end < instant { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

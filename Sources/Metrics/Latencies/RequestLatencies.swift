import Kernel
import Record

/// The latencies of one finished request, in picoseconds.
package struct RequestLatencies: BitwiseCopyable {
  /// What stands where the request has no such latency; every other value is zero or more.
  package static var undefined: Int64 { -1 }

  /// Each latency to the nearest picosecond, or ``undefined``.
  package let values: PerLatency<Int64>

  /// What a request took. Its times stand in order, or the engine is broken.
  @inline(__always) package init(_ record: RequestRecord) {
    precondition(
      record.arrival <= record.firstScheduled && record.firstScheduled <= record.firstToken && record.firstToken <= record.finish
        && record.outputTokens > 0, "a request whose times are out of order, or without a token")
    values = PerLatency { index in
      guard let latency = RequestLatency(rawValue: index) else { preconditionFailure("no such latency") }
      let formula = latency.formula
      let time = (formula.to.of(record) - formula.from.of(record)).picoseconds
      return switch formula.divisor {
      case .one: time
      case .outputTokens: Self.rounded(time, over: Int64(record.outputTokens))
      case .laterTokens: record.outputTokens > 1 ? Self.rounded(time, over: Int64(record.outputTokens) &- 1) : Self.undefined
      }
    }
  }

  /// One of the latencies.
  @inline(__always) package subscript(latency: RequestLatency) -> Int64 { values[latency.rawValue] }

  /// To the nearest whole number, halves up. Neither is negative, and numbers without a sign divide in fewer instructions.
  @inline(__always) private static func rounded(_ amount: Int64, over parts: Int64) -> Int64 {
    let parts = UInt64(bitPattern: parts)
    return Int64(truncatingIfNeeded: (UInt64(bitPattern: amount) &+ parts / 2) / parts)
  }
}

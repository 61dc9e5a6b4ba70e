import Kernel
import Record

/// How a latency is computed from a request's record: the time between two of its instants, over a number of its tokens.
public struct LatencyFormula: Hashable, Sendable, BitwiseCopyable {
  /// What a time is divided by.
  public enum Divisor: UInt8, Hashable, Sendable, BitwiseCopyable {
    /// Nothing: it is the time itself.
    case one
    /// Every token of the output.
    case outputTokens
    /// Every token after the first; a request of a single token has no such latency.
    case laterTokens
  }

  /// Where the time begins.
  public let from: RequestInstant
  /// Where it ends; not before ``from``.
  public let to: RequestInstant
  /// What it is divided by.
  public let divisor: Divisor

  @inline(__always) init(from: RequestInstant, to: RequestInstant, over divisor: Divisor = .one) {
    self.from = from
    self.to = to
    self.divisor = divisor
  }

  /// The time and the number of parts that it is divided into, or nil where the request has no such latency.
  public func parts(of record: RequestRecord) -> (time: Duration, count: Int)? {
    let time = to.of(record) - from.of(record)
    return switch divisor {
    case .one: (time, 1)
    case .outputTokens: (time, record.outputTokens)
    case .laterTokens: record.outputTokens > 1 ? (time, record.outputTokens - 1) : nil
    }
  }
}

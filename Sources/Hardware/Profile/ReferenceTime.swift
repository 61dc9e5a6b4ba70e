import Foundation

/// A rough time of an operator from its arithmetic and its traffic, which a ``ResponseSurface`` then corrects.
///
/// `launch + max(FLOPs / rate, bytes / bandwidth)`: a roofline (Williams, Waterman and Patterson, "Roofline: an insightful
/// visual performance model", 2009) with a constant for starting the kernel.
public struct ReferenceTime: Hashable, Sendable, Codable {
  /// What is counted as arithmetic and as traffic.
  public enum Form: String, Hashable, Sendable, Codable, CaseIterable {
    /// A dense product: 2 rows x outputs x inputs; weights, activations in and out.
    case matrixProduct = "matrix product"
    /// Causal attention of a chunk after its context: pairs of tokens; queries, keys, values and outputs.
    case prefillAttention = "prefill attention"
    /// Attention of single tokens: all keys and values in the cache.
    case decodeAttention = "decode attention"
    /// Routed experts: those that are visited are read.
    case mixture = "mixture of experts"
    /// A message between accelerators.
    case message
    /// Rows of a width, read and written.
    case pass
  }

  /// What is counted.
  public var form: Form
  /// Seconds that the smallest call takes.
  public var launchSeconds: Double
  /// FLOP/s that large calls reach; messages and passes have none.
  public var flopsPerSecond: Double?
  /// Bytes a second that large calls reach.
  public var bytesPerSecond: Double
  /// Bytes of a stored value: of a weight, of a cached key, of a row's value.
  public var bytesPerValue: Double

  /// A reference.
  public init(form: Form, launchSeconds: Double, flopsPerSecond: Double? = nil, bytesPerSecond: Double, bytesPerValue: Double) {
    self.form = form
    self.launchSeconds = launchSeconds
    self.flopsPerSecond = flopsPerSecond
    self.bytesPerSecond = bytesPerSecond
    self.bytesPerValue = bytesPerValue
  }

  /// Seconds, positive for positive quantities.
  public func seconds(at quantities: OperatorQuantities) -> Double {
    let work = work(at: quantities)
    return launchSeconds + max(flopsPerSecond.map { work.flops / $0 } ?? 0, work.bytes / bytesPerSecond)
  }

  private func work(at q: OperatorQuantities) -> (flops: Double, bytes: Double) {
    switch form {
    case .matrixProduct:
      let flops = 2 * q[.rows] * q[.outputs] * q[.inputs]
      return (flops, q[.outputs] * q[.inputs] * bytesPerValue + 2 * q[.rows] * (q[.outputs] + q[.inputs]))
    case .prefillAttention: return prefill(q)
    case .decodeAttention: return decode(q)
    case .mixture: return mixture(q)
    case .message: return (0, q[.bytes] * (q[.members] - 1) / q[.members])
    case .pass: return (0, q[.rows] * q[.width] * bytesPerValue)
    }
  }
}

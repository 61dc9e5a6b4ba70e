import Foundation

/// A rough time of an operator from its arithmetic and its traffic, which a ``ResponseSurface`` then corrects: a roofline
/// (Williams, Waterman and Patterson, "Roofline: an insightful visual performance model", 2009) with a constant for
/// starting the kernel.
public struct ReferenceTime: Hashable, Sendable, Encodable {
  /// What is counted as arithmetic and as traffic.
  public enum Form: String, Hashable, Sendable, Codable, CaseIterable {
    /// A dense product: 2 rows x outputs x inputs; weights, activations in and out.
    case matrixProduct = "matrix product"
    /// Causal attention of a chunk after its context: pairs of tokens; queries, keys, values and outputs.
    case prefillAttention = "prefill attention"
    /// Attention of single tokens: all keys and values in the cache.
    case decodeAttention = "decode attention"
    /// Latent attention of single tokens: a latent of each token in the cache, which is key and value of all heads.
    case latentAttention = "latent attention"
    /// Gated linear attention: states read and written, and each token's rows.
    case linearAttention = "linear attention"
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
  /// FLOP/s that large calls reach; nil for messages and passes, which have none.
  public var flopsPerSecond: Double?
  /// Bytes a second that large calls reach.
  public var bytesPerSecond: Double
  /// Bytes of a stored value: of a weight, of a cached key, of a row's value. Messages count bytes already.
  public var bytesPerValue: Double
  /// Multiprocessors over which the tiles of prefill attention spread; nil elsewhere.
  public var processors: Int?
  /// A last-level cache that holds all keys and values of small decode batches, or the visited experts of a small mixture, as
  /// benchmarks that repeat a call find them.
  public var cache: Cache?
  /// How a message's start and its rate change with those who take part; nil elsewhere.
  public var growth: MemberGrowth?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case form, launchSeconds, flopsPerSecond, bytesPerSecond, bytesPerValue, processors, cache, growth
  }

  /// A message between more than two accelerators takes more hops to begin, and over shared lanes moves slower: powers of
  /// members / 2.
  public struct MemberGrowth: Hashable, Sendable, Codable {
    /// The power by which the seconds of the smallest message grow.
    public var launchExponent: Double
    /// The power by which bytes a second grow; negative where lanes are shared.
    public var rateExponent: Double

    /// A growth.
    public init(launchExponent: Double, rateExponent: Double) {
      self.launchExponent = launchExponent
      self.rateExponent = rateExponent
    }
  }

  /// A last-level cache.
  public struct Cache: Hashable, Sendable, Codable {
    /// What it holds.
    public var bytes: Double
    /// What is read from it in a second.
    public var bytesPerSecond: Double

    /// A cache.
    public init(bytes: Double, bytesPerSecond: Double) {
      self.bytes = bytes
      self.bytesPerSecond = bytesPerSecond
    }
  }

  /// A reference.
  public init(
    form: Form, launchSeconds: Double, flopsPerSecond: Double? = nil, bytesPerSecond: Double, bytesPerValue: Double = 1,
    processors: Int? = nil, cache: Cache? = nil, growth: MemberGrowth? = nil
  ) {
    self.form = form
    self.launchSeconds = launchSeconds
    self.flopsPerSecond = flopsPerSecond
    self.bytesPerSecond = bytesPerSecond
    self.bytesPerValue = bytesPerValue
    self.processors = processors
    self.cache = cache
    self.growth = growth
  }

  /// Seconds, positive for positive quantities.
  public func seconds(at quantities: OperatorQuantities) -> Double {
    let work: Double
    switch form {
    case .matrixProduct: work = matrixProduct(quantities)
    case .prefillAttention: work = prefillAttention(quantities)
    case .decodeAttention: work = decodeAttention(quantities)
    case .latentAttention: work = latentAttention(quantities)
    case .linearAttention: work = linearAttention(quantities)
    case .mixture: work = mixture(quantities)
    case .message: return message(quantities)
    case .pass: work = quantities[.rows] * quantities[.width] * bytesPerValue / bytesPerSecond
    }
    return launchSeconds + work
  }
}

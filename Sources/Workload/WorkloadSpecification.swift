import Kernel

/// A workload, resolved: where it comes from and what is done to it, in order. It holds no request; each call of
/// ``makeSource(seed:)`` opens it anew, so that every replication reads the same trace with its own chance.
public struct WorkloadSpecification: Hashable, Sendable {
  /// Where requests come from.
  public var origin: WorkloadOrigin
  /// What is done to them, first step first.
  public var transforms: [WorkloadTransform]
  /// Closed loop: so many requests are kept in flight and arrival times are not used; nil for an open loop. The
  /// simulator does it; the specification only carries it.
  public var concurrency: Int?

  /// A workload from an origin through transforms.
  public init(origin: WorkloadOrigin, transforms: [WorkloadTransform] = [], concurrency: Int? = nil) {
    self.origin = origin
    self.transforms = transforms
    self.concurrency = concurrency
  }

  /// Checks all that can be known without reading a whole file: parameters, that the file opens and has a known format,
  /// that requests without times get an arrival process (or a closed loop), and that the workload ends.
  ///
  /// - Throws: ``InputError``.
  public func validate() throws {
  }

  /// Opens the workload for one replication.
  ///
  /// The seed moves only what is drawn: a plain trace is the same for every seed.
  /// - Throws: ``InputError`` for bad parameters or a file that cannot be used; later faults are thrown by `next()`.
  public func makeSource(seed: UInt64) throws -> any ArrivalSource {
    throw InputError("not built")
  }

  /// Whether ``makeSource(seed:)`` gives different requests for different seeds.
  public var usesSeed: Bool { true }

  /// Where the workload comes from; reads the file once to take its digest.
  public func provenance() throws -> WorkloadProvenance {
    throw InputError("not built")
  }

  /// The origin and every transform in words.
  public var description: String { "" }

  /// The same workload at `factor` times its rate.
  public func scalingRate(by factor: RateFactor) -> WorkloadSpecification {
    var scaled = self
    scaled.transforms.append(.scaleRate(factor))
    return scaled
  }
}

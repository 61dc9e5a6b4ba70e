import Kernel

/// A workload, resolved: where it comes from and what is done to it, in order. It holds no request; each call of
/// ``makeSource(seed:)`` opens it anew, so that every replication reads the same trace with its own chance.
public struct WorkloadSpecification: Hashable, Sendable, CustomStringConvertible {
  /// Where requests come from.
  public var origin: WorkloadOrigin
  /// What is done to them, first step first.
  public var transforms: [WorkloadTransform]
  /// Closed loop: so many requests are kept in flight and arrival times are not used; nil for an open loop. The
  /// simulator does it; the specification only carries it.
  public var concurrency: Int?
  /// Images that requests show, behind all transforms; nil where they show none.
  public var images: ImageLoad?

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
    if let concurrency, !(1...10_000_000 ~= concurrency) {
      throw InputError("a concurrency of \(concurrency)", remedy: "keep from 1 to 10000000 requests in flight")
    }
    let opened = try OpenedOrigin(origin, seed: 0)
    let hasNewTimes = transforms.contains { if case .resample = $0 { true } else { false } }
    guard opened.hasTimes || hasNewTimes || concurrency != nil else {
      throw InputError(
        "the trace holds lengths and no times", file: origin.path,
        remedy: "give it an arrival process, such as Poisson at a rate, or a concurrency for a closed loop")
    }
    if opened.hasTurns { try checkSessions() }
    try images?.check()
    var ends = opened.ends
    for transform in transforms {
      guard ends || !transform.holdsAll else {
        throw InputError("a workload that never ends cannot be reordered", remedy: "limit it before that step")
      }
      ends = ends || transform.ends
    }
    guard ends else { throw InputError("the workload never ends", remedy: "give a number of requests or a duration") }
    _ = try makeSource(opened, seed: 0, through: transforms.count)
  }

  /// What sessions exclude: each is a closed loop of its own, in the order of its turns.
  private func checkSessions() throws {
    if concurrency != nil {
      throw InputError(
        "a closed loop of requests, and turns of sessions that wait for each other", file: origin.path,
        remedy: "leave out the concurrency, or let turns come at their times with 'sessions: recorded'")
    }
    if images != nil {
      throw InputError(
        "images of turns of sessions that wait for each other: which of them a later turn shows again is not said", file: origin.path,
        remedy: "let turns come at their times with 'sessions: recorded', or leave out 'workload.images'")
    }
    if transforms.contains(where: \.holdsAll) {
      throw InputError(
        "lengths in another order, and turns of sessions that wait for each other", file: origin.path,
        remedy: "keep the order of the trace, or let turns come at their times with 'sessions: recorded'")
    }
  }

  /// Opens the workload for one replication.
  ///
  /// The seed moves only what is drawn: a plain trace is the same for every seed.
  /// - Throws: ``InputError`` for bad parameters or a file that cannot be used; later faults are thrown by `next()`.
  public func makeSource(seed: UInt64) throws -> any ArrivalSource {
    let opened = try OpenedOrigin(origin, seed: seed)
    var source = try makeSource(opened, seed: seed, through: transforms.count)
    if let images, images.isThere { source = ImageSource(source, images, seed: seed, blockTokens: opened.blockTokens) }
    return opened.hasTurns ? SessionSource(source) : source
  }

  /// The workload's requests row by row, turns that wait for others among them.
  ///
  /// - Throws: ``InputError`` as ``makeSource(seed:)``.
  func makeRows(seed: UInt64) throws -> any ArrivalSource { try makeSource(seed: seed, through: transforms.count) }

  /// Whether turns of sessions wait for each other.
  ///
  /// - Throws: ``InputError`` where the file cannot be opened.
  public func hasTurns() throws -> Bool { try OpenedOrigin(origin, seed: 0).hasTurns }

  /// The origin through its first so many transforms.
  private func makeSource(seed: UInt64, through count: Int) throws -> any ArrivalSource {
    try makeSource(try OpenedOrigin(origin, seed: seed), seed: seed, through: count)
  }

  private func makeSource(_ opened: OpenedOrigin, seed: UInt64, through count: Int) throws -> any ArrivalSource {
    var source = opened.source
    for (index, transform) in transforms.prefix(count).enumerated() {
      switch transform {
      case .scaleRate(let factor): source = ScaledRate(source, by: factor)
      case .window(let from, let to): source = try TimeWindow(source, from: from, to: to)
      case .limit(let requests): source = try RequestLimit(source, count: requests)
      case .clip(let prompt, let output):
        source = try ClippedLengths(
          source, maximumPromptTokens: prompt, maximumOutputTokens: output, blockTokens: opened.blockTokens)
      case .resample(let process, let order):
        let ordered = order == .asInTrace ? source : ReorderedLengths(source, order: order, seed: seed)
        source = try ResampledArrivals(ordered, arrivals: process, seed: seed)
      case .day(let curve): source = DailyArrivals(source, by: curve)
      case .repeat(let requests, let blocks):
        source = try RepeatedTrace(requests: requests, blocks: blocks) { try makeSource(seed: seed, through: index) }
      }
    }
    return source
  }

  /// Whether ``makeSource(seed:)`` gives different requests for different seeds.
  public var usesSeed: Bool {
    if case .trace = origin {} else { return true }
    return transforms.contains(where: \.usesSeed) || images?.draws == true
  }

  /// Tokens in a block of ``Arrival/blockHashes``; nil where the workload tells nothing of its prompts.
  ///
  /// - Throws: ``InputError`` where the file cannot be opened.
  public func blockTokens() throws -> Int? { blockTokens(of: try OpenedOrigin(origin, seed: 0)) }

  private func blockTokens(of opened: OpenedOrigin) -> Int? {
    opened.blockTokens ?? images.flatMap { $0.isThere ? $0.blockTokens : nil }
  }

  /// Where the workload comes from; reads the file once to take its digest.
  ///
  /// - Throws: ``InputError`` where the file cannot be read.
  public func provenance() throws -> WorkloadProvenance {
    let opened = try OpenedOrigin(origin, seed: 0)
    var digest = Digest()
    if let path = origin.path {
      digest = try FileDigest.of(path: path)
    } else {
      digest.mix(bytesOf: origin.description)
      if case .synthetic(_, let lengths, _, _) = origin { lengths.mix(into: &digest) }
    }
    return WorkloadProvenance(description: description, path: origin.path, digest: digest, blockTokens: blockTokens(of: opened))
  }

  /// The origin and every transform in words.
  public var description: String {
    let shown = images.flatMap { $0.isThere ? $0.description : nil }
    let steps = [origin.description] + transforms.map(\.description) + [shown].compactMap(\.self)
    return steps.joined(separator: "; ") + (concurrency.map { "; closed loop of \($0)" } ?? "")
  }
}

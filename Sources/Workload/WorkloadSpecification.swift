import Kernel

/// A workload, resolved: where it comes from and what is done to it, in order. It holds no request; each call of
/// ``makeSource(seed:)`` opens it anew, so that every replication reads the same trace with its own chance.
public struct WorkloadSpecification: Hashable, Sendable, CustomStringConvertible {
  /// Where requests come from.
  public var origin: WorkloadOrigin
  /// What is done to them, first step first.
  public var transforms: [WorkloadTransform]
  /// Closed loop: so many requests, or tasks of agents, are kept in flight and arrival times are not used; nil for an open loop. The
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
    let opened = try open(seed: 0)
    let hasNewTimes = transforms.contains { if case .resample = $0 { true } else { false } }
    guard opened.hasTimes || hasNewTimes || concurrency != nil else {
      throw InputError(
        "the trace holds lengths and no times", file: origin.path,
        remedy: "give it an arrival process, such as Poisson at a rate, or a concurrency for a closed loop")
    }
    if opened.makesTurns != nil { try checkTasks() } else if opened.hasTurns { try checkSessions() }
    try checkSteps(opened)
    try checkImages(opened)
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

  /// What tasks exclude: their later calls are made as the ones before them are answered.
  private func checkTasks() throws {
    for transform in transforms {
      switch transform {
      case .scaleRate, .window, .limit, .day, .scaleTokens, .promptOnly: break
      case .clip, .resample, .repeat, .stream, .group:
        throw InputError("tasks of agents, and \(transform)", remedy: "leave that out: lengths, times and tasks are the agents' own to say")
      }
    }
  }

  /// What steps exclude that make other requests of those they find.
  private func checkSteps(_ opened: OpenedOrigin) throws {
    var makesPieces = false
    for (index, transform) in transforms.enumerated() {
      switch transform {
      case .stream:
        if concurrency != nil {
          throw InputError(
            "a closed loop of inputs that come in piece by piece", remedy: "leave out the concurrency: pieces have their times")
        }
        if opened.hasTurns {
          throw InputError("inputs that come in piece by piece, and turns of sessions that wait for each other", remedy: "leave one out")
        }
        if makesPieces { throw InputError("pieces of pieces of inputs", remedy: "one step of this sort") }
        makesPieces = true
      case .group(let rules):
        if concurrency != nil && !rules.earlyStop.isEmpty {
          throw InputError(
            "a closed loop of calls, and votes that wait for the one before",
            remedy: "leave out the concurrency or the shares that stop early")
        }
        if opened.hasTurns {
          throw InputError("questions in groups, and turns of sessions that wait for each other", remedy: "leave one out")
        }
        if index + 1 < transforms.count {
          throw InputError(
            "questions in groups, and then \(transforms[index + 1])", remedy: "groups are the last step: what is made is calls")
        }
        let before = transforms.prefix(index)
        if makesPieces || before.contains(.promptOnly) {
          throw InputError(
            "questions in groups of what \(makesPieces ? "comes in piece by piece" : "samples nothing")", remedy: "leave one of both out")
        }
      default: break
      }
    }
  }

  /// What images exclude: requests that are several, or a part of one.
  private func checkImages(_ opened: OpenedOrigin) throws {
    try images?.check()
    guard let images, images.isThere else { return }
    let other: String? =
      if opened.makesTurns != nil {
        "tasks of agents"
      } else if transforms.contains(where: { if case .stream = $0 { true } else { false } }) {
        "inputs that come in piece by piece"
      } else if transforms.contains(where: { if case .group = $0 { true } else { false } }) {
        "questions in groups"
      } else {
        nil
      }
    guard let other else { return }
    throw InputError(
      "images, and \(other): which of the requests shows them is not said", remedy: "leave 'workload.images' or the other out")
  }

  /// The origin, open, with the steps that its later turns take as well.
  private func open(seed: UInt64) throws -> OpenedOrigin {
    try OpenedOrigin(origin, seed: seed, changes: transforms.filter(\.altersLengthsAlone))
  }

  /// Opens the workload for one replication.
  ///
  /// The seed moves only what is drawn: a plain trace is the same for every seed.
  /// - Throws: ``InputError`` for bad parameters or a file that cannot be used; later faults are thrown by `next()`.
  public func makeSource(seed: UInt64) throws -> any ArrivalSource {
    let opened = try open(seed: seed)
    var source = try makeSource(opened, seed: seed, through: transforms.count)
    if let images, images.isThere { source = ImageSource(source, images, seed: seed, blockTokens: opened.blockTokens) }
    if let turns = opened.makesTurns { return TaskSource(source, turns: turns) }
    return opened.hasTurns ? SessionSource(source) : source
  }

  /// The workload's requests row by row, turns that wait for others among them.
  ///
  /// - Throws: ``InputError`` as ``makeSource(seed:)``.
  func makeRows(seed: UInt64) throws -> any ArrivalSource {
    if case .agents = origin {
      throw InputError(
        "calls of agents stand in no trace", remedy: "they are made when the ones before them are answered: run the scenario")
    }
    return try makeSource(seed: seed, through: transforms.count)
  }

  /// Whether turns of sessions wait for each other.
  ///
  /// - Throws: ``InputError`` where the file cannot be opened.
  public func hasTurns() throws -> Bool {
    let waits = transforms.contains { if case .group(let rules) = $0 { !rules.earlyStop.isEmpty } else { false } }
    return try waits || open(seed: 0).hasTurns
  }

  /// The origin through its first so many transforms.
  private func makeSource(seed: UInt64, through count: Int) throws -> any ArrivalSource {
    try makeSource(try open(seed: seed), seed: seed, through: count)
  }

  private func makeSource(_ opened: OpenedOrigin, seed: UInt64, through count: Int) throws -> any ArrivalSource {
    var source = opened.source
    var blockTokens = opened.blockTokens
    for (index, transform) in transforms.prefix(count).enumerated() {
      switch transform {
      case .scaleRate(let factor): source = ScaledRate(source, by: factor)
      case .window(let from, let to): source = try TimeWindow(source, from: from, to: to)
      case .limit(let requests): source = try RequestLimit(source, count: requests)
      case .clip(let prompt, let output):
        source = try ClippedLengths(
          source, maximumPromptTokens: prompt, maximumOutputTokens: output, blockTokens: blockTokens)
      case .resample(let process, let order):
        let ordered = order == .asInTrace ? source : ReorderedLengths(source, order: order, seed: seed)
        source = try ResampledArrivals(ordered, arrivals: process, seed: seed)
      case .day(let curve): source = DailyArrivals(source, by: curve)
      case .repeat(let requests, let blocks):
        source = try RepeatedTrace(requests: requests, blocks: blocks) { try makeSource(seed: seed, through: index) }
      // What makes its later turns does this to all of them.
      case .scaleTokens where opened.makesTurns != nil, .promptOnly where opened.makesTurns != nil: break
      case .scaleTokens(let scale): source = try ScaledTokens(source, by: scale, blockTokens: blockTokens)
      case .promptOnly: source = PromptsOnly(source)
      case .stream(let rules):
        source = try StreamedInputs(source, rules, blockTokens: blockTokens)
        if !rules.reencodes { blockTokens = blockTokens ?? rules.blockTokens }
      case .group(let rules):
        source = try GroupedQuestions(source, rules, blockTokens: blockTokens, seed: seed, isOpen: concurrency == nil)
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
  public func blockTokens() throws -> Int? { blockTokens(try open(seed: 0)) }

  private func blockTokens(_ opened: OpenedOrigin) -> Int? {
    opened.blockTokens
      ?? transforms.lazy.compactMap { if case .stream(let rules) = $0, !rules.reencodes { rules.blockTokens } else { nil } }.first
      ?? images.flatMap { $0.isThere ? $0.blockTokens : nil }
  }

  /// Where the workload comes from; reads the file once to take its digest.
  ///
  /// - Throws: ``InputError`` where the file cannot be read.
  public func provenance() throws -> WorkloadProvenance {
    let opened = try open(seed: 0)
    var digest = Digest()
    if let path = origin.path {
      digest = try FileDigest.of(path: path)
    } else {
      digest.mix(bytesOf: origin.description)
      if case .synthetic(_, let lengths, _, _) = origin { lengths.mix(into: &digest) }
    }
    return WorkloadProvenance(description: description, path: origin.path, digest: digest, blockTokens: blockTokens(opened))
  }

  /// The origin and every transform in words.
  public var description: String {
    let shown = images.flatMap { $0.isThere ? $0.description : nil }
    let steps = [origin.description] + transforms.map(\.description) + [shown].compactMap(\.self)
    return steps.joined(separator: "; ") + (concurrency.map { "; closed loop of \($0)" } ?? "")
  }
}

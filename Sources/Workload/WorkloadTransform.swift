import Kernel

/// One step between a trace and the simulator, in the order written.
public enum WorkloadTransform: Hashable, Sendable, CustomStringConvertible {
  /// Every time divided by the factor: 2 makes twice the load of the same shape.
  case scaleRate(RateFactor)
  /// Keeps the requests with `from <= time < to` and moves them so that `from` becomes the start.
  case window(from: Instant, to: Instant)
  /// Keeps the first so many requests.
  case limit(Int)
  /// Cuts longer prompts and outputs to so many tokens, and reports how many; nil leaves that side alone.
  case clip(maximumPromptTokens: Int?, maximumOutputTokens: Int?)
  /// New times from a process for the same requests, whose lengths stay in order, are shuffled, or are drawn again.
  case resample(ArrivalProcess, lengths: LengthOrder = .asInTrace)
  /// The workload so far again and again, a mean gap between the passes, until so many requests have come.
  case `repeat`(requests: Int, blocks: RepeatedBlocks = .kept)
  /// New times that follow a day's curve, for the same requests.
  case day(DailyCurve)
  /// Prompts and outputs of other lengths, as another tokenizer makes them.
  case scaleTokens(TokenScale)
  /// Nothing is sampled: an output is the row that its prompt ends with.
  case promptOnly
  /// Inputs that come in piece by piece, a request for each.
  case stream(InputStreams)
  /// Several questions in one call, asked again for votes.
  case group(QuestionGroups)

  /// Checks the figures of a step that makes other requests; others are checked as they are made.
  ///
  /// - Throws: ``InputError``.
  package func validate() throws(InputError) {
    switch self {
    case .scaleTokens(let scale): try scale.validate()
    case .stream(let rules): try rules.validate()
    case .group(let rules): try rules.validate()
    case .scaleRate, .window, .limit, .clip, .resample, .repeat, .day, .promptOnly: break
    }
  }

  /// Whether what comes out ends even where what goes in does not.
  var ends: Bool {
    switch self {
    case .limit, .repeat: true
    case .window(_, let to): to != .never
    case .scaleRate, .clip, .resample, .day, .scaleTokens, .promptOnly, .stream, .group: false
    }
  }

  /// Whether all that goes in is held in memory before anything comes out.
  var holdsAll: Bool {
    if case .resample(_, let order) = self { order != .asInTrace } else { false }
  }

  /// Whether something is drawn here.
  var usesSeed: Bool {
    if case .group(let rules) = self { return rules.draws }
    guard case .resample(let process, let order) = self else { return false }
    if order != .asInTrace { return true }
    switch process {
    case .poisson, .gamma: return true
    case .constant, .atOnce: return false
    }
  }

  /// In words, for reports.
  public var description: String {
    switch self {
    case .scaleRate(let factor): return "rate x \(factor)"
    case .window(let from, let to): return "window \(from.seconds) s to \(to.seconds) s"
    case .limit(let requests): return "first \(requests) requests"
    case .clip(let prompt, let output):
      let sides = [prompt.map { "prompts to \($0)" }, output.map { "outputs to \($0)" }].compactMap { $0 }
      return "clip " + sides.joined(separator: ", ")
    case .resample(let process, let order):
      return "arrivals " + process.description + (order == .asInTrace ? "" : ", lengths \(order.rawValue)")
    case .day(let curve): return "day \(curve)"
    case .scaleTokens(let scale): return scale.description
    case .promptOnly: return "prompts only"
    case .stream(let rules): return rules.description
    case .group(let rules): return rules.description
    case .repeat(let requests, let blocks): return "repeated to \(requests) requests, blocks \(blocks.rawValue)"
    }
  }
}

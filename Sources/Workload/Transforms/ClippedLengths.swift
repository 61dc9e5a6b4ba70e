import Kernel

/// Requests cut to a longest prompt and output; the report says how many were cut.
public struct ClippedLengths: ReportingSource {
  private var base: any ArrivalSource
  private let maximumPromptTokens: Int
  private let maximumOutputTokens: Int
  private let blockTokens: Int?
  private var own = TraceReport()

  /// `base` with no prompt and no output longer than given; nil leaves a side alone. `blockTokens` is the size of the
  /// blocks in ``Arrival/blockHashes``, of which a cut prompt keeps those it still fills.
  ///
  /// - Throws: ``InputError`` where a limit is not positive.
  public init(_ base: any ArrivalSource, maximumPromptTokens: Int?, maximumOutputTokens: Int?, blockTokens: Int?) throws {
    for limit in [maximumPromptTokens, maximumOutputTokens] {
      if let limit, limit < 1 { throw InputError("a clip to \(limit) tokens", remedy: "give at least 1") }
    }
    self.base = base
    self.maximumPromptTokens = maximumPromptTokens ?? .max
    self.maximumOutputTokens = maximumOutputTokens ?? .max
    self.blockTokens = blockTokens
  }

  /// What the sources below did, and how many requests were cut here.
  public var report: TraceReport { base.reportSoFar.adding(own) }

  /// The next request, cut where it is too long.
  public mutating func next() throws -> Arrival? {
    guard var arrival = try base.next() else { return nil }
    if arrival.promptTokens > maximumPromptTokens { clipPrompt(&arrival) }
    if arrival.outputTokens > maximumOutputTokens {
      arrival.outputTokens = maximumOutputTokens
      own.note(.clipped, "output longer than \(maximumOutputTokens) tokens")
    }
    return arrival
  }

  private mutating func clipPrompt(_ arrival: inout Arrival) {
    arrival.promptTokens = maximumPromptTokens
    own.note(.clipped, "prompt longer than \(maximumPromptTokens) tokens")
    guard !arrival.blockHashes.isEmpty else { return }
    let kept = blockTokens.map { maximumPromptTokens / $0 } ?? 0
    if arrival.blockHashes.count > kept { arrival.blockHashes.removeSubrange(kept...) }
  }
}

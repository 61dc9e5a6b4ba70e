/// Requests that sample nothing: their output is the one row that the prompt ends with, and is there when the prompt is computed.
public struct PromptsOnly: ReportingSource {
  private var base: any ArrivalSource

  /// The prompts of `base`.
  public init(_ base: any ArrivalSource) { self.base = base }

  /// What the sources below did.
  public var report: TraceReport { base.reportSoFar }

  /// The next request, without an output to decode.
  public mutating func next() throws -> Arrival? {
    guard var arrival = try base.next() else { return nil }
    Self.apply(to: &arrival)
    return arrival
  }

  /// Leaves a request its prompt.
  static func apply(to arrival: inout Arrival) {
    arrival.outputTokens = 1
    arrival.marks.insert(.promptOnly)
  }
}

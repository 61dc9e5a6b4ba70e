import Kernel

/// The first so many requests.
public struct RequestLimit: ReportingSource {
  private var base: any ArrivalSource
  private var left: Int

  /// The first `count` requests of `base`, fewer where it ends before.
  ///
  /// - Throws: ``InputError`` where the count is not positive.
  public init(_ base: any ArrivalSource, count: Int) throws {
    guard count > 0 else { throw InputError("a limit of \(count) requests", remedy: "give at least 1") }
    self.base = base
    left = count
  }

  /// What the sources below did.
  public var report: TraceReport { base.reportSoFar }

  /// The next request, or nil after the last one wanted; the rest is not read.
  public mutating func next() throws -> Arrival? {
    guard left > 0 else { return nil }
    left -= 1
    return try base.next()
  }
}

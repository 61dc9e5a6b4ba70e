import Kernel

/// What a timeline shows of a run.
public struct TimelineOptions: Hashable, Sendable {
  /// What ended before this instant is not drawn.
  public var from: Instant
  /// What began at this instant or later is not drawn.
  public var to: Instant
  /// Events in the file; when they are used up the timeline ends, and says so. A million are about 150 MB, which is as much
  /// as a viewer in a browser likes to open.
  public var eventLimit: Int
  /// A leap over at most so many iterations is drawn iteration by iteration; a longer one is one slice.
  public var longestSpelledOutLeap: Int

  /// Options; the defaults show a whole run, up to a million events.
  public init(from: Instant = .start, to: Instant = .never, eventLimit: Int = 1_000_000, longestSpelledOutLeap: Int = 8) {
    self.from = from
    self.to = to
    self.eventLimit = eventLimit
    self.longestSpelledOutLeap = longestSpelledOutLeap
  }

  /// Checks that there is something to show.
  ///
  /// - Throws: ``InputError``.
  func validate() throws {
    guard from >= .start, from < to else {
      throw InputError(
        "a timeline from \(from.seconds) s to \(to.seconds) s", remedy: "it begins at 0 s or later and ends after it begins")
    }
    guard eventLimit >= 1 else { throw InputError("a timeline of \(eventLimit) events", remedy: "give a limit of 1 or more") }
  }
}

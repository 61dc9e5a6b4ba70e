import Kernel

/// What a timeline holds of its run, and what it leaves out: nothing is dropped without a count here.
public struct TimelineReport: Hashable, Sendable, CustomStringConvertible {
  /// Things of the run, whether drawn or not.
  public struct Counts: Hashable, Sendable {
    /// Iterations, each one of a leap counted.
    public var iterations = 0
    /// Requests that finished.
    public var requests = 0
    /// Requests turned away, and times that one lost its place.
    public var incidents = 0
    /// Times that a crash took a request from its replica.
    public var retries = 0
    /// Transfers of KV between replicas.
    public var transfers = 0
    /// Times that a replica came or went.
    public var changes = 0
    /// Samples of the time series.
    public var samples = 0

    /// Whether there is nothing.
    public var isEmpty: Bool { self == Counts() }

    var text: String {
      [
        (iterations, "iterations"), (requests, "finished requests"), (incidents, "rejections and preemptions"),
        (retries, "retries after crashes"), (transfers, "KV transfers"), (changes, "replicas that came or went"),
        (samples, "samples"),
      ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
  }

  /// Events in the file; the names of tracks, the counters' last values and the note on what is missing come on top.
  public internal(set) var events = 0
  /// What is drawn.
  public internal(set) var drawn = Counts()
  /// What lies outside the stretch of time asked for.
  public internal(set) var outsideWindow = Counts()
  /// What came when the limit of events was used up.
  public internal(set) var beyondLimit = Counts()
  /// When the limit was used up, where it was.
  public internal(set) var limitReachedAt: Instant?
  /// Requests still waiting or running when the run ended, of which nothing but their iterations is drawn.
  public internal(set) var unfinished = 0

  /// Whether the timeline shows the whole run.
  public var isComplete: Bool { outsideWindow.isEmpty && beyondLimit.isEmpty && unfinished == 0 }

  /// One line for what is drawn, and one for each kind of thing that is not.
  public var description: String {
    var lines = ["\(events) events: \(drawn.isEmpty ? "nothing happened" : drawn.text)"]
    if !outsideWindow.isEmpty { lines.append("outside the window and not drawn: \(outsideWindow.text)") }
    if let limitReachedAt {
      lines.append(
        "the limit of events was reached at \(limitReachedAt.seconds) s; not drawn after it: \(beyondLimit.text)")
    }
    if unfinished > 0 { lines.append("unfinished when the run ended and not drawn: \(unfinished) requests") }
    return lines.joined(separator: "\n")
  }
}

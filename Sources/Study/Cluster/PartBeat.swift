import Kernel

/// How far the process that makes a part of a sweep or a plan has come, as a line in a file that the program which submitted it reads.
///
/// The line changes as long as something is simulated, so that one which stands still tells of a process that hangs.
public struct PartBeat: Hashable, Sendable {
  /// What the process is at.
  public enum Phase: Hashable, Sendable {
    /// Works out cells or layouts.
    case preparing
    /// Makes runs.
    case running
    /// All runs of the part are stored.
    case done
    /// The process will not make them, for this reason; another attempt would end in the same way.
    case refused(String)
  }

  /// What the process is at.
  public var phase: Phase
  /// Runs that are stored, those of earlier attempts included; of ``Phase/preparing`` cells or layouts.
  public var made: Int
  /// Requests that have finished in runs of this process.
  public var requests: Int

  /// A beat.
  public init(_ phase: Phase, made: Int = 0, requests: Int = 0) { (self.phase, self.made, self.requests) = (phase, made, requests) }

  /// Reads a line; nil for what is none, as where a file system shows one half-written.
  public init?(_ text: String) {
    let words = text.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
    guard words.count >= 3, let made = Int(words[1]), let requests = Int(words[2].filter { $0 != "\n" }) else { return nil }
    let phase: Phase
    switch (words[0], words.count) {
    case ("preparing", 3): phase = .preparing
    case ("running", 3): phase = .running
    case ("done", 3): phase = .done
    case ("refused", 4): phase = .refused(words[3].filter { $0 != "\n" })
    default: return nil
    }
    self.init(phase, made: made, requests: requests)
  }

  /// The line that ``init(_:)`` reads.
  public var text: String {
    switch phase {
    case .preparing: "preparing \(made) \(requests)\n"
    case .running: "running \(made) \(requests)\n"
    case .done: "done \(made) \(requests)\n"
    case .refused(let reason): "refused \(made) \(requests) \(reason.replacing("\n", with: " "))\n"
    }
  }

  /// Whether all runs are stored.
  public var isDone: Bool { phase == .done }
}

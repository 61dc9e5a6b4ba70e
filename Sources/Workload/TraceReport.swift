/// What reading and transforming did to a trace: nothing is left out or changed without a count here.
public struct TraceReport: Hashable, Sendable, CustomStringConvertible {
  /// What happened to rows for one reason.
  public struct Note: Hashable, Sendable {
    /// What was done.
    public enum Action: String, Hashable, Sendable {
      /// The request was left out.
      case skipped
      /// The request stays with a length changed.
      case clipped
      /// Part of what the row told is not used; the request is whole.
      case dropped
    }
    /// What was done.
    public var action: Action
    /// Why, in words.
    public var reason: String
    /// To how many requests.
    public var count: Int
    /// The line of the file where it happened first; nil where it happened in a transform.
    public var firstLine: Int?
  }

  /// Requests handed on.
  public var rows = 0
  /// What was done, in the order in which it was first met.
  public private(set) var notes: [Note] = []
  /// What was taken for what, and what was passed over, in sentences without a stop.
  public internal(set) var remarks: [String] = []

  /// Nothing happened yet.
  public init() {}

  /// Requests left out.
  public var skipped: Int { total(.skipped) }
  /// Requests with a changed length.
  public var clipped: Int { total(.clipped) }

  private func total(_ action: Note.Action) -> Int { notes.reduce(0) { $0 + ($1.action == action ? $1.count : 0) } }

  /// Counts one request.
  mutating func note(_ action: Note.Action, _ reason: String, line: Int? = nil) {
    if let index = notes.firstIndex(where: { $0.action == action && $0.reason == reason }) {
      notes[index].count += 1
    } else {
      notes.append(Note(action: action, reason: reason, count: 1, firstLine: line))
    }
  }

  /// This report with another's notes behind it; the rows are those of `self`.
  func adding(_ other: TraceReport) -> TraceReport {
    var sum = self
    sum.notes += other.notes
    sum.remarks += other.remarks
    return sum
  }

  /// One line for the rows, and one for each note and remark.
  public var description: String { (["\(rows) requests"] + accounts).joined(separator: "\n") }

  /// What was left out, changed and taken for granted, a line each.
  public var accounts: [String] {
    notes.map { note in
      let place = note.firstLine.map { ", first in line \($0)" } ?? ""
      return "\(note.count) \(note.action.rawValue): \(note.reason)\(place)"
    } + remarks
  }
}

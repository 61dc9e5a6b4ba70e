import Kernel

/// How the rows of a file tell their sessions, where turns wait for each other.
struct SessionReading {
  /// How delays are read.
  var delays: TimeParser

  /// How a file's sessions are read by the names of its fields; nil where all rows come at their times.
  ///
  /// - Throws: ``InputError`` where closed sessions are asked for and none are named, or delays belong to no session.
  static func of(_ names: [TraceField: String], hints: TraceHints) throws(InputError) -> SessionReading? {
    let namesSessions = names[.session] != nil || (names[.turn] != nil && names[.previous] != nil)
    switch hints.sessions {
    case .recorded: return nil
    case .automatic where names[.delay] == nil: return nil
    case .automatic, .closed:
      guard namesSessions else {
        throw InputError(
          names[.delay].map { "'\($0)' is a delay of turns, and nothing names the session that a row belongs to" }
            ?? "nothing names the session that a row belongs to",
          remedy: "it stands under 'session_id', or 'chat_id' and 'parent_chat_id'; other names are given with --columns session=NAME")
      }
      return SessionReading(delays: TimeParser(.seconds))
    }
  }

  /// The unit of the delays: that of their name, or of the file's times.
  ///
  /// - Throws: ``InputError`` where neither says it.
  mutating func settle(_ names: [TraceField: String], times: TimeUnit?) throws(InputError) {
    guard let name = names[.delay] else { return }
    guard let unit = FieldNames.unit(ofTime: name) ?? times, unit != .date, unit != .automatic else {
      throw InputError(
        "the unit of '\(name)' is open",
        remedy: "say it in the name, such as delay_ms or delay_s, or with --time-unit where times are numbers")
    }
    delays = TimeParser(unit.form)
  }

  /// Reads a delay in picoseconds.
  ///
  /// - Throws: ``InputError`` for one below 0 or beyond 106 days.
  mutating func delay(_ cursor: inout ByteCursor) throws -> Int64 {
    let start = cursor
    if cursor.byte == 0x2D { throw Self.outOfRange(start) }
    let delay = try delays.parse(&cursor)
    guard let picoseconds = delay.picoseconds(since: .zero) else {
      throw Self.outOfRange(start)
    }
    return picoseconds
  }

  private static func outOfRange(_ cursor: ByteCursor) -> InputError {
    cursor.fault("a delay below 0 or beyond 106 days", remedy: "a turn comes after the answer to the one before it")
  }
}

import Kernel

/// Finds the turn before each row of a trace, and counts what it found. Memory follows the sessions, or the turns where these have
/// names of their own.
struct SessionBook {
  private var latest: [UInt64: Int32] = [:]
  private var named: [UInt64: Int32] = [:]
  private var (first, delayed, recorded, strangers, delaysOfFirst) = (0, 0, 0, 0, 0)

  /// The turn that a row is.
  ///
  /// - Throws: ``InputError`` for a row that has neither a time nor a turn before it.
  mutating func turn(_ row: RowTurn, number: Int32) throws -> Turn {
    var turn = Turn(number: number, previous: previous(of: row))
    if let name = row.name { named[name] = number }
    if let session = row.session { latest[session] = number }
    if turn.previous == nil {
      first += 1
      if let delay = row.delay, delay > 0 { delaysOfFirst += 1 }
      guard row.hasTime else {
        throw InputError("the first turn of a session has no time", remedy: "later turns alone may come a 'delay' after the one before")
      }
    } else if let delay = row.delay {
      delayed += 1
      turn.delay = Duration(picoseconds: delay)
    } else {
      recorded += 1
      guard row.hasTime else {
        throw InputError("a turn of a session has neither a time nor a delay", remedy: "give it one of both")
      }
    }
    return turn
  }

  private mutating func previous(of row: RowTurn) -> Int32? {
    if let name = row.previous, name != row.name {
      if let number = named[name] { return number }
      strangers += 1
      return nil
    }
    if row.name != nil && row.session == nil { return nil }
    return row.session.flatMap { latest[$0] }
  }

  /// What was found, in sentences.
  var remarks: [String] {
    guard first > 0 else { return [] }
    var parts = ["sessions: \(DecimalText.grouped(first))"]
    if delayed > 0 { parts.append("turns that come a delay after the answer to the one before: \(DecimalText.grouped(delayed))") }
    if recorded > 0 {
      parts.append("turns that come at their times, or at the answer to the one before if later: \(DecimalText.grouped(recorded))")
    }
    var remarks = [parts.joined(separator: "; ")]
    if strangers > 0 {
      remarks.append("\(DecimalText.grouped(strangers)) turns follow one that stands nowhere above them, and wait for nothing")
    }
    if delaysOfFirst > 0 { remarks.append("\(DecimalText.grouped(delaysOfFirst)) first turns have a delay, which is passed over") }
    return remarks
  }
}

import Kernel

/// Reads the times of traces: dates as Azure writes them, and decimal numbers of seconds or of parts of them.
struct TimeParser {
  /// What the numbers count.
  enum Form {
    /// `2023-11-16 18:15:46.6805900`, with or without a zone.
    case date
    /// Decimal seconds.
    case seconds
    /// Decimal milliseconds.
    case milliseconds
    /// Decimal microseconds.
    case microseconds
    /// Decimal nanoseconds.
    case nanoseconds
  }
  let form: Form
  // Rows of one day follow each other: the ten bytes of the last date, and what they came to.
  private var cachedDateBytes: (UInt64, UInt16) = (0, 0)
  private var cachedDaySeconds: Int64 = 0

  init(_ form: Form) { self.form = form }

  /// A time in words, for messages.
  func text(_ time: TraceTime) -> String { form == .date ? time.dateText : time.decimalText }

  /// Reads one time.
  @inline(__always) mutating func parse(_ cursor: inout ByteCursor) throws -> TraceTime {
    switch form {
    case .date: try date(&cursor)
    case .seconds: try Self.decimal(&cursor, inMilliseconds: false)
    case .milliseconds: try Self.decimal(&cursor, inMilliseconds: true)
    case .microseconds, .nanoseconds: try Self.fine(&cursor, form)
    }
  }

  /// Reads one time that stands alone or in double quotes, as dates of JSON do.
  mutating func parseQuoted(_ cursor: inout ByteCursor) throws -> TraceTime {
    guard cursor.byte == 0x22, form == .date else { return try parse(&cursor) }
    cursor.advance()
    let time = try parse(&cursor)
    guard cursor.take(0x22) else { throw Self.notADate(cursor) }
    return time
  }

  // MARK: Dates

  @inline(__always) private mutating func date(_ cursor: inout ByteCursor) throws -> TraceTime {
    guard cursor.remaining >= 19 else { throw Self.notADate(cursor) }
    let dateBytes = cursor.tenBytes
    if dateBytes != cachedDateBytes {
      cachedDaySeconds = try Self.daySeconds(cursor)
      cachedDateBytes = dateBytes
    }
    guard cursor[10] == 0x20 || cursor[10] == 0x54, let second = cursor.secondOfDay(at: 11) else { throw Self.notADate(cursor) }
    cursor.advance(19)
    var time = TraceTime(seconds: cachedDaySeconds + second, picoseconds: 0)
    if cursor.take(0x2E) { time.picoseconds = try Self.fraction(&cursor, digits: 12) }
    let next = cursor.byte
    if next != 0x2C && next != -1 && next != 0x22 { time.seconds -= try Self.zoneSeconds(&cursor) }
    return time
  }

  private static func daySeconds(_ cursor: ByteCursor) throws -> Int64 {
    let year = cursor.twoDigits(at: 0) * 100 + cursor.twoDigits(at: 2)
    guard year < 10_000, cursor[4] == 0x2D, cursor[7] == 0x2D,
      let date = CivilDate(year: year, month: cursor.twoDigits(at: 5), day: cursor.twoDigits(at: 8))
    else { throw notADate(cursor) }
    return date.daysSince1970 * 86400
  }

  /// `Z`, `+00:00`, `+0000` or `+00`: seconds that the zone is ahead.
  private static func zoneSeconds(_ cursor: inout ByteCursor) throws -> Int64 {
    cursor.skipBlanks()
    if cursor.byte == -1 || cursor.byte == 0x2C || cursor.take(0x5A) { return 0 }
    let sign: Int64 = cursor.byte == 0x2B ? 1 : cursor.byte == 0x2D ? -1 : 0
    guard sign != 0, cursor.remaining >= 3 else { throw notADate(cursor) }
    cursor.advance()
    let hours = cursor.twoDigits(at: 0)
    cursor.advance(2)
    _ = cursor.take(0x3A)
    var minutes: Int64 = 0
    if cursor.remaining >= 2, cursor.byte != 0x2C, cursor.byte != 0x22 {
      minutes = cursor.twoDigits(at: 0)
      cursor.advance(2)
    }
    guard hours < 24, minutes < 60 else { throw notADate(cursor) }
    return sign * (hours * 3600 + minutes * 60)
  }

  private static func notADate(_ cursor: ByteCursor) -> InputError {
    cursor.fault(
      "not a date: '\(cursor.fieldText())'", remedy: "dates look like 2023-11-16 18:15:46.6805900, with or without +00:00")
  }

  // MARK: Decimal numbers

  private static let powersOfTen: [Int64] = (0...12).map { power in (0..<power).reduce(1) { result, _ in result * 10 } }

  /// The digits after a point, in units of 10^-9 or 10^-12; the first digit that is too fine rounds.
  @inline(__always) private static func fraction(_ cursor: inout ByteCursor, digits: Int) throws -> Int64 {
    let first = cursor.digits
    // Behind eight digits there may be more.
    guard 1..<8 ~= first.count else { return try longFraction(&cursor, digits: digits) }
    cursor.advance(first.count)
    return Int64(truncatingIfNeeded: first.hundredMillionths) &* (digits == 12 ? 10_000 : 10)
  }

  /// The same for any number of digits, or what is wrong with them.
  @inline(never) private static func longFraction(_ cursor: inout ByteCursor, digits: Int) throws -> Int64 {
    var value: Int64 = 0
    var count = 0
    while true {
      let digit = cursor.digit
      if digit > 9 { break }
      if count < digits {
        value = value &* 10 &+ Int64(digit)
      } else if count == digits && digit >= 5 {
        value += 1
      }
      count += 1
      cursor.advance()
    }
    guard count > 0 else { throw notATime(cursor) }
    return count < digits ? value &* powersOfTen[digits - count] : value
  }

  @inline(__always) private static func decimal(_ cursor: inout ByteCursor, inMilliseconds: Bool) throws -> TraceTime {
    let start = cursor
    let digits = cursor.digits
    var whole = Int64(truncatingIfNeeded: digits.value)
    if 1..<8 ~= digits.count { cursor.advance(digits.count) } else { whole = try longWhole(&cursor) }
    var picoseconds: Int64 = 0
    if cursor.take(0x2E) { picoseconds = try fraction(&cursor, digits: inMilliseconds ? 9 : 12) }
    if cursor.byte | 0x20 == 0x65 { return try exponential(start, &cursor, inMilliseconds ? .milliseconds : .seconds) }
    guard inMilliseconds else { return normalised(seconds: whole, picoseconds: picoseconds) }
    let (seconds, milliseconds) = whole.quotientAndRemainder(dividingBy: 1000)
    return normalised(seconds: seconds, picoseconds: picoseconds + milliseconds * 1_000_000_000)
  }

  /// The digits before a point.
  @inline(never) private static func longWhole(_ cursor: inout ByteCursor) throws -> Int64 {
    let start = cursor
    var whole: Int64 = 0
    while true {
      let digit = cursor.digit
      if digit > 9 { break }
      guard whole < 100_000_000_000_000 else { throw absurd(start) }
      whole = whole &* 10 &+ Int64(digit)
      cursor.advance()
    }
    guard cursor.column > start.column else { throw notATime(start) }
    return whole
  }

  /// A rounded fraction may have come to a whole second.
  @inline(__always) private static func normalised(seconds: Int64, picoseconds: Int64) -> TraceTime {
    picoseconds < 1_000_000_000_000
      ? TraceTime(seconds: seconds, picoseconds: picoseconds)
      : TraceTime(seconds: seconds + 1, picoseconds: picoseconds - 1_000_000_000_000)
  }

  /// A number with an exponent, which tools write for very small times: its digits with the point moved, read again.
  @inline(never) private static func exponential(_ start: ByteCursor, _ cursor: inout ByteCursor, _ form: Form) throws -> TraceTime {
    let mantissa = start.bytes(upTo: cursor)
    var digits = mantissa.filter { $0 != 0x2E }
    var point = mantissa.firstIndex(of: 0x2E) ?? digits.count
    cursor.advance()
    let negative = cursor.take(0x2D)
    if !negative { _ = cursor.take(0x2B) }
    let exponent = Int(try cursor.wholeNumber("the exponent", limit: 30, limitReason: "times lie within 106 days"))
    point += negative ? -exponent : exponent
    if point <= 0 {
      digits.insert(contentsOf: repeatElement(0x30, count: 1 - point), at: 0)
      point = 1
    }
    while digits.count <= point { digits.append(0x30) }
    digits.insert(0x2E, at: point)
    let line = TraceLine(digits)
    defer { withExtendedLifetime(line) {} }
    var again = ByteCursor(line)
    do {
      if form == .microseconds || form == .nanoseconds { return try fine(&again, form) }
      return try decimal(&again, inMilliseconds: form == .milliseconds)
    } catch {
      throw absurd(start)
    }
  }

  /// A number of microseconds or nanoseconds, which may count from 1970 on.
  @inline(never) private static func fine(_ cursor: inout ByteCursor, _ form: Form) throws -> TraceTime {
    let start = cursor
    var whole: Int64 = 0
    while cursor.digit <= 9 {
      guard whole < 900_000_000_000_000_000 else { throw absurd(start) }
      whole = whole &* 10 &+ Int64(cursor.digit)
      cursor.advance()
    }
    guard cursor.column > start.column else { throw notATime(start) }
    let (perSecond, decimals): (Int64, Int) = form == .microseconds ? (1_000_000, 6) : (1_000_000_000, 3)
    var picoseconds: Int64 = 0
    if cursor.take(0x2E) { picoseconds = try longFraction(&cursor, digits: decimals) }
    if cursor.byte | 0x20 == 0x65 { return try exponential(start, &cursor, form) }
    let (seconds, rest) = whole.quotientAndRemainder(dividingBy: perSecond)
    return normalised(seconds: seconds, picoseconds: picoseconds + rest * (1_000_000_000_000 / perSecond))
  }

  private static func notATime(_ cursor: ByteCursor) -> InputError {
    switch cursor.byte {
    case -1, 0x2C: cursor.fault("the time is empty", remedy: "give a decimal number; is the line cut off?")
    case 0x2D: cursor.fault("the time is negative: \(cursor.fieldText())", remedy: "times count up from the start of the trace")
    default: cursor.fault("not a time: '\(cursor.fieldText())'", remedy: "give a decimal number")
    }
  }

  private static func absurd(_ cursor: ByteCursor) -> InputError {
    cursor.fault("an absurd time: \(cursor.fieldText())", remedy: "a trace may span 106 days")
  }
}

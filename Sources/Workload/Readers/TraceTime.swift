import Kernel

/// A time as a file gives it: whole seconds since some beginning, and picoseconds.
///
/// Wider than an ``Instant``, for a date is further from any beginning than 106 days; what the simulator gets is the
/// difference to the first row.
struct TraceTime: Comparable {
  var seconds: Int64
  var picoseconds: Int64

  /// No time given.
  static let zero = TraceTime(seconds: 0, picoseconds: 0)

  @inline(__always) static func < (left: TraceTime, right: TraceTime) -> Bool {
    left.seconds != right.seconds ? left.seconds < right.seconds : left.picoseconds < right.picoseconds
  }

  /// Picoseconds since an earlier or later time, or nil beyond 106 days.
  @inline(__always) func picoseconds(since origin: TraceTime) -> Int64? {
    let wholeSeconds = seconds &- origin.seconds
    // One second of slack, so that neither the product nor the sum leaves 64 bits.
    guard wholeSeconds > -9_223_371, wholeSeconds < 9_223_371 else { return nil }
    return wholeSeconds &* 1_000_000_000_000 &+ (picoseconds &- origin.picoseconds)
  }

  /// As seconds with the decimals that are not zero.
  var decimalText: String { "\(seconds)" + Self.fraction(picoseconds) + " s" }

  /// As a date and time of day, for seconds since 1970.
  var dateText: String {
    let day = seconds >= 0 ? seconds / 86400 : -((86399 - seconds) / 86400)
    let second = seconds - day * 86400
    let date = CivilDate(daysSince1970: day)
    func pad(_ number: Int64) -> String { (number < 10 ? "0" : "") + "\(number)" }
    return "\(date.year)-\(pad(date.month))-\(pad(date.day)) "
      + "\(pad(second / 3600)):\(pad(second / 60 % 60)):\(pad(second % 60))" + Self.fraction(picoseconds)
  }

  private static func fraction(_ picoseconds: Int64) -> String {
    guard picoseconds > 0 else { return "" }
    var digits = String(picoseconds)
    digits = String(repeating: "0", count: 12 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "." + digits
  }
}

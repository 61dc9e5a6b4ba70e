/// What the times of a file count.
public enum TimeUnit: String, Hashable, Sendable, CaseIterable {
  /// Found from the names of columns and keys, and from what the times imply.
  case automatic
  /// Seconds.
  case seconds = "s"
  /// Thousandths of a second.
  case milliseconds = "ms"
  /// Millionths of a second.
  case microseconds = "us"
  /// Billionths of a second.
  case nanoseconds = "ns"
  /// Dates with a time of day.
  case date

  /// The units of numbers, the longest first.
  static let numeric: [TimeUnit] = [.seconds, .milliseconds, .microseconds, .nanoseconds]

  /// The unit that a word at the end of a column's name says, such as the `ns` of `arrival_time_ns`.
  init?(word: String) {
    switch word {
    case "s", "sec", "secs", "second", "seconds": self = .seconds
    case "ms", "msec", "msecs", "millis", "millisecond", "milliseconds": self = .milliseconds
    case "us", "usec", "usecs", "micros", "microsecond", "microseconds": self = .microseconds
    case "ns", "nsec", "nsecs", "nanos", "nanosecond", "nanoseconds": self = .nanoseconds
    default: return nil
    }
  }

  /// How many make a second.
  var unitsPerSecond: Double {
    switch self {
    case .automatic, .date, .seconds: 1
    case .milliseconds: 1e3
    case .microseconds: 1e6
    case .nanoseconds: 1e9
    }
  }

  /// In words, for messages.
  var words: String {
    switch self {
    case .automatic: "times of an unknown unit"
    case .seconds: "seconds"
    case .milliseconds: "milliseconds"
    case .microseconds: "microseconds"
    case .nanoseconds: "nanoseconds"
    case .date: "dates"
    }
  }

  /// How such times are read.
  var form: TimeParser.Form {
    switch self {
    case .automatic, .seconds: .seconds
    case .milliseconds: .milliseconds
    case .microseconds: .microseconds
    case .nanoseconds: .nanoseconds
    case .date: .date
    }
  }
}

import Foundation

/// The process that writes a run, as the database names it: what tells it from all others, so that a run that goes on is told from one
/// whose process has ended.
///
/// Numbers of processes are given out again. With the boot of the machine, the process's space of numbers and the time at which it began, a
/// number means one process.
enum WritingProcess {
  /// This process: number, begin in ticks since the boot, space of numbers, boot, such as `41 88123 4026531836 5b5c3a…`. Nil where the
  /// system does not tell.
  static let own: String? = {
    let number = getpid()
    guard let begin = begin(of: number), let place else { return nil }
    return "\(number) \(begin) \(place)"
  }()

  /// Whether the process of that name has ended; nil where that cannot be told here, as of one on another machine.
  static func hasEnded(_ name: String) -> Bool? {
    let parts = name.split(separator: " ", maxSplits: 2)
    guard parts.count == 3, let number = pid_t(parts[0]), number > 0, let place, place == parts[2] else { return nil }
    return begin(of: number).map { $0 != parts[1] } ?? true
  }

  /// The space of numbers and the boot of the machine.
  private static let place: String? = {
    guard let space = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid"),
      let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    else { return nil }
    return "\(space.filter { $0.isASCII && $0.isNumber }) \(boot.filter { !$0.isWhitespace })"
  }()

  /// When a process began, in ticks since the boot; nil of one that is not there, or has ended and only waits to be cleared away.
  private static func begin(of number: pid_t) -> String? {
    // After the command in brackets, which may hold anything, stand the state and 19 fields on the begin: proc(5).
    guard let text = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8), let end = text.lastIndex(of: ")") else {
      return nil
    }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return String(fields[19])
  }
}

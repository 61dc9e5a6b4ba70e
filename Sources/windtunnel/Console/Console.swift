import Foundation
import Kernel
import Report
import Synchronization

/// Standard output and standard error.
///
/// Output is gathered and written whole. A reader that has gone away, as in `windtunnel list models | head`, ends the
/// writing and nothing else: the work goes on and no message is printed.
enum Console {
  private static let pending = LockedValue<[UInt8]>([])
  private static let isClosed = Atomic<Bool>(false)

  /// Makes writing to a closed pipe an error that is met with silence.
  static func start() { signal(SIGPIPE, SIG_IGN) }

  /// Prints lines to standard output, each ended by a line feed and none by blanks. What would act on a terminal is shown in
  /// digits: names come from scenarios, and scenarios from anybody. The colours of reports pass where standard output takes them.
  static func print(_ text: String) {
    let lines = shown(text).split(separator: "\n", omittingEmptySubsequences: false).map(trimmed)
    pending.withLock { buffer in
      for line in lines {
        buffer.append(contentsOf: line.utf8)
        buffer.append(0x0A)
      }
    }
    flush()
  }

  /// `text` with controls in digits, but for the colours that reports have.
  private static func shown(_ text: String) -> String {
    guard ink == .coloured else { return text.showingControls(keepsLines: true) }
    var (shown, rest) = ("", text[...])
    while let escape = rest.firstIndex(of: "\u{1B}") {
      let colour = Ink.sequences.first { rest[escape...].hasPrefix($0) } ?? ""
      shown += String(rest[..<escape]).showingControls(keepsLines: true) + (colour.isEmpty ? "\u{1B}".showingControls() : colour)
      rest = rest[escape...].dropFirst(max(1, colour.count))
    }
    return shown + String(rest).showingControls(keepsLines: true)
  }

  /// How reports mark what they find: in colour where standard output is a terminal that shows colours, and its user has not asked for
  /// none (`NO_COLOR`, see no-color.org).
  static let ink: Ink = {
    let environment = ProcessInfo.processInfo.environment
    let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    let isAble = environment["TERM"].map { $0 != "dumb" && !$0.isEmpty } ?? false
    return outputIsTerminal && isAble && !isRefused ? .coloured : .none
  }()

  /// Prints to standard error, with a line feed at the end; controls are shown as in ``print(_:)``.
  static func note(_ text: String) { _ = write(Array((text.showingControls(keepsLines: true) + "\n").utf8), to: 2) }

  /// Tells of something that takes its time: ``note(_:)`` as a value.
  static let say: @Sendable (String) -> Void = { note($0) }

  /// Writes a line to standard error over the one before, cut to the window, for a line that wraps could not be written over; an empty text
  /// takes that one away.
  static func status(_ text: String) {
    _ = write(Array(("\r\u{1B}[2K" + text.showingControls().cut(to: errorWidth - 1)).utf8), to: 2)
  }

  /// Writes what is pending.
  static func flush() {
    let bytes = pending.withLock { buffer in
      defer { buffer.removeAll() }
      return buffer
    }
    if isClosed.load(ordering: .relaxed) { return }
    if write(bytes, to: 1) { return }
    isClosed.store(true, ordering: .relaxed)
    if errno == EPIPE { return }
    note("error: standard output cannot be written: \(unsafe String(cString: strerror(errno)))")
    exit(Failure.badInput)
  }

  /// Columns that output should keep within: `COLUMNS` where it is set, those of the terminal, or 80; at least 40.
  static var width: Int { max(40, columns(of: 1)) }

  /// Columns that a line of progress must keep within: likewise, of standard error, and however few there are.
  static var errorWidth: Int { columns(of: 2) }

  private static func columns(of descriptor: Int32) -> Int {
    if let text = ProcessInfo.processInfo.environment["COLUMNS"], let columns = Int(text), columns > 0 { return columns }
    var size = winsize()
    if isatty(descriptor) == 1, unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return 80
  }

  /// Whether a person watches standard output.
  static var outputIsTerminal: Bool { isatty(1) == 1 }

  /// Whether a person watches standard error, in a terminal in which a line can be written over.
  static var errorIsTerminal: Bool { isatty(2) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb" }

  private static func trimmed(_ line: Substring) -> Substring {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { unsafe Foundation.write(descriptor, $0.baseAddress! + written, bytes.count - written) }
      if count > 0 { written += count } else if errno != EINTR { return false }
    }
    return true
  }
}

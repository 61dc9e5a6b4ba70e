import Foundation
import Report

/// Says in the terminal that a long reading of a trace goes on, and how far it has come.
enum TraceProgress {
  /// Does `body`; after half a second a line tells what is being done and how much of the file at `path` has been read.
  static func watching<Result>(_ what: String, path: String?, _ body: () throws -> Result) rethrows -> Result {
    guard Console.errorIsTerminal else { return try body() }
    let timer = DispatchSource.makeTimerSource(queue: .global())
    let clock = ContinuousClock()
    let begun = clock.now
    let size = path.flatMap(size(ofFileAt:))
    let before = bytesRead() ?? 0
    timer.setEventHandler {
      let seconds = max((clock.now - begun).components.seconds, 1)
      var (share, parts) = (Double?.none, [what, "\(seconds) s"])
      if let size, size > 0, let read = bytesRead() {
        let done = Double(min(read - before, size)) / Double(size)
        share = done
        parts = ["\(NumberText.bytes(done * Double(size))) of \(NumberText.bytes(Double(size)))", what]
        if done > 0 && done < 1 { parts.insert(StudyPace.left(done, Double(seconds)), at: 0) }
      }
      Console.status(ProgressBar.line(share: share, parts: parts, width: Console.errorWidth))
    }
    timer.schedule(deadline: .now() + 0.5, repeating: 0.2)
    timer.resume()
    defer {
      timer.cancel()
      Console.status("")
    }
    return try body()
  }

  private static func size(ofFileAt path: String) -> Int? {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Bytes that this process has read so far, as Linux counts them; nil where nobody does.
  private static func bytesRead() -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/io", encoding: .utf8) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix("rchar:") }
    return line.flatMap { Int($0.dropFirst(6).trimmingCharacters(in: .whitespaces)) }
  }
}

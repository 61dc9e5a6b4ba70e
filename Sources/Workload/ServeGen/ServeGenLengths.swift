import Foundation
import Kernel

/// How long a client's prompts and outputs are, window by window: ServeGen's `chunk-N-dataset.json`, where each field of a window
/// is a text `{tokens: share, ...}`.
struct ServeGenLengths {
  /// A distribution of whole numbers.
  struct Shares {
    let values: [Int]
    /// The share at or below each value.
    let levels: [Double]

    /// The value at a level from 0 to 1.
    func value(at level: Double) -> Int {
      var (low, high) = (0, values.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if levels[middle] < level { low = middle + 1 } else { high = middle }
      }
      return values[low]
    }
  }

  /// The fields of a window: text and output, and for each kind of media how many a prompt shows and what one takes.
  struct Window {
    let start: Int
    var prompt: Shares
    var output: Shares
    var media: [(count: Shares, tokens: Shares)] = []
  }

  private let windows: [Window]

  /// Reads a client's lengths.
  ///
  /// - Throws: ``InputError`` with file and line.
  init(path: String) throws {
    do {
      let document = try JSONValue(parsing: OpenFile.contents(path, limit: 512 << 20))
      guard let members = document.members else { throw InputError("this is no JSON object of windows", line: document.line) }
      windows = try members.compactMap { member in
        guard let start = Int(member.key) else {
          throw InputError("'\(member.key.prefix(40))' is no start of a window", line: member.value.line, remedy: "whole seconds")
        }
        return try Self.window(start, member.value)
      }.sorted { $0.start < $1.start }
    } catch var error as InputError {
      error.file = path
      throw error
    }
    if windows.isEmpty { throw InputError("there is no window with lengths", file: path, remedy: "is the file complete?") }
  }

  /// The window that holds at a time: the latest that has begun, or the first.
  func window(at start: Int) -> Window { windows.last { $0.start <= start } ?? windows[0] }

  private static let media = ["image", "audio", "video"]
  private static let mostMedia = 100_000
  /// How many of all output tokens are reasoning: no length of its own.
  private static let passedOver = ["reason_ratio"]

  /// A window; nil for one that saw no request.
  private static func window(_ start: Int, _ value: JSONValue) throws -> Window? {
    var shares: [String: Shares] = [:]
    for member in value.members ?? [] {
      if passedOver.contains(member.key) { continue }
      guard let text = member.value.text else {
        throw InputError(
          "'\(member.key.prefix(40))' is no text of shares", line: member.value.line, remedy: "write \"{128: 0.5, 256: 0.5}\"")
      }
      guard let read = try self.shares(text, line: member.value.line) else { return nil }
      shares[member.key] = read
    }
    guard let prompt = shares["input_tokens"] ?? shares["text_tokens"], let output = shares["output_tokens"] else {
      throw InputError("a window without 'output_tokens', or without 'input_tokens' or 'text_tokens'", line: value.line)
    }
    var window = Window(start: start, prompt: prompt, output: output)
    for kind in media {
      guard let count = shares["\(kind)_count"], let tokens = shares["\(kind)_tokens"], let most = count.values.last, most > 0 else {
        continue
      }
      guard most <= mostMedia else {
        throw InputError("a prompt with \(most) of '\(kind)_count'", line: value.line, remedy: "at most \(mostMedia)")
      }
      window.media.append((count, tokens))
    }
    return window
  }

  /// Reads `{224: 0.25, 225: 0.75}`; nil where it is empty.
  private static func shares(_ text: String, line: Int?) throws -> Shares? {
    func fault(_ what: Substring) -> InputError {
      InputError("'\(what.prefix(40))' is no share of a length", line: line, remedy: "write {128: 0.5, 256: 0.5}, shares that sum to 1")
    }
    var pairs: [(value: Int, share: Double)] = []
    for part in text.trimmingPrefix("{").split(separator: ",") {
      if part == "}" { continue }
      let sides = part.prefix { $0 != "}" }.split(separator: ":")
      guard sides.count == 2, let value = Int(String(sides[0]).trimmingBlanks), 0...Arrival.maximumTokens ~= value,
        let share = Double(String(sides[1]).trimmingBlanks), 0...1.000001 ~= share
      else { throw fault(part) }
      pairs.append((value, share))
    }
    if pairs.isEmpty { return nil }
    pairs.sort { $0.value < $1.value }
    let total = pairs.reduce(0) { $0 + $1.share }
    guard abs(total - 1) < 1e-3 else { throw fault(Substring("a sum of \(total)")) }
    var sum = 0.0
    return Shares(
      values: pairs.map(\.value),
      levels: pairs.map { pair in
        sum += pair.share / total
        return sum
      })
  }
}

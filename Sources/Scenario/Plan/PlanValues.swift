import Kernel

/// Several values of a key of `plan`, as they were written, with the place that a fault in one of them is told at.
public struct PlanValues: Sendable {
  private let text: String
  private let path: String
  private let place: Place

  init(_ text: String, path: String, place: Place) {
    (self.text, self.path, self.place) = (text, path, place)
  }

  /// What `read` makes of each of the values, each once.
  ///
  /// - Throws: ``InputError`` with the place, for an empty part and for what `read` throws.
  public func parts<Part: Equatable>(_ read: (String) throws(InputError) -> Part) throws(InputError) -> [Part] {
    var parts: [Part] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word = String(piece).trimmingBlanks
      if word.isEmpty { throw error("has an empty part: '\(text.shortened)'", remedy: "values with commas between") }
      let part: Part
      do { part = try read(word) } catch { throw place.error("'\(path)': \(error.message.visible)", remedy: error.remedy) }
      if !parts.contains(part) { parts.append(part) }
    }
    return parts
  }

  /// A fault of the values as a whole, such as `'plan.have' names no accelerator`.
  public func error(_ message: String, remedy: String?) -> InputError { place.error("'\(path)' \(message)", remedy: remedy) }
}

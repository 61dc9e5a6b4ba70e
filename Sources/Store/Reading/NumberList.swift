import Kernel

/// Numbers of runs, sweeps or plans as people write them: `4,7..9` and `1..36`.
public struct NumberList {
  /// The numbers, in the order in which they are named.
  public let numbers: [Int64]

  /// More than this many are a slip.
  private static let most = 100_000

  /// Reads `text`; `noun` is what is numbered.
  ///
  /// - Throws: ``InputError`` where it is no such list.
  public init(_ text: String, noun: String) throws(InputError) {
    var numbers: [Int64] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "..", omittingEmptySubsequences: false).map { Int64($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first > 0, first <= last,
        last - first < Self.most, numbers.count < Self.most
      else {
        throw InputError("'\(text.prefix(60))' is no \(noun)", remedy: "write 41, 41..50, or 41,45..50")
      }
      numbers += first...last
    }
    self.numbers = numbers
  }
}

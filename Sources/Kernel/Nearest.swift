/// "Did you mean": the candidate nearest to a word by edit distance, where one is near enough to be meant.
public enum Nearest {
  /// The candidate within a third of the word's length (at least two edits), or nil. Ties go to the earlier candidate.
  public static func match(_ word: String, among candidates: [String]) -> String? {
    let limit = max(2, word.count / 3)
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
      let distance = editDistance(Array(word.lowercased().utf8), Array(candidate.lowercased().utf8))
      if distance <= limit && distance < (best?.distance ?? .max) { best = (distance, candidate) }
    }
    return best?.candidate
  }

  /// `did you mean 'x'?` for the nearest candidate; nil where none is near.
  public static func hint(_ word: String, among candidates: [String]) -> String? {
    match(word, among: candidates).map { "did you mean '\($0)'?" }
  }

  /// Edits that turn one word into the other, a swap of neighbours counting one (optimal string alignment).
  static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard left.count <= 100, right.count <= 100 else { return .max }
    var previous2: [Int] = []
    var previous = Array(0...right.count)
    for i in 0..<left.count {
      var row = [i + 1]
      for j in 0..<right.count {
        var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { cost = min(cost, previous2[j - 1] + 1) }
        row.append(cost)
      }
      previous2 = previous
      previous = row
    }
    return previous[right.count]
  }
}

import Kernel

/// Walks through a tree of shared texts, prompt by prompt. It keeps one text of each level and no more; what a text is
/// like follows from its number and the seed.
struct SharedPrefixWalk {
  private let prefixes: SharedPrefixes
  private let streams: [RequestStreams]
  /// The text of each level that the present prompt has, and how many are still to come under it.
  private(set) var path: [Int]
  private var left: [Int]
  /// How many texts of each level there are so far.
  private var counts: [Int]

  init(_ prefixes: SharedPrefixes, seed: UInt64) {
    self.prefixes = prefixes
    streams = prefixes.levels.indices.map { RequestStreams(seed: seed, name: "shared texts of level \($0)") }
    path = Array(repeating: 0, count: prefixes.levels.count)
    left = path
    counts = path
  }

  /// Goes on to the next prompt. Returns the first level with another text than before; one past the last if none has.
  mutating func next() -> Int {
    var level = path.count - 1
    while level >= 0 && left[level] == 0 { level -= 1 }
    if level >= 0 { left[level] -= 1 }
    let first = level + 1
    for level in first..<path.count {
      path[level] = counts[level]
      counts[level] += 1
      left[level] = text(level, path[level]).degree - 1
    }
    return first
  }

  /// Length of a text, and how many of the next level follow it.
  func text(_ level: Int, _ number: Int) -> (tokens: Int, degree: Int) {
    var stream = streams[level].stream(number)
    let tokens = prefixes.levels[level].tokens.draw(&stream)
    return (tokens, prefixes.levels[level].degree.draw(&stream))
  }
}

/// One option of an engine: a flag of its command line, or a key of its options file as a dotted path.
struct LaunchArgument: Hashable, Sendable {
  /// What follows it.
  enum Value: Hashable, Sendable {
    case nothing
    case text(String)
    case count(Int)
    case number(Double)
    case flag(Bool)
  }

  let name: String
  let value: Value

  init(_ name: String, _ value: Value = .nothing) {
    self.name = name
    self.value = value
  }

  /// The value as a word of a command line; nil where there is none.
  var word: String? {
    switch value {
    case .nothing: nil
    case .text(let text): text
    case .count(let count): "\(count)"
    case .number(let number): Quantity.text(number)
    case .flag(let flag): flag ? "true" : "false"
    }
  }

  /// The words of a command line.
  var words: [String] { [name] + (word.map { [$0] } ?? []) }
}

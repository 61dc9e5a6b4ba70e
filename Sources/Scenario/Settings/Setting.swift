import Kernel

/// A value of a scenario after reading: typed, checked, with its default where nothing was written.
package struct Setting: Sendable {
  /// A key with its value.
  package struct Member: Sendable {
    package var key: String
    package var setting: Setting
  }

  /// What the value is.
  package indirect enum Value: Sendable {
    /// A word or name that the vocabulary knows.
    case word(String)
    /// Free text.
    case text(String)
    case flag(Bool)
    /// A whole number, with the name of what is counted.
    case count(Int, unit: String?)
    case number(Double)
    case time(Duration)
    /// In the base unit of the dimension.
    case quantity(Double, Dimension)
    case file(FileReference)
    case seeds([UInt64])
    /// Keys in the order of the vocabulary, each there.
    case section([Member])
    case list([Setting])
  }

  package var value: Value
  /// Where it was written, or where it would have to be written.
  package var place: Place
}

/// Typed access to what the reader has put there; a wrong type or name is a fault of this room, not of the user.
extension Setting {
  /// The value under a dotted path.
  subscript(path: String) -> Setting {
    // Most paths are one key, and to cut a text takes longer than to look it up.
    if let next = member(path) { return next }
    var setting = self
    for name in path.split(separator: ".") {
      guard let next = setting.member(String(name)) else { preconditionFailure("the vocabulary has no '\(path)' here") }
      setting = next
    }
    return setting
  }

  /// The value under a key, where this is a section that has it.
  func member(_ name: String) -> Setting? {
    guard case .section(let members) = value else { return nil }
    return members.first { $0.key == name }?.setting
  }

  /// The keys and values of a section; none for anything else.
  var members: [Member] {
    guard case .section(let members) = value else { return [] }
    return members
  }

  /// The items of a list; none for the word that stands for no list.
  var items: [Setting] {
    guard case .list(let items) = value else { return [] }
    return items
  }

  /// A word, or nil for a value of its own.
  var word: String? {
    guard case .word(let word) = value else { return nil }
    return word
  }

  /// Free text, or nil for a word.
  var text: String? {
    guard case .text(let text) = value else { return nil }
    return text
  }

  /// A whole number, or nil for a word.
  var count: Int? {
    guard case .count(let count, _) = value else { return nil }
    return count
  }

  /// A truth value, or nil for a word.
  var flag: Bool? {
    guard case .flag(let flag) = value else { return nil }
    return flag
  }

  /// A number, share or quantity in its base unit, or nil for a word.
  var number: Double? {
    switch value {
    case .number(let number), .quantity(let number, _): number
    default: nil
    }
  }

  /// A length of time, or nil for a word.
  var time: Duration? {
    guard case .time(let time) = value else { return nil }
    return time
  }

  /// A file, or nil for a word.
  var file: FileReference? {
    guard case .file(let file) = value else { return nil }
    return file
  }

  /// What a value that cannot be missing is.
  func required<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("a value of another type in the setting at \(place)") }
    return value
  }
}

import Kernel

/// What may stand under a key of a scenario: type, unit and bounds. Reading, help and reference all go by this.
indirect enum ValueKind: Sendable {
  /// Free text.
  case text
  /// `true` or `false`.
  case flag
  /// A whole number, of things called `unit` where one is given; the unit may be written or left out.
  case count(ClosedRange<Int>, unit: String? = nil)
  /// A number without a unit.
  case number(ClosedRange<Double>)
  /// A share, `0.9` or `90 %`.
  case fraction(ClosedRange<Double>)
  /// A length of time.
  case time(ClosedRange<Duration>)
  /// A length of time, or a number of things.
  case timeOrCount(ClosedRange<Duration>, ClosedRange<Int>, unit: String)
  /// A quantity in the base unit of its dimension.
  case quantity(Dimension, ClosedRange<Double>)
  /// One of a few words.
  case word([Word])
  /// A name from a catalog.
  case name(NameCatalog)
  /// A name from a catalog, or the path of a file with this ending.
  case nameOrFile(NameCatalog, ending: String)
  /// The path of a file.
  case file
  /// How many seeds, or a list of them.
  case seeds
  /// A mapping with these keys.
  case section([Key])
  /// A mapping whose tag decides which keys go with it; the tag's value alone will do.
  case variant(Variant)
  /// A mapping that is of one of several sorts, known by a key that only this sort has.
  case union(Union)
  /// A list of mappings with these keys; where `name` is among them, no two items may share it.
  case list([Key])
}

/// A word that may stand as a value.
struct Word: Sendable {
  let word: String
  let meaning: String

  init(_ word: String, _ meaning: String) {
    self.word = word
    self.meaning = meaning
  }
}

/// Names that stand for something the project knows.
struct NameCatalog: Sendable {
  /// What the names are names of, such as `model`.
  let noun: String
  /// All names, in the catalog's order.
  let names: @Sendable () -> [String]
  /// The name in the catalog for one as written; throws the catalog's own error with its did-you-mean.
  let canonicalName: @Sendable (String) throws(InputError) -> String
}

/// The sorts of a mapping that its tag tells apart.
struct Variant: Sendable {
  /// One sort.
  struct Case: Sendable {
    let name: String
    let meaning: String
    let keys: [Key]

    init(_ name: String, _ meaning: String, _ keys: [Key] = []) {
      self.name = name
      self.meaning = meaning
      self.keys = keys
    }
  }

  /// The key that names the sort.
  let tag: String
  /// What a sort is called in messages, such as `scheduler`.
  let noun: String
  /// All sorts.
  let cases: @Sendable () -> [Case]
  /// Other names that a catalog understands; nil where there are none.
  var canonicalName: (@Sendable (String) throws(InputError) -> String)?
  /// A value that is no sort's name is read as this key of this sort.
  var shorthand: (caseName: String, key: String)?

  /// The sort with this name.
  func named(_ name: String) -> Case? { cases().first { $0.name == name } }
}

/// The sorts of a mapping that a key of their own tells apart.
struct Union: Sendable {
  /// One sort: the key it is known by is the first of its keys.
  struct Alternative: Sendable {
    let meaning: String
    let keys: [Key]

    init(_ meaning: String, _ keys: [Key]) {
      self.meaning = meaning
      self.keys = keys
    }

    var mark: String { keys[0].name }
  }

  let alternatives: [Alternative]
  /// Keys that go with every sort, after its own.
  let shared: [Key]
  /// A value that is no mapping is read as this key.
  let shorthand: String
}

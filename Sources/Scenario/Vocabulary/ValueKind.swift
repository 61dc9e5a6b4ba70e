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
  /// A day, such as `2026-03-17`.
  case date
  /// One of a few words.
  case word([Word])
  /// Several values with commas between, or a list of them, or a mapping of names to values (`name=value`); such as `example`.
  case values(example: String)
  /// What varies: a mapping of dotted paths to values, or a list of texts as they stand behind `--vary`; such as `example`.
  case variation(example: String)
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

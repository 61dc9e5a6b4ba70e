/// A row of a ``Column`` that an ``OpenTable`` finds by its key.
public protocol KeyedRow: BitwiseCopyable {
  /// What tells a row from all others.
  associatedtype Key: BitwiseCopyable & Equatable

  /// The row's key. It must not change while the row is in a table.
  var key: Key { get }

  /// A word whose low bits differ for different keys as if they were drawn.
  static func hash(of key: Key) -> UInt64
}

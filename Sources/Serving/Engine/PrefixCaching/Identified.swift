import Kernel

/// A row that is found by a chained identity (``PromptChain``).
protocol Identified: KeyedRow where Key == UInt64 {
  var identity: UInt64 { get }
}

extension Identified {
  var key: UInt64 { identity }

  /// The identity itself, for chaining has mixed it already.
  static func hash(of key: UInt64) -> UInt64 { key }
}

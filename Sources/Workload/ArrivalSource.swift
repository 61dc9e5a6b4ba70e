import Kernel

/// Where requests come from, one at a time: a trace reader, a transform of another source, or a generator.
///
/// A source is pulled, never loaded: memory follows what is in flight, not what is in the file. Arrivals come in
/// order of time; a source that meets an earlier time than the last throws.
public protocol ArrivalSource {
  /// The next request, or nil at the end.
  ///
  /// - Throws: ``InputError`` with file and line where the input cannot be used.
  mutating func next() throws -> Arrival?

  /// The turns that wait for answers to requests of this source; nil where none does.
  var sessions: (any SessionTurns)? { get }
}

extension ArrivalSource {
  /// None wait, as in most sources.
  public var sessions: (any SessionTurns)? { nil }
}

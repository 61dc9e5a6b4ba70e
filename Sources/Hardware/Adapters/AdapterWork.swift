/// What the adapters of a batch come to.
public struct AdapterWork: Hashable, Sendable, BitwiseCopyable {
  /// Different adapters in the batch.
  public var adapters: Int32 = 0
  /// Their ranks, summed.
  public var ranks: Int32 = 0
  /// The rank of its adapter, summed over rows.
  public var rankRows = 0
  /// The part of it that decodes have.
  public var decodeRankRows = 0
  /// Rows that have an adapter.
  public var rows = 0

  /// None.
  public init() {}

  /// None.
  public static let none = AdapterWork()
}

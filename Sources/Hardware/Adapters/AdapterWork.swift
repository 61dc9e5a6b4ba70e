/// What the adapters of a batch come to. It is small, for every batch carries one: a ``BatchShape`` of more than 128 bytes is no longer
/// copied in registers.
public struct AdapterWork: Hashable, Sendable, BitwiseCopyable {
  /// Different adapters in the batch.
  public var adapters: Int32 = 0
  /// Their ranks, summed.
  public var ranks: Int32 = 0
  /// The rank of its adapter, summed over rows.
  public var rankRows = 0
  private var storedDecodeRankRows: UInt32 = 0
  private var storedRows: UInt32 = 0

  /// The part of ``rankRows`` that decodes have, up to 2^32 - 1.
  public var decodeRankRows: Int {
    get { Int(storedDecodeRankRows) }
    set { storedDecodeRankRows = UInt32(clamping: newValue) }
  }

  /// Rows that have an adapter, up to 2^32 - 1.
  public var rows: Int {
    get { Int(storedRows) }
    set { storedRows = UInt32(clamping: newValue) }
  }

  /// None.
  public init() {}

  /// None.
  public static let none = AdapterWork()
}

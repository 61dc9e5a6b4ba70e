/// What a link gives each of the flows that it limits, and which link it is.
///
/// Progressive filling fills links in this order: the one that has least for each of its flows first, and of several such
/// links the one of the lowest number.
struct LinkShare: Comparable, BitwiseCopyable {
  /// Bytes a second above the number of the link, so that one comparison decides.
  private let key: UInt128

  /// A share in bytes a second, zero or more.
  @inline(__always) init(_ bytesPerSecond: Int64, of link: Int32) {
    key = UInt128(UInt64(bytesPerSecond)) << 32 | UInt128(UInt32(link))
  }

  private init(key: UInt128) { self.key = key }

  /// Less than every share.
  static var least: LinkShare { LinkShare(key: 0) }
  /// More than every share: that of a flow which no link limits yet.
  static var unlimited: LinkShare { LinkShare(key: .max) }

  /// The share of each flow.
  var bytesPerSecond: Int64 { Int64(truncatingIfNeeded: key >> 32) }
  /// The link.
  var link: Int32 { Int32(truncatingIfNeeded: key) }

  static func < (left: LinkShare, right: LinkShare) -> Bool { left.key < right.key }
}

import Kernel
import Network

/// A link between replicas that is lost or slow for a time: a cable, a switch that fails over, a spine that others fill.
///
/// Transfers under way stop or go on more slowly, with all the bytes that have come, and so do those that begin
/// meanwhile; the others that share links with it get what it leaves. Routers know nothing of it but the load.
public struct LinkFault: Hashable, Sendable {
  /// The link, both directions of it.
  public var link: NetworkLink
  /// When it begins.
  public var start: Instant
  /// How long it lasts; nil for the rest of the run.
  public var length: Duration?
  /// Thousandths of its bandwidth that are left, 0 to 1000; none where it is lost.
  public var bandwidthPermille: Int

  /// A fault of a link; without a length it lasts for the rest of the run.
  public init(link: NetworkLink, start: Instant, length: Duration?, bandwidthPermille: Int = 0) {
    self.link = link
    self.start = start
    self.length = length
    self.bandwidthPermille = bandwidthPermille
  }

  /// When it ends; never for one that lasts.
  var end: Instant { start.after(length) }

  /// What is left of a bandwidth in bytes a second.
  func bandwidth(of whole: Int64) -> Int64 { Self.bandwidth(of: whole, permille: bandwidthPermille) }

  /// So many thousandths of a bandwidth, rounded down to whole bytes a second.
  static func bandwidth(of whole: Int64, permille: Int) -> Int64 { Int64(Int128(whole) * Int128(permille) / 1000) }

  /// The least bandwidth that may be left of a link that is not lost, in bytes a second.
  static let leastBandwidth: Int64 = 1000

  /// Refuses a fault before the start or of no length, and one after which what has to cross the link would never end.
  ///
  /// - Throws: ``InputError`` naming the link.
  func check() throws(InputError) {
    if start < .start { throw InputError("a failure before the start of the run", remedy: "zero or later") }
    if let length, length <= .zero { throw InputError("a failure of no length", remedy: "above zero") }
    if !(0...1000).contains(bandwidthPermille) {
      throw InputError("\(bandwidthPermille) thousandths of the bandwidth are left of \(link)", remedy: "0 to 1000")
    }
    if bandwidthPermille == 0 && end == .never {
      throw InputError(
        "\(link) is lost for good, and what has to cross it would never end",
        remedy: "a time after which it is back, or a share of its bandwidth")
    }
  }
}

extension Instant {
  /// So long after this instant; never where there is no length, or the sum passes the end of time.
  func after(_ length: Duration?) -> Instant {
    guard let length else { return .never }
    let (end, overflow) = picoseconds.addingReportingOverflow(length.picoseconds)
    return overflow ? .never : Instant(picoseconds: end)
  }
}

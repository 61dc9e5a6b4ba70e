import Kernel

extension Arrival {
  /// The most tokens a prompt or an output may have: a hundred million, ten times the longest context any model offers.
  /// More is a fault of the file, not a request, and sums over a run of such requests would leave 64 bits.
  public static let maximumTokens = 100_000_000
}

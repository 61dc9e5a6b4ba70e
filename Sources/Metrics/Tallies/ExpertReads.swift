import Kernel
import Record

/// How much of the routed experts' weights each replica read, summed iteration by iteration: how many experts one touches depends on
/// its batch, and the experts of a mean batch are more than the mean of the experts.
///
/// Sums are of whole parts of 2^40, so that they do not depend on the order in which simultaneous iterations end.
final class ExpertReads {
  /// What the share read by an iteration of so many tokens is.
  private let shares: [@Sendable (Int) -> Double]
  /// Which of ``shares`` each pool has; nil for a pool without routed experts.
  private let places: [Int?]
  /// Shares by tokens, worked out when a batch of so many first comes; below 0 where none has come.
  private var known: [[Int64]]
  /// For each replica the sum by each of ``shares``, since only the end tells which pool it is of.
  private var sums: [Int128] = []

  private static let whole = Double(1 << 40)

  /// Sums for pools of these shares; nil where no pool has routed experts.
  init?(_ pools: [(@Sendable (Int) -> Double)?]) {
    var shares: [@Sendable (Int) -> Double] = []
    places = pools.map { pool in
      guard let pool else { return nil }
      shares.append(pool)
      return shares.count - 1
    }
    if shares.isEmpty { return nil }
    self.shares = shares
    known = shares.map { _ in [] }
  }

  /// Adds iterations as they ended.
  func add(_ span: IterationSpan) {
    let first = span.replica * shares.count
    while sums.count < first + shares.count { sums.append(0) }
    let tokens = span.decodeSequences + span.prefillTokens
    for index in shares.indices { sums[first + index] += Int128(share(tokens: tokens, of: index)) * Int128(span.count) }
  }

  private func share(tokens: Int, of index: Int) -> Int64 {
    while known[index].count <= tokens { known[index].append(-1) }
    if known[index][tokens] < 0 { known[index][tokens] = Int64((shares[index](tokens) * Self.whole).rounded()) }
    return known[index][tokens]
  }

  /// How often a replica of this pool read all routed experts' weights, parts of them summed up.
  func timesRead(replica: Int, pool: Int) -> Double {
    let place = replica * shares.count
    guard let index = places[pool], place + index < sums.count else { return 0 }
    return Double(sums[place + index]) / Self.whole
  }
}

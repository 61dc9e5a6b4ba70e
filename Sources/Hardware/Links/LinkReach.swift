/// What collectives of so many accelerators reach on a link: two cards behind one PCI Express switch come near its bandwidth,
/// eight behind two processors share what joins these.
public struct LinkReach: Hashable, Sendable {
  /// How many take part.
  public var members: Int
  /// Share of the link's bandwidth that large messages reach.
  public var efficiency: Sourced<Double>
  /// Seconds of one step of a collective with a small message; a ring of n takes 2 (n - 1) of them.
  public var latencySeconds: Sourced<Double>

  /// Figures for collectives of `members`.
  public init(members: Int, efficiency: Sourced<Double>, latencySeconds: Sourced<Double>) {
    self.members = members
    self.efficiency = efficiency
    self.latencySeconds = latencySeconds
  }

  /// The share of links that nothing else is known of.
  public static let usualEfficiency = Sourced(0.76, source: "vLLM's all-reduce of 64 MB on 8 H100 (AIConfigurator tables, vLLM 0.24)")
}

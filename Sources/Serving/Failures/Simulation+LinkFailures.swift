import Kernel

/// Links that are lost or slow for a time.
///
/// Changes are handled as those of replicas are: after all iterations that end at their instant and all that has come from
/// another replica, and before flows that end at it.
extension Simulation {
  /// Schedules the beginnings and ends of all faults of links, in order of time: one may begin as another of its link ends.
  mutating func scheduleLinkFailures() {
    guard let desk else { return }
    for fault in cluster.failures.links.sorted(by: { $0.start < $1.start }) {
      for number in desk.pointee.topology.numbers(of: fault.link) {
        schedule(.bandwidth(permille: fault.bandwidthPermille), of: number, at: fault.start)
        if fault.end != .never { schedule(.bandwidth(permille: 1000), of: number, at: fault.end) }
      }
    }
  }

  /// Gives one direction of a link so many thousandths of its bandwidth from now on.
  mutating func changeBandwidth(of link: Int, permille: Int) throws {
    guard let desk else { return }
    let whole = desk.pointee.topology.capacities[link]
    desk.pointee.network.setCapacity(LinkFault.bandwidth(of: whole, permille: permille), of: Int32(link), now: now)
    try scheduleNetwork()
  }
}

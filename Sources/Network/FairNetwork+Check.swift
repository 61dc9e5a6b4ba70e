import Kernel

/// Everything that has to hold between two changes.
extension FairNetwork {
  /// What does not add up, or nil: bytes given are there or on their way, no link carries more than it can, every flow is
  /// limited by a link that gives all of it, and the heaps and chains agree with the flows.
  package func fault() -> String? {
    var (underWay, flowCount) = (0, 0)
    for place in dueGroups.indices {
      let group = dueGroups[place]
      for position in heaps[Int(group)].indices {
        let flow = heaps[Int(group)][position]
        (underWay, flowCount) = (underWay + flows[flow].bytes, flowCount + 1)
        if flows[flow].group != group { return "flow \(flow) of group \(flows[flow].group) is in group \(group)" }
      }
    }
    if acceptedBytes != deliveredBytes + underWay {
      return "the network was given \(acceptedBytes) bytes, and \(deliveredBytes) arrived and \(underWay) are on their way"
    }
    if flowCount != count { return "\(count) flows are under way, and groups have \(flowCount)" }
    for link in links.rows.indices {
      if let fault = fault(ofLink: Int32(link)) { return fault }
    }
    for place in dueGroups.indices {
      if let fault = fault(ofGroup: dueGroups[place]) { return fault }
    }
    return dueGroups.fault(groups.rows)
  }

  private func fault(ofLink link: Int32) -> String? {
    var (sum, count, entry) = (Int64(0), Int64(0), flowChains.first(on: link))
    while entry >= 0 {
      let group = flows[entry >> 2].group
      (sum, count) = (sum + groups[group].rate, count + 1)
      if !links[link].isContended && groups[group].share >= links.assured(link) {
        return "link \(link) takes no part in the filling, and assures no more than a flow gets"
      }
      entry = flowChains.next(after: entry)
    }
    if sum > links[link].capacity { return "link \(link) of \(links[link].capacity) bytes a second carries \(sum)" }
    if count != links[link].flows || count > links[link].assuredFlows {
      return "link \(link) is crossed by \(count) flows, and believes in \(links[link].flows)"
    }
    return nil
  }

  private func fault(ofGroup number: Int32) -> String? {
    let (group, size) = (groups[number], heaps[Int(number)].count)
    if size == 0 || Int(group.count) != size { return "group \(number) of \(group.count) flows has \(size)" }
    for place in heaps[Int(number)].indices {
      let path = flows[heaps[Int(number)][place]].path
      if links.contended(path) != group.links { return "a flow on \(path) is in the group of \(group.links)" }
      for hop in 0..<4 where path[hop] >= 0 && group.links[hop] < 0 && links.assured(path[hop]) < group.leastAssured {
        return "group \(number) is assured more than link \(path[hop]) assures"
      }
    }
    // The link that limits it has nothing left that would make each of the flows which it limits a byte faster.
    let bottleneck = group.share.link
    var (left, limited, entry) = (links[bottleneck].capacity, Int64(0), groupChains.first(on: bottleneck))
    while entry >= 0 {
      let other = groups[entry >> 2]
      if other.share == group.share { limited += other.count } else { left -= other.rate * other.count }
      entry = groupChains.next(after: entry)
    }
    if group.rate != group.share.bytesPerSecond || left / max(1, limited) != group.rate {
      return "link \(bottleneck) gives each of \(limited) flows \(group.rate) of \(left) bytes a second"
    }
    if group.due > group.end(at: flows[heaps[Int(number)][0]].finish) { return "group \(number) is due after its next flow ends" }
    return heaps[Int(number)].fault(flows.rows)
  }
}

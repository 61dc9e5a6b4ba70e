import Kernel
import Testing

import Network

@Suite struct FairNetworkTests {
  private func path(_ links: Int...) -> NetworkPath {
    var path = NetworkPath()
    for link in links { path.append(link) }
    return path
  }

  @Test("Every rate and every end are those of plain progressive filling, whatever begins, grows, ends, fails or comes back")
  func equalsTheReference() throws {
    for number in 0..<3000 {
      var network = RandomNetwork(number)
      let difference = network.run(changes: 60)
      try #require(difference == nil, "network \(number): \(difference ?? "")")
    }
  }

  @Test("What a narrow link leaves goes to the others of a wide one, rounded down to whole bytes")
  func unequalShares() {
    var network = FairNetwork(capacities: [10, 100])
    let narrow = network.begin(path(0, 1), bytes: 1000, owner: 1, now: .start)
    let wide = (2..<5).map { network.begin(path(1), bytes: 1000, owner: $0, now: .start) }
    #expect(network.rate(of: narrow) == 10)
    #expect(wide.map { network.rate(of: $0) } == [30, 30, 30])
    _ = network.begin(path(1), bytes: 1000, owner: 5, now: .start)
    #expect(wide.map { network.rate(of: $0) } == [22, 22, 22])
    #expect(network.fault() == nil)
  }

  @Test("Of links that give equally little the one of the lower number limits first, and the other gives out what is left over")
  func tiesByNumber() {
    // Link 0 gives 5 to each of two; link 1 could give 5 to each of three with 2 left over, all of them to the third.
    var network = FairNetwork(capacities: [10, 17])
    let both = (0..<2).map { network.begin(path(0, 1), bytes: 1000, owner: $0, now: .start) }
    let single = network.begin(path(1), bytes: 1000, owner: 2, now: .start)
    #expect(both.map { network.rate(of: $0) } == [5, 5])
    #expect(network.rate(of: single) == 7)
    // With the numbers the other way round it limits all three.
    var reversed = FairNetwork(capacities: [17, 10])
    let flows = [path(0, 1), path(0, 1), path(0)].map { reversed.begin($0, bytes: 1000, owner: 0, now: .start) }
    #expect(flows.map { reversed.rate(of: $0) } == [5, 5, 5])
  }

  @Test("Flows that end in one picosecond leave in the order in which they began, though one had fewer bytes to go")
  func endsInOrder() {
    // Both end in the first picosecond: a byte takes a thousandth of it.
    var network = FairNetwork(capacities: [1_000_000_000_000_000, 1_000_000_000_000_000])
    _ = network.begin(path(0), bytes: 9, owner: 7, now: .start)
    _ = network.begin(path(1), bytes: 3, owner: 8, now: .start)
    let end = network.nextEnd
    #expect(end == Instant(picoseconds: 1))
    #expect([network.removeEnded(now: end), network.removeEnded(now: end), network.removeEnded(now: end)] == [7, 8, nil])
    #expect(network.deliveredBytes == 12)
  }

  @Test("A lost link holds its flows up with all that has come, and they go on when it is back")
  func lostLink() {
    var network = FairNetwork(capacities: [100, 1000])
    let flow = network.begin(path(0, 1), bytes: 100, owner: 1, now: .start)
    #expect(network.nextEnd == Instant(.seconds(1)))
    network.setCapacity(0, of: 0, now: Instant(.milliseconds(400)))
    #expect(network.nextEnd == .never)
    network.setCapacity(50, of: 0, now: Instant(.seconds(10)))
    #expect(network.rate(of: flow) == 50)
    #expect(network.nextEnd == Instant(.milliseconds(11_200)))
    network.cancel(flow, now: Instant(.seconds(11)))
    #expect(network.count == 0 && network.acceptedBytes == 0 && network.nextEnd == .never)
  }

  @Test("An end beyond the end of time is never")
  func endlessFlow() {
    var network = FairNetwork(capacities: [1])
    let flow = network.begin(path(0), bytes: 9_223_372, owner: 1, now: .start)
    #expect(network.nextEnd == Instant(.seconds(9_223_372)))
    network.grow(flow, bytes: 1, now: .start)
    #expect(network.nextEnd == .never)
    network.grow(flow, bytes: .max - 9_223_373, now: .start)
    #expect(network.nextEnd == .never)
  }

  @Test("Only what shares a link that limits somebody is shared out anew: with a narrow spine that is the spine")
  func changesStayLocal() {
    // 20 sources and 20 destinations with links of their own, in four racks of ten.
    var network = FairNetwork(capacities: Array(repeating: 1000, count: 40) + Array(repeating: 100, count: 4))
    func flow(_ source: Int, _ destination: Int) -> NetworkPath {
      path(source, 40 + source / 10, 42 + destination / 10, 20 + destination)
    }
    for number in 0..<2000 { _ = network.begin(flow(number % 20, number / 20 % 20), bytes: 1000, owner: 0, now: .start) }
    _ = network.begin(flow(0, 0), bytes: 1000, owner: 0, now: .start)
    #expect(network.fault() == nil)
    #expect(network.lastFilling.links <= 4)
    #expect(network.lastFilling.groups <= 4)
  }
}

/// A link of a network, one direction of it.
struct LinkState: BitwiseCopyable {
  /// Bytes a second.
  var capacity: Int64
  /// Flows that cross it.
  var flows: Int64 = 0
  /// Whether it may limit a flow, so that it takes part in the filling.
  var isContended = false
  /// Groups that have it among their links.
  var groups = 0
  /// At least as many as there are flows, and not many more.
  var assuredFlows: Int64 = 1
  /// What it gives each of so many flows: no flow gets less because of it, however much the others take.
  var assured: Int64

  /// Of the round of filling that reaches it: what is left of its capacity, flows that have no rate yet, the highest
  /// share of the others, and whether it limits any.
  var round = 0
  var left: Int64 = 0
  var open: Int64 = 0
  var highest = LinkShare.least
  var isBottleneck = false

  /// A link that no flow crosses.
  init(capacity: Int64) {
    self.capacity = capacity
    assured = capacity
  }

  /// Notes that another flow crosses it. Returns whether it assures less than before.
  mutating func addFlow() -> Bool {
    flows += 1
    if flows <= assuredFlows { return false }
    assure()
    return true
  }

  /// Notes that a flow crosses it no more.
  mutating func removeFlow() {
    flows -= 1
    if flows == 0 { isContended = false }
    if assuredFlows <= 8 || flows < assuredFlows / 2 { assure() }
  }

  /// Changes its capacity. Returns whether it assures less than before.
  mutating func setCapacity(_ bytesPerSecond: Int64) -> Bool {
    let before = assured
    capacity = bytesPerSecond
    assured = capacity / assuredFlows
    return assured < before
  }

  /// Begins a round of filling with nothing given to any flow.
  mutating func beginFilling(in round: Int) {
    self.round = round
    left = capacity
    open = 0
    highest = .least
    isBottleneck = false
  }

  /// Gives so many flows a share each.
  mutating func give(_ share: LinkShare, to count: Int64) {
    left -= share.bytesPerSecond * count
    highest = max(highest, share)
  }

  /// Gives a share to so many of the flows that had none.
  mutating func freeze(_ count: Int64, at share: LinkShare) {
    give(share, to: count)
    open -= count
  }

  /// Where there are many flows it assures a little less than it could, so that what it assures changes seldom.
  private mutating func assure() {
    assuredFlows = max(1, flows < 8 ? flows : flows + flows / 4)
    assured = capacity / assuredFlows
  }
}

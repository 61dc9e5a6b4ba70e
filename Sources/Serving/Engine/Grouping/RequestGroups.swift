import Hardware
import Kernel

/// The groups of one engine, and what their decodes read together, kept as sums.
///
/// A group's prefix is pinned from the moment at which all of it is planned to be computed until its last member ends. A
/// sequence that begins or stops decoding changes its group's share of the sums, so a steady step costs nothing.
struct RequestGroups: ~Copyable {
  private(set) var groups: [RequestGroup] = []
  private var firstUnused: Int32 = -1
  /// Groups that have a pin.
  private(set) var pinned = 0
  private var pins = 0
  /// Context tokens of decodes that are part of prefixes read once for each group, and what this reading costs.
  private(set) var sharedContextTokens = 0
  private(set) var sharedReads = ChunkCost.zero

  private let attention: SharedPrefixAttention
  private let blockTokens: Int
  private let costModel: any CostModel
  /// Groups with decoding members, and the sum of their numbers: the number itself where there is one.
  private var decodingGroups = 0
  private var decodingNumbers = 0

  init(attention: SharedPrefixAttention, blockTokens: Int, costModel: any CostModel) {
    self.attention = attention
    self.blockTokens = blockTokens
    self.costModel = costModel
  }

  subscript(number: Int32) -> RequestGroup { groups[Int(number)] }

  /// Makes a group of so many members. Returns its number.
  mutating func add(commonBlocks: Int, members: Int) -> Int32 {
    let group = RequestGroup(commonBlocks: Int32(commonBlocks), members: Int32(members))
    if firstUnused >= 0 {
      let number = firstUnused
      firstUnused = groups[Int(number)].nextUnused
      groups[Int(number)] = group
      return number
    }
    groups.append(group)
    return Int32(groups.count - 1)
  }

  /// Notes that a member has ended. Returns the pin to be taken off with the last one; negative otherwise.
  mutating func memberEnded(_ number: Int32) -> Int32 {
    groups[Int(number)].members -= 1
    if groups[Int(number)].members > 0 { return -1 }
    let pin = groups[Int(number)].pin
    if pin >= 0 { pinned -= 1 }
    groups[Int(number)].pin = -1
    groups[Int(number)].nextUnused = firstUnused
    firstUnused = number
    return pin
  }

  /// Notes that a group's prefix is pinned under a number of the prefix cache.
  mutating func pin(_ number: Int32, as pin: Int32) {
    pins += 1
    groups[Int(number)].pin = pin
    groups[Int(number)].pinnedAt = pins
    pinned += 1
  }

  /// The groups that have a pin, in the order in which they got it.
  var pinnedGroups: [Int32] {
    groups.indices.filter { groups[$0].pin >= 0 }.sorted { groups[$0].pinnedAt < groups[$1].pinnedAt }.map { Int32($0) }
  }

  /// Notes that a group's prefix is no longer pinned though members are left: each reads what it holds for itself.
  mutating func unpin(_ number: Int32) {
    takeOff(number)
    groups[Int(number)].pin = RequestGroup.givenUp
    groups[Int(number)].readsOnce = false
    pinned -= 1
  }

  /// Counts `count` admitted members more that hold the pinned blocks.
  mutating func hold(_ number: Int32, _ count: Int32) { groups[Int(number)].holding += count }

  /// Counts `count` members more that decode while they hold the pinned blocks.
  @inline(never) mutating func decode(_ number: Int32, _ count: Int32) {
    takeOff(number)
    let before = groups[Int(number)].decoding
    groups[Int(number)].decoding += count
    let now = groups[Int(number)].decoding
    if (before == 0) != (now == 0) {
      decodingGroups += now > 0 ? 1 : -1
      decodingNumbers += now > 0 ? Int(number) : -Int(number)
    }
    price(number)
    if groups[Int(number)].readsOnce && attention != .cascade {
      sharedContextTokens += sharedTokens(number)
      sharedReads += groups[Int(number)].cost
    }
  }

  /// Adds to the shape of a batch that decodes what its groups read together. `running` sequences are admitted.
  @inline(__always) func describe(_ shape: inout BatchShape, running: Int) {
    if attention == .cascade {
      describeCascade(&shape, running: running)
    } else {
      shape.sharedContextTokens = sharedContextTokens
      shape.sharedReads = sharedReads
    }
  }

  // MARK: -

  private func describeCascade(_ shape: inout BatchShape, running: Int) {
    guard decodingGroups == 1 else { return }
    let group = groups[decodingNumbers]
    guard group.readsOnce, Int(group.holding) == running, running >= SharedPrefixAttention.leastCascadeSequences,
      Int(group.commonBlocks) * blockTokens >= SharedPrefixAttention.leastCascadeTokens
    else { return }
    shape.sharedContextTokens = sharedTokens(Int32(decodingNumbers))
    shape.sharedReads = group.cost
  }

  private func sharedTokens(_ number: Int32) -> Int {
    Int(groups[Int(number)].commonBlocks) * blockTokens * Int(groups[Int(number)].decoding)
  }

  private mutating func takeOff(_ number: Int32) {
    guard groups[Int(number)].readsOnce, attention != .cascade else { return }
    sharedContextTokens -= sharedTokens(number)
    sharedReads.time -= groups[Int(number)].cost.time
    sharedReads.energyNanojoules -= groups[Int(number)].cost.energyNanojoules
  }

  private mutating func price(_ number: Int32) {
    let group = groups[Int(number)]
    let cost =
      attention == .off || group.pin < 0 || group.decoding < 2
      ? nil
      : costModel.sharedPrefixCost(
        tokens: Int(group.commonBlocks) * blockTokens, sequences: Int(group.decoding), launches: attention.launches)
    groups[Int(number)].readsOnce = cost != nil
    groups[Int(number)].cost = cost ?? .zero
  }
}

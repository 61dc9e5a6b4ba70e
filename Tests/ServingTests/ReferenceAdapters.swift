import Foundation
import Kernel
import Record
import Serving

/// Adapters in the reference's plainest form: a list of slots, the one used longest ago first.
extension ReferenceSimulator {
  /// A slot: whose it is, and from when on it can be used.
  struct AdapterSlot { let adapter: Int, ready: Int64 }

  /// What a request must have here to run; nothing of most requests where weights are plain.
  private func wanted(_ entry: Entry) -> Int? {
    guard let adapters = rules.adapters else { return nil }
    return entry.adapter ?? (adapters.mergedChange == nil ? nil : adapters.count)
  }

  private func loadTime(_ adapter: Int) -> Int64 {
    let adapters = rules.adapters!
    if adapter == adapters.count { return adapters.mergedChange!.picoseconds }
    return adapters.kinds[adapter % adapters.kinds.count].loadTime.picoseconds
  }

  /// The adapter that a request asks for: told, or from its own stream, where a has (a + 1) ^ -alpha shares.
  func adapter(ofRequest id: Int, told: Int32) -> Int? {
    guard let load = rules.adapterLoad else { return nil }
    guard let alpha = load.alpha else { return told < 0 ? nil : Int(told) }
    let shares = (0..<load.count).map { pow(Double($0 + 1), -alpha) }
    var stream = RandomStream(seed: 1, name: "adapter", substream: UInt64(id))
    let drawn = stream.uniform() * shares.reduce(0, +)
    return shares.indices.first { drawn < shares[...$0].reduce(0, +) } ?? load.count - 1
  }

  /// What the machines hold before anything was loaded.
  static func firstSlots(_ rules: Rules) -> [AdapterSlot] {
    guard let adapters = rules.adapters, adapters.mergedChange != nil else { return [] }
    return [AdapterSlot(adapter: adapters.count, ready: 0)]
  }

  func adapterIsHere(_ index: Int, _ entry: Entry, _ now: Int64) -> Bool {
    guard let adapter = wanted(entry) else { return true }
    return machines[index].slots.contains { $0.adapter == adapter && $0.ready <= now }
  }

  private mutating func touch(_ index: Int, _ adapter: Int) {
    let place = machines[index].slots.firstIndex { $0.adapter == adapter }!
    machines[index].slots.append(machines[index].slots.remove(at: place))
  }

  /// Those that wait claim their adapters in order, as many as may run; each claim is a use.
  mutating func claimAdapters(_ index: Int, _ now: Int64) {
    guard let adapters = rules.adapters, machines[index].swapped.isEmpty else { return }
    var claimed: [Int] = []
    var left = mostSequences
    for entry in machines[index].waiting where left > 0 {
      if !sees(index, entry) {
        if ordersWaiting { continue } else { return }
      }
      left -= 1
      guard let adapter = wanted(entry) else { continue }
      claimed.append(adapter)
      if machines[index].slots.contains(where: { $0.adapter == adapter }) {
        touch(index, adapter)
        continue
      }
      if machines[index].slots.count == adapters.slots {
        let used = machines[index].running.compactMap(wanted)
        guard
          let place = machines[index].slots.firstIndex(where: { slot in
            slot.ready <= now && !used.contains(slot.adapter) && !claimed.contains(slot.adapter)
          })
        else { return }
        machines[index].slots.remove(at: place)
      }
      machines[index].adapterLinkFree = max(now, machines[index].adapterLinkFree) + loadTime(adapter)
      machines[index].slots.append(AdapterSlot(adapter: adapter, ready: machines[index].adapterLinkFree))
      if adapter < adapters.count {
        log.adapterLoads += 1
        log.adapterBytes += adapters.kinds[adapter % adapters.kinds.count].bytes
      }
    }
  }

  /// A request that is admitted has waited until its adapter was there.
  mutating func takeAdapter(_ index: Int, _ entry: Entry) {
    guard let adapter = wanted(entry) else { return }
    let ready = machines[index].slots.first { $0.adapter == adapter }!.ready
    if ready > entry.queued {
      log.adapterWaits += 1
      log.adapterWait += ready - entry.queued
    }
    touch(index, adapter)
  }

  /// Requests run no more: those of one end of iterations in the order of their adapters.
  mutating func leaveAdapters(_ index: Int, _ entries: [Entry]) {
    for adapter in entries.compactMap(wanted).sorted() { touch(index, adapter) }
  }

  /// When the next adapter is there that a machine with nothing to run waits for.
  func nextAdapter(after now: Int64) -> Int64 {
    machines.filter { $0.end == nil && !$0.waiting.isEmpty }.flatMap(\.slots).map(\.ready).filter { $0 > now }.min() ?? .max
  }

  /// What the adapters of a batch cost, each of them counted.
  func adapterTime(_ index: Int) -> Int64 {
    guard let adapters = rules.adapters, adapters.mergedChange == nil else { return 0 }
    func rank(_ adapter: Int) -> Int64 { Int64(adapters.kinds[adapter % adapters.kinds.count].rank) }
    let rows = machines[index].decodes.map { ($0, 1) } + machines[index].chunks.map { ($0.entry, $0.tokens) }
    let distinct = Set(rows.compactMap { $0.0.adapter })
    let ranks = distinct.reduce(0) { $0 + rank($1) }
    let rankRows = rows.reduce(Int64(0)) { $0 + ($1.0.adapter.map(rank) ?? 0) * Int64($1.1) }
    let with = rows.reduce(0) { $0 + ($1.0.adapter == nil ? 0 : $1.1) }
    return rules.perAdapter * (Int64(distinct.count) + ranks) + rules.perAdapterRow * (Int64(with) + rankRows)
  }
}

extension RandomCase {
  /// The same case with requests that ask for adapters.
  func withAdapters(_ number: Int) -> RandomCase {
    var copy = self
    var stream = RandomStream(seed: 7, name: "adapters", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    let count = draw(1...8)
    let isMerged = draw(0...3) == 0
    copy.rules.adapters = AdapterRules(
      count: count, slots: isMerged ? 1 : draw(1...(count + 1)),
      kinds: (0..<draw(1...3)).map { _ in
        .init(rank: draw(0...6), loadTime: Duration(picoseconds: Int64(draw(0...1) * draw(0...900))), bytes: draw(0...50), nanojoules: 2)
      },
      mergedChange: isMerged ? Duration(picoseconds: Int64(draw(0...600))) : nil, overtakes: draw(0...1) == 0)
    let isDrawn = draw(0...1) == 0
    copy.rules.adapterLoad = AdapterLoad(count: count, alpha: isDrawn ? Double(draw(0...4)) / 2 : nil)
    if !isDrawn { for index in copy.arrivals.indices { copy.arrivals[index].adapter = Int32(draw(-1...(count - 1))) } }
    (copy.rules.perAdapter, copy.rules.perAdapterRow) = (Int64(draw(0...9)), Int64(draw(0...2)))
    return copy
  }
}

import Hardware
import Kernel
import Record
import Serving

extension RandomCase {
  /// The same case, often with what techniques do to it: a third of the cases verify drafts, a third keep budgets, and a third ask for
  /// adapters, some of them beside budgets; a quarter of all show images. Each where policy and cluster have a rule for it. To be the last of
  /// the changes.
  func treatedAtTimes(_ number: Int, drawsAdapters: Bool = true) -> RandomCase {
    let shows = number % 4 == 3 && rules.lanes == 1 && !arrivals.contains { $0.turn != nil }
    return changedAtTimes(number, drawsAdapters).withImagesWhere(shows ? number : nil, draws: drawsAdapters)
  }

  private func withImagesWhere(_ number: Int?, draws: Bool) -> RandomCase { number.map { withImages($0, draws: draws) } ?? self }

  private func changedAtTimes(_ number: Int, _ drawsAdapters: Bool) -> RandomCase {
    let copy = speculatingAtTimes(number)
    if copy.rules.speculation != nil { return copy }
    let (keeps, asks) = (number % 3 == 1, number % 3 == 2 || number % 6 == 1)
    return (keeps && copy.keepsBudgets ? copy.keepingBudgets(number) : copy).withAdaptersAtTimes(asks ? number : nil, draws: drawsAdapters)
  }

  /// Whether budgets of requests have a rule here.
  private var keepsBudgets: Bool { Self.budgeting.contains(rules.scheduler) && rules.lanes == 1 && !rules.engine.reservesOutput }

  /// The same case with adapters, where they have a rule; told with each request, or drawn for it.
  private func withAdaptersAtTimes(_ number: Int?, draws: Bool) -> RandomCase {
    guard let number, rules.lanes == 1, rules.decodeReplicas == 0, rules.scheduler != "batchllm" else { return self }
    var copy = withAdapters(number)
    if draws || copy.rules.adapterLoad!.alpha == nil { return copy }
    let count = copy.rules.adapterLoad!.count
    copy.rules.adapterLoad = AdapterLoad(count: count, alpha: nil)
    for index in copy.arrivals.indices { copy.arrivals[index].adapter = Int32((index * index + number) % (count + 1) - 1) }
    return copy
  }
}

extension Rules {
  /// The same rules on a clock that goes `factor` times as slow: all times but those of policies and classes.
  func slowed(by factor: Int64) -> Rules {
    var slow = self
    for path in [
      \Rules.base, \.perToken, \.perContext, \.perLead, \.perCached, \.perAdapter, \.perAdapterRow, \.perImage, \.leastTime, \.exposedTime,
    ] {
      slow[keyPath: path] *= factor
    }
    for index in cappedGroups.indices { slow.cappedGroups[index].perContextToken.picoseconds *= factor }
    for group in 0..<4 { slow.compaction?.timePerToken[group] *= factor }
    slow.adapters?.mergedChange?.picoseconds *= factor
    for index in (adapters?.kinds ?? []).indices { slow.adapters!.kinds[index].loadTime.picoseconds *= factor }
    return slow
  }
}

import Kernel
import Serving

extension ReferenceSimulator {
  /// Lets the iteration that was planned begin: says when it ends.
  mutating func run(_ index: Int, _ decodes: [Entry], _ now: Int64) {
    machines[index].decodes = decodes
    let tokens = rows(index, decodes.count) + machines[index].chunks.reduce(0) { $0 + $1.tokens }
    let swap = swapTime(index) + coldStart(index)
    log.encoderTime += machines[index].imagesInPlan > 0 ? encoderTime(index, tokens) : 0
    var duration = rules.lanes == 1 ? swap + time(index, stage: 0, tokens) : passThroughStages(index, now, swap, tokens) - now
    duration += wait(machines[index].loadEnd - now, compute: duration)
    (machines[index].start, machines[index].end) = (now, now + duration)
    let lane = Int64(100 * (index / rules.lanes) + index % rules.lanes)
    log.iterations.append([lane, now, duration, Int64(decodes.count), Int64(tokens - rows(index, decodes.count))])
  }

  /// Nothing but for the first iteration of a replica since it started.
  private mutating func coldStart(_ index: Int) -> Int64 {
    let replica = index / rules.lanes
    if !isCold[replica] { return 0 }
    isCold[replica] = false
    return rules.engine.coldStart.picoseconds
  }

  /// How long a stage works on the batch, each sequence and each attention group counted by itself.
  func time(_ index: Int, stage: Int, _ tokens: Int) -> Int64 {
    let (decodes, permille) = (machines[index].decodes, machines[index].permille)
    func slowed(_ time: Int64) -> Int64 { permille == 1000 ? time : (time * permille + 500) / 1000 }
    var duration = rules.base + rules.stageLead * Int64(stage) + rules.perToken * Int64(tokens)
    // What each sequence reads in each attention group, one by one, at the group's price.
    var (reading, unslowed) = (Int64(0), Int64(0))
    for entry in decodes {
      let context = entry.computed + rows(index, 1)
      for (price, tokens) in [(rules.perContext, context)]
        + rules.cappedGroups.map({ ($0.perContextToken.picoseconds, min(context, own($0.readCap, entry))) })
      {
        reading += slowed(price) * Int64(tokens)
        unslowed += price * Int64(tokens)
      }
    }
    let contexts = decodes.map(\.computed)
    let lead = contexts.count * (contexts.max() ?? 0) - contexts.reduce(0, +)
    duration += rules.perLead * Int64(lead)
    for (entry, _) in machines[index].chunks { duration += rules.perCached * Int64(entry.computed) }
    for (entry, tokens) in machines[index].chunks { duration += compactionTime(entry, tokens) }
    duration -= sparedTime(index)
    duration += adapterTime(index) + rules.perImage * Int64(machines[index].imagesInPlan)
    if duration + unslowed < rules.leastTime { return slowed(rules.leastTime + rules.exposedTime) }
    return slowed(duration + rules.exposedTime) + reading
  }

  /// An iteration that would take `time` if no weights had to come.
  func waiting(_ time: Int64) -> Int64 { max(rules.leastTime, time) + rules.exposedTime }

  /// A batch is in one stage at a time, and a stage has one batch at a time.
  mutating func passThroughStages(_ index: Int, _ now: Int64, _ swap: Int64, _ tokens: Int) -> Int64 {
    let replica = index / rules.lanes
    var out = now
    for stage in 0..<rules.stages {
      let work = time(index, stage: stage, tokens)
      out = max(stage == 0 ? now + swap : out + rules.hop * Int64(1 + tokens), stageIsFree[replica][stage]) + work
      stageIsFree[replica][stage] = out
      log.stageBusy[replica][stage] += work
    }
    inFlight[replica].append(now...out)
    return out
  }

  /// How long at least one of the intervals was.
  func covered(_ intervals: [ClosedRange<Int64>]) -> Int64 {
    var (sum, until) = (Int64(0), Int64(0))
    for interval in intervals.sorted(by: { $0.lowerBound < $1.lowerBound }) where interval.upperBound > until {
      sum += interval.upperBound - max(until, interval.lowerBound)
      until = interval.upperBound
    }
    return sum
  }
}

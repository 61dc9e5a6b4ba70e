import Kernel
import Record
import Serving

/// Steps that verify drafts, walked run by run from the first token on.
extension ReferenceSimulator {
  /// How a request's drafts are accepted: its class, of those of its class of requests where that has some of its own, and how far ahead
  /// of its context it stands in the cycle.
  func acceptance(_ entry: Entry) -> (pattern: AcceptancePattern, offset: Int) {
    if let known = entry.acceptance { return known }
    var classes = rules.speculation!.classes
    if !rules.speculation!.requestClasses.isEmpty, let own = rules.speculation!.requestClasses[entry.kind].classes { classes = own }
    var stream = RandomStream(seed: 1, name: "acceptance", substream: UInt64(entry.id))
    var names: [Int] = []
    for (place, kind) in classes.enumerated() { names += Array(repeating: place, count: kind.weight) }
    let kind = classes[names[stream.integer(below: names.count)]]
    let tokens = kind.pattern.runs.reduce(0, +)
    entry.acceptance = (kind.pattern, rules.blockTokens * stream.integer(below: tokens / rules.blockTokens))
    return entry.acceptance!
  }

  /// The runs of a cycle for drafts of which so many tokens can be right: those of the least length that was measured and is as long.
  private static func runs(_ pattern: AcceptancePattern, _ tokens: Int) -> [Int] {
    for shorter in pattern.shorter where tokens <= shorter.tokens { return shorter.runs }
    return pattern.runs
  }

  /// From where to where the next step of a request goes, in tokens of its context; it may begin before what the request has.
  func step(_ entry: Entry, drafting: Int) -> (begin: Int, end: Int) {
    let (pattern, offset) = acceptance(entry)
    let most = min(drafting, rules.speculation!.depth) + 1
    let runs = Self.runs(pattern, most - 1)
    var (place, next) = (0, 0)
    while true {
      var rest = runs[next % runs.count]
      next += 1
      while rest > 0 {
        let taken = min(rest, most)
        if place + taken > entry.computed + entry.spared + offset { return (place - offset, place + taken - offset) }
        place += taken
        rest -= taken
      }
    }
  }

  /// Tokens of context that a request needs blocks for in its next step.
  func tokensHeld(_ index: Int, _ entry: Entry) -> Int {
    guard rules.speculation != nil else { return entry.computed + 1 }
    if rules.speculation!.keepsOneSlot { return entry.computed + 1 }
    let drafted = machines[index].drafted
    return step(entry, drafting: drafted).begin + 2 * drafted + 1
  }

  /// Rows that so many decodes are in an iteration.
  func rows(_ index: Int, _ decodes: Int) -> Int {
    decodes * (rules.speculation?.keepsOneSlot == true ? 1 : machines[index].drafted + 1)
  }

  /// Settles how much is drafted for the requests that are to decode, in an iteration with room for so many rows. Where that is not
  /// as much as before, all blocks taken ahead come back.
  mutating func chooseDrafts(_ index: Int, _ picked: [Entry], rows: Int) {
    guard let speculation = rules.speculation, !speculation.keepsOneSlot else { return }
    let decoding = picked.filter { $0.isDecoding }.count
    var wanted = speculation.tokens
    let own = rules.scheduler == "drafting" ? DraftingScheduler.drafts(sequences: decoding, most: speculation.tokens) : nil
    if let own { wanted = own }
    // What a policy sets is not looked up, and nothing is noted of it.
    if own == nil, case .best(let hysteresis) = speculation.length, decoding > 0 || machines[index].looked != nil {
      if let looked = machines[index].looked, decoding == 0 || abs(decoding - looked.sequences) * 1000 <= hysteresis * looked.sequences {
        wanted = looked.tokens
      } else {
        wanted = best(picked.filter(\.isDecoding))
        machines[index].looked = (decoding, wanted)
      }
    }
    if own == nil, case .byBatch(let lengths, let hysteresis) = speculation.length {
      if let looked = machines[index].looked, abs(decoding - looked.sequences) * 1000 <= hysteresis * looked.sequences {
        wanted = looked.tokens
      } else {
        wanted = (lengths.first { decoding <= $0.sequences } ?? lengths.last!).tokens
        machines[index].looked = (decoding, wanted)
      }
    }
    let drafted = min(wanted, max(0, rows / max(1, decoding) - 1))
    if drafted == machines[index].drafted { return }
    machines[index].drafted = drafted
    for entry in picked where entry.isDecoding { shrink(index, entry) }
  }

  /// How many drafts of each give most tokens a second, walked through all of them, by what a step takes of an engine that is not slowed.
  private func best(_ decoding: [Entry]) -> Int {
    let speculation = rules.speculation!
    let contexts = decoding.reduce(0) { $0 + $1.computed }
    func rate(_ drafts: Int) -> (emitted: Double, time: Double) {
      let rows = decoding.count * (drafts + 1)
      let time = rules.base + rules.perToken * Int64(rows) + rules.perContext * Int64(contexts + rows)
      // Over requests of equal length: all tokens over all steps of as many cycles of each class as it weighs.
      func emitted(_ classes: [AcceptanceClass]) -> Double {
        var (tokens, steps) = (0.0, 0.0)
        for kind in classes {
          let runs = Self.runs(kind.pattern, drafts)
          let own = runs.reduce(0) { $0 + ($1 + drafts) / (drafts + 1) }
          tokens += Double(kind.weight)
          steps += Double(kind.weight) / (Double(runs.reduce(0, +)) / Double(own))
        }
        return tokens / steps
      }
      var (shares, steps) = (0.0, 0.0)
      for kind in speculation.requestClasses where kind.share > 0 {
        shares += kind.share
        steps += kind.share / emitted(kind.classes ?? speculation.classes)
      }
      return (shares > 0 ? shares / steps : emitted(speculation.classes), Double(waiting(time)))
    }
    var best = (drafts: 0, of: rate(0))
    for drafts in 0...speculation.tokens {
      let of = rate(drafts)
      if of.time * best.of.emitted < best.of.time * of.emitted { best = (drafts, of) }
    }
    return best.drafts
  }

  /// Gives back the blocks that a request has beyond its context, where they were not set aside for it.
  mutating func shrink(_ index: Int, _ entry: Entry) {
    if reservedTokens(entry) != nil { return }
    while entry.blocks.count > blocks(entry.computed) { machines[index].cache.release([entry.blocks.removeLast()]) }
  }

  /// What a step has given a request: tokens of context, and of them those within its output.
  func advance(_ index: Int, _ entry: Entry) -> Int {
    if rules.speculation == nil { return 1 }
    return min(step(entry, drafting: machines[index].drafted).end - entry.computed - entry.spared, entry.output - entry.generated)
  }

  /// Of so many tokens that a step has given, those without a KV slot of their own.
  func tokensSpared(_ tokens: Int) -> Int { rules.speculation?.keepsOneSlot == true ? tokens - 1 : 0 }

  /// Tokens beyond its context that a request has slots for at most.
  var tokensAhead: Int { rules.speculation.map { $0.keepsOneSlot ? 0 : 2 * $0.tokens } ?? 0 }
}

extension ReferenceSimulator.Entry {
  /// Whether it is past its prompt and may take part in decode steps.
  var isDecoding: Bool { computed >= target }
}

extension RandomCase {
  /// The same case with steps that verify drafts: chains and trees, of one length or of one that goes by the batch.
  func speculating(_ number: Int) -> RandomCase {
    var copy = self
    var stream = RandomStream(seed: 7, name: "speculation", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    (copy.rules.cappedGroups, copy.rules.perLead) = ([], 0)
    let tokens = draw(0...6)
    let cycle = copy.rules.blockTokens * draw(1...7)
    func cycleOfRuns(_ cycle: Int) -> [Int] {
      var (runs, left) = ([Int](), cycle)
      while left > 0 {
        runs.append(min(left, draw(1...(tokens + 4))))
        left -= runs[runs.count - 1]
      }
      return runs
    }
    let classes = (0..<draw(1...3)).map { _ in AcceptanceClass(weight: draw(1...4), pattern: AcceptancePattern(runs: cycleOfRuns(cycle))) }
    copy.rules.speculation = SpeculationRules(tokens: tokens, depth: draw(0...2) == 0 ? draw(0...tokens) : nil, classes: classes)
    if copy.rules.speculation!.depth == tokens && draw(0...1) == 0 {
      var (lengths, sequences) = ([SpeculationRules.LengthOfBatch](), 0)
      for _ in 0..<draw(1...3) {
        sequences += draw(1...3)
        lengths.append(.init(sequences: sequences, tokens: draw(0...tokens)))
      }
      let hysteresis = draw(0...1) * draw(0...500)
      copy.rules.speculation!.length =
        number % 4 == 0 ? .best(hysteresisPermille: hysteresis) : .byBatch(lengths, hysteresisPermille: hysteresis)
    }
    copy.rules.kvBlocks += draw(0...20)
    copy.rules.speculation!.measure(number, arrivals: copy.rules.classes, blockTokens: copy.rules.blockTokens)
    return copy
  }

  /// A third of the cases with drafts, of policies that have a rule for them.
  func speculatingAtTimes(_ number: Int) -> RandomCase {
    number % 3 == 0 && (Rules.speculating + ["splitfuse"]).contains(rules.scheduler) ? speculating(number) : self
  }
}

extension SpeculationRules {
  /// Half of the cases have cycles of their own for shorter drafts, and half of those with classes of requests acceptances for some of them.
  fileprivate mutating func measure(_ number: Int, arrivals: [RequestClass], blockTokens: Int) {
    // A stream of its own, so that all else of a case is what it was before.
    var stream = RandomStream(seed: 7, name: "measured acceptance", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    func runs(_ cycle: Int) -> [Int] {
      var (runs, left) = ([Int](), cycle)
      while left > 0 {
        runs.append(min(left, draw(1...(tokens + 2))))
        left -= runs[runs.count - 1]
      }
      return runs
    }
    if number % 6 == 1 && length == .fixed && depth == tokens { keepsOneSlot = true }
    if draw(0...1) == 0 {
      let lengths = (0..<max(1, tokens)).filter { _ in draw(0...1) == 0 }
      for index in classes.indices {
        let pattern = classes[index].pattern
        classes[index].pattern = AcceptancePattern(
          runs: pattern.runs, shorter: lengths.map { .init(tokens: $0, runs: runs(pattern.tokens)) })
      }
    }
    if arrivals.isEmpty || draw(0...1) == 0 { return }
    requestClasses = arrivals.map { kind in
      if draw(0...2) == 0 { return RequestClassAcceptance(share: kind.share) }
      let cycle = blockTokens * draw(1...5)
      return RequestClassAcceptance(
        share: kind.share,
        classes: (0..<draw(1...2)).map { _ in AcceptanceClass(weight: draw(1...3), pattern: AcceptancePattern(runs: runs(cycle))) })
    }
  }
}

extension Rules {
  /// Policies under which steps may verify drafts.
  static let speculating = [
    "fcfs", "sarathi", "sarathi_fixed", "hybrid_only", "chunked_only", "prefill_first", "shortest_job_first", "priority",
    "earliest_deadline", "splitwise",
  ]
}

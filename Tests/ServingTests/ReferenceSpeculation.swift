import Kernel
import Serving

/// Steps that verify drafts, walked run by run from the first token on.
extension ReferenceSimulator {
  /// How a request's drafts are accepted: the runs of its class, and how far ahead of its context it stands in them.
  func acceptance(_ entry: Entry) -> (runs: [Int], offset: Int) {
    if let known = entry.acceptance { return known }
    let classes = rules.speculation!.classes
    var stream = RandomStream(seed: 1, name: "acceptance", substream: UInt64(entry.id))
    var names: [Int] = []
    for (place, kind) in classes.enumerated() { names += Array(repeating: place, count: kind.weight) }
    let kind = classes[names[stream.integer(below: names.count)]]
    let tokens = kind.pattern.runs.reduce(0, +)
    entry.acceptance = (kind.pattern.runs, rules.blockTokens * stream.integer(below: tokens / rules.blockTokens))
    return entry.acceptance!
  }

  /// From where to where the next step of a request goes, in tokens of its context; it may begin before what the request has.
  func step(_ entry: Entry, drafting: Int) -> (begin: Int, end: Int) {
    let (runs, offset) = acceptance(entry)
    let most = min(drafting, rules.speculation!.depth) + 1
    var (place, next) = (0, 0)
    while true {
      var rest = runs[next % runs.count]
      next += 1
      while rest > 0 {
        let taken = min(rest, most)
        if place + taken > entry.computed + offset { return (place - offset, place + taken - offset) }
        place += taken
        rest -= taken
      }
    }
  }

  /// Tokens of context that a request needs blocks for in its next step.
  func tokensHeld(_ index: Int, _ entry: Entry) -> Int {
    guard rules.speculation != nil else { return entry.computed + 1 }
    let drafted = machines[index].drafted
    return step(entry, drafting: drafted).begin + 2 * drafted + 1
  }

  /// Rows that so many decodes are in an iteration.
  func rows(_ index: Int, _ decodes: Int) -> Int { decodes * (machines[index].drafted + 1) }

  /// Settles how much is drafted for the requests that are to decode, in an iteration with room for so many rows. Where that is not
  /// as much as before, all blocks taken ahead come back.
  mutating func chooseDrafts(_ index: Int, _ picked: [Entry], rows: Int) {
    guard let speculation = rules.speculation else { return }
    let decoding = picked.filter { $0.isDecoding }.count
    var wanted = speculation.tokens
    if case .best(let hysteresis) = speculation.length, decoding > 0 || machines[index].looked != nil {
      if let looked = machines[index].looked, decoding == 0 || abs(decoding - looked.sequences) * 1000 <= hysteresis * looked.sequences {
        wanted = looked.tokens
      } else {
        wanted = best(picked.filter(\.isDecoding))
        machines[index].looked = (decoding, wanted)
      }
    }
    if case .byBatch(let lengths, let hysteresis) = speculation.length {
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
      var (tokens, steps) = (0.0, 0.0)
      for kind in speculation.classes {
        let cycle = Double(kind.pattern.runs.reduce(0, +))
        let own = kind.pattern.runs.reduce(0) { $0 + ($1 + drafts) / (drafts + 1) }
        tokens += Double(kind.weight)
        steps += Double(kind.weight) / (cycle / Double(own))
      }
      return (tokens / steps, Double(waiting(time)))
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
    return min(step(entry, drafting: machines[index].drafted).end - entry.computed, entry.output - entry.generated)
  }
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
    let classes = (0..<draw(1...3)).map { _ in
      var (runs, left) = ([Int](), cycle)
      while left > 0 {
        runs.append(min(left, draw(1...(tokens + 4))))
        left -= runs[runs.count - 1]
      }
      return AcceptanceClass(weight: draw(1...4), pattern: AcceptancePattern(runs: runs))
    }
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
    return copy
  }

  /// A third of the cases with drafts, of policies that have a rule for them.
  func speculatingAtTimes(_ number: Int) -> RandomCase {
    number % 3 == 0 && (Rules.speculating + ["splitfuse"]).contains(rules.scheduler) ? speculating(number) : self
  }
}

extension Rules {
  /// Policies under which steps may verify drafts.
  static let speculating = [
    "fcfs", "sarathi", "sarathi_fixed", "hybrid_only", "chunked_only", "prefill_first", "shortest_job_first", "priority",
    "earliest_deadline", "splitwise",
  ]
}

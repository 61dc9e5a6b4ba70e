import Kernel
import Testing
import Workload

@Suite("Transforms of a trace") struct TransformTests {
  /// A request a second; prompts 1, 2, 3, ... so that each can be told from the others.
  static func ticking(_ count: Int, every step: Duration = .seconds(1), from start: Instant = .start) -> ArrivalList {
    ArrivalList(
      (0..<count).map {
        Arrival(time: start + step * $0, promptTokens: $0 + 1, outputTokens: 2 * $0 + 1, blockHashes: [UInt64($0) % 3, UInt64($0)])
      })
  }

  // MARK: Rate

  @Test("A rate factor is the decimal fraction that was written, not the nearest binary number")
  func factorIsDecimal() throws {
    for (value, numerator, denominator) in [(1.1, 11, 10), (0.07, 7, 100), (2, 2, 1), (1e-6, 1, 1_000_000), (33.333, 33333, 1000)]
      as [(Double, Int64, Int64)]
    {
      let factor = try RateFactor(value)
      #expect(factor.numerator == numerator, "\(value)")
      #expect(factor.denominator == denominator, "\(value)")
    }
    for bad in [0, -1, .nan, .infinity, 1e7, 1e-7] { #expect(throws: InputError.self) { try RateFactor(bad) } }
    #expect(throws: InputError.self) { try RateFactor(numerator: 1, denominator: 0) }
  }

  @Test("Scaling divides every time from the original: a million steps later it is still exact")
  func scalingDoesNotDrift() throws {
    var source = ScaledRate(Self.ticking(1_000_001, every: .milliseconds(1)), by: try RateFactor(numerator: 3, denominator: 1))
    var last = Instant.never
    while let arrival = try source.next() { last = arrival.time }
    // A million milliseconds over three, to the nearest picosecond; adding rounded gaps would be off by a third of a million.
    #expect(last.picoseconds == 333_333_333_333_333)
  }

  @Test("Scaling there and back moves no time by more than the rounding", arguments: [1.1, 0.3, 7.0, 12.5])
  func scalingThereAndBack(value: Double) throws {
    let factor = try RateFactor(value)
    let inverse = try RateFactor(numerator: factor.denominator, denominator: factor.numerator)
    let original = try all(Self.ticking(1000, every: Duration(picoseconds: 123_456_789_123)))
    let back = try all(ScaledRate(ScaledRate(ArrivalList(original), by: factor), by: inverse))
    for (before, after) in zip(original, back) {
      #expect(abs((before.time - after.time).picoseconds) <= Int64((value / 2).rounded(.up)) + 1)
      #expect(before.promptTokens == after.promptTokens)
    }
  }

  @Test("A trace slowed past 106 days is refused, not wrapped") func slowedTooFar() throws {
    let source = ScaledRate(ArrivalList([Arrival(time: seconds(100), promptTokens: 1, outputTokens: 1)]), by: try RateFactor(1e-6))
    #expect(throws: InputError.self) { try all(source) }
  }

  // MARK: Window, limit, clip

  @Test("A window keeps from its first instant up to, not with, its last, and begins at the start") func window() throws {
    let kept = try all(TimeWindow(Self.ticking(10), from: seconds(2), to: seconds(5)))
    #expect(kept.map(\.promptTokens) == [3, 4, 5])
    #expect(kept.map(\.time) == [.start, seconds(1), seconds(2)])
    #expect(throws: InputError.self) { try TimeWindow(Self.ticking(1), from: seconds(2), to: seconds(2)) }
  }

  @Test("Windows side by side hold every request once") func windowsPartition() throws {
    let cuts = [0, 1.5, 2, 7.25, 100].map(seconds)
    let parts = try zip(cuts, cuts.dropFirst()).flatMap { try all(TimeWindow(Self.ticking(20), from: $0, to: $1)) }
    #expect(parts.map(\.promptTokens) == Array(1...20))
  }

  @Test("A limit keeps the first requests and does not read on") func limit() throws {
    var reads = 0
    let source = try RequestLimit(Counting(Self.ticking(10)) { reads += 1 }, count: 3)
    #expect(try all(source).count == 3)
    #expect(reads == 3)
    #expect(try all(RequestLimit(Self.ticking(2), count: 3)).count == 2)
    #expect(throws: InputError.self) { try RequestLimit(Self.ticking(2), count: 0) }
  }

  @Test("Clipping cuts what is too long, reports how often, and keeps the blocks that are still full") func clip() throws {
    let long = Arrival(time: .start, promptTokens: 40, outputTokens: 9, blockHashes: [1, 2, 3, 4, 5])
    var source = try ClippedLengths(
      ArrivalList([long, Arrival(time: .start, promptTokens: 3, outputTokens: 9)]), maximumPromptTokens: 20, maximumOutputTokens: 8,
      blockTokens: 8)
    #expect(try source.next() == Arrival(time: .start, promptTokens: 20, outputTokens: 8, blockHashes: [1, 2]))
    #expect(try source.next() == Arrival(time: .start, promptTokens: 3, outputTokens: 8))
    #expect(source.report.notes.map(\.count) == [1, 2])
    #expect(throws: InputError.self) {
      try ClippedLengths(ArrivalList([]), maximumPromptTokens: 0, maximumOutputTokens: nil, blockTokens: nil)
    }
  }

  // MARK: New times, new order

  @Test("Resampling changes times and nothing else") func resamplingKeepsRequests() throws {
    let original = try all(Self.ticking(500))
    let resampled = try all(ResampledArrivals(ArrivalList(original), arrivals: .poisson(requestsPerSecond: 4), seed: 1))
    #expect(resampled.map(\.promptTokens) == original.map(\.promptTokens))
    #expect(resampled.map(\.blockHashes) == original.map(\.blockHashes))
    #expect(zip(resampled, resampled.dropFirst()).allSatisfy { $0.time <= $1.time })
  }

  @Test("All at once: every request at the start, in order") func atOnce() throws {
    let arrivals = try all(ResampledArrivals(Self.ticking(50), arrivals: .atOnce, seed: 1))
    #expect(arrivals.allSatisfy { $0.time == .start })
    #expect(arrivals.map(\.promptTokens) == Array(1...50))
  }

  @Test("Shuffling gives each request once; the seed decides the order; times stay") func shuffling() throws {
    let one = try all(ReorderedLengths(Self.ticking(1000), order: .shuffled, seed: 1))
    let same = try all(ReorderedLengths(Self.ticking(1000), order: .shuffled, seed: 1))
    let other = try all(ReorderedLengths(Self.ticking(1000), order: .shuffled, seed: 2))
    #expect(one == same)
    #expect(one != other)
    #expect(one.map(\.promptTokens) != Array(1...1000))
    #expect(one.map(\.promptTokens).sorted() == Array(1...1000))
    #expect(one.map(\.time) == (0..<1000).map { seconds(Double($0)) })
    // Prompt, output and blocks move together.
    #expect(one.allSatisfy { $0.outputTokens == 2 * $0.promptTokens - 1 && $0.blockHashes[1] == UInt64($0.promptTokens - 1) })
  }

  @Test("A bootstrap draws with replacement: 1 - 1/e of the requests appear") func bootstrap() throws {
    let drawn = try all(ReorderedLengths(Self.ticking(20_000), order: .bootstrapped, seed: 3))
    #expect(drawn.count == 20_000)
    let distinct = Double(Set(drawn.map(\.promptTokens)).count) / 20_000
    // Standard deviation of the share: sqrt((1/e - 2/e^2) / n) = 0.0022.
    #expect(abs(distinct - 0.63212) < 0.01)
  }

  // MARK: Repetition

  @Test("A repeated trace goes on a mean gap after its end, at its own rate") func repetition() throws {
    let source = try RepeatedTrace(requests: 25) { Self.ticking(10, from: seconds(3)) }
    let arrivals = try all(source)
    #expect(arrivals.count == 25)
    #expect(arrivals.map(\.promptTokens) == (0..<25).map { $0 % 10 + 1 })
    #expect(arrivals.map(\.time) == (0..<25).map { seconds(3 + Double($0)) })
  }

  @Test("Repeated prompts are the same ones, or new ones with the same sharing inside a pass") func repeatedBlocks() throws {
    let kept = try all(RepeatedTrace(requests: 30, blocks: .kept) { Self.ticking(10) })
    #expect(Set(kept.flatMap(\.blockHashes)) == Set(0..<10))
    let distinct = try all(RepeatedTrace(requests: 30, blocks: .distinct) { Self.ticking(10) })
    let passes = (0..<3).map { distinct[($0 * 10)..<($0 * 10 + 10)].map(\.blockHashes) }
    #expect(passes[0] == kept[0..<10].map(\.blockHashes))
    for (left, right) in [(0, 1), (0, 2), (1, 2)] {
      #expect(Set(passes[left].joined()).isDisjoint(with: passes[right].joined()))
    }
    for pass in passes {
      for (i, first) in pass.enumerated() {
        for (j, second) in pass.enumerated() { #expect((first[0] == second[0]) == (i % 3 == j % 3)) }
      }
    }
  }

  @Test("An empty trace cannot be repeated, and says so instead of going round for ever") func repeatingNothing() throws {
    #expect(throws: InputError.self) { try all(RepeatedTrace(requests: 3) { ArrivalList([]) }) }
    #expect(try all(RepeatedTrace(requests: 3) { Self.ticking(1) }).map(\.time) == [.start, .start, .start])
  }
}

/// Counts how often a source is asked.
struct Counting: ArrivalSource {
  var base: any ArrivalSource
  var count: () -> Void
  init(_ base: any ArrivalSource, count: @escaping () -> Void) {
    self.base = base
    self.count = count
  }
  mutating func next() throws -> Arrival? {
    count()
    return try base.next()
  }
}

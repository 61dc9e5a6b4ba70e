import Kernel
import Testing
import Workload

@Suite("Trace statistics") struct TraceSummaryTests {
  @Test("Exact quantiles interpolate as numpy does") func exactQuantiles() {
    var recorder = QuantileRecorder()
    for value in [40, 10, 30, 20] as [Int64] { recorder.record(value) }
    #expect(recorder.isExact)
    // numpy.quantile([10, 20, 30, 40], [0, 0.25, 0.5, 0.9, 1])
    #expect(zip(recorder.quantiles([0, 0.25, 0.5, 0.9, 1]), [10, 17.5, 25, 37, 40]).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(recorder.mean == 25)
    #expect((recorder.minimum, recorder.maximum) == (10, 40))
    #expect(QuantileRecorder().quantiles([0.5]) == [0])
  }

  @Test("Beyond its capacity a recorder keeps quantiles within the stated error") func histogramQuantiles() {
    var exact = QuantileRecorder()
    var bounded = QuantileRecorder(exactCapacity: 100)
    var stream = RandomStream(seed: 1, name: "values")
    for _ in 0..<50_000 {
      // Thirteen orders of magnitude, as gaps in picoseconds have.
      let value = Int64(stream.next() >> (20 + stream.next() % 43))
      exact.record(value)
      bounded.record(value)
    }
    #expect(exact.isExact && !bounded.isExact)
    #expect(exact.mean == bounded.mean)
    let levels = TraceSummary.levels
    for (one, other) in zip(exact.quantiles(levels), bounded.quantiles(levels)) {
      // One rank of slack for the interpolation between neighbours.
      #expect(abs(one - other) <= max(one, other) * (QuantileRecorder.histogramRelativeError + 0.01) + 1, "\(one) \(other)")
    }
    #expect((exact.minimum, exact.maximum) == (bounded.minimum, bounded.maximum))
    bounded.record(.max)
    #expect(bounded.quantiles([1])[0] >= 9.2e18)
  }

  @Test("Dispersion of counts: 0 for a clock, 1 for Poisson, more for bursts") func dispersion() throws {
    func indices(_ process: ArrivalProcess) throws -> [Double] {
      let lengths = LengthModel.independent(prompt: .constant(1), output: .constant(1))
      let source = try SyntheticSource(arrivals: process, lengths: lengths, seed: 2, requests: 100_000)
      return try TraceSummary(of: source).dispersionOfCounts.compactMap(\.index)
    }
    #expect(try indices(.constant(requestsPerSecond: 10)).allSatisfy { $0 < 1e-9 })
    let poisson = try indices(.poisson(requestsPerSecond: 10))
    // Standard error sqrt(2 / windows): 0.014, 0.045, 0.11.
    #expect(poisson.count == 3)
    #expect(zip(poisson, [0.06, 0.18, 0.45]).allSatisfy { abs($0 - 1) < $1 })
    // Gamma gaps of variation 3: the index tends to its square.
    let bursty = try indices(.gamma(requestsPerSecond: 10, coefficientOfVariation: 3))
    #expect(bursty[2] > 6 && bursty[2] < 12)
  }

  @Test("Prefix sharing counts what an endless cache would find") func sharing() throws {
    let prompts: [[UInt64]] = [[1, 2, 3], [1, 2, 4], [], [5, 2], [1, 2, 4]]
    let source = ArrivalList(prompts.map { Arrival(time: .start, promptTokens: 30, outputTokens: 1, blockHashes: $0) })
    let summary = try TraceSummary(of: source, blockTokens: 8)
    #expect(summary.blocks == 11)
    // Two of the second prompt, all of the last; the block 2 behind a new block 5 is not a shared prefix.
    #expect(summary.sharedBlocks == 5)
    #expect(summary.distinctBlocks == 5)
  }

  @Test("Counts, tokens, span and rate add up") func totals() throws {
    let source = ArrivalList((0..<11).map { Arrival(time: seconds(Double($0)), promptTokens: $0 + 1, outputTokens: 2) })
    let summary = try TraceSummary(of: source)
    #expect(summary.requests == 11)
    #expect((summary.promptTokens, summary.outputTokens) == (66, 22))
    #expect(summary.span == .seconds(10))
    #expect(summary.requestsPerSecond == 1.1)
    #expect(summary.gap.count == 10)
    #expect(summary.gap.coefficientOfVariation == 0)
  }
}

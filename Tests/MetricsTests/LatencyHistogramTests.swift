import Kernel
import Metrics
import Testing

@Suite("A latency histogram")
struct LatencyHistogramTests {
  /// Log-uniform lengths of time from a picosecond to 106 days: every octave is met.
  private func lengths(_ count: Int, seed: UInt64) -> [Int64] {
    var stream = RandomStream(seed: seed, name: "lengths")
    return (0..<count).map { _ in Int64(bitPattern: stream.next() >> UInt64(1 + stream.integer(below: 62))) }
  }

  @Test("keeps count, sum, least and greatest exactly")
  func exactMoments() {
    var histogram = LatencyHistogram()
    let values = lengths(10_000, seed: 1)
    for value in values { histogram.record(value) }
    #expect(histogram.count == values.count)
    #expect(histogram.sum == values.reduce(Int128(0)) { $0 + Int128($1) })
    #expect(histogram.minimum == values.min())
    #expect(histogram.maximum == values.max())
  }

  @Test("gives quantiles within its stated error of the exact ones", arguments: [1, 2, 3, 10, 1_000, 20_000])
  func quantileError(count: Int) {
    for seed in UInt64(1)...20 {
      var histogram = LatencyHistogram()
      var column = SampleColumn()
      for value in lengths(count, seed: seed) {
        histogram.record(value)
        column.append(value)
      }
      for fraction in [0, 0.001, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 1] {
        let exact = column.quantile(fraction) ?? -1
        let estimate = histogram.quantile(fraction) ?? -1
        #expect(abs(estimate - exact) <= exact * LatencyHistogram.relativeError, "p\(fraction * 100) of \(count), seed \(seed)")
      }
    }
  }

  @Test("is exact at both ends and below 512 ps")
  func exactWhereBucketsAreSingleValues() {
    var histogram = LatencyHistogram()
    for value in Int64(0)..<512 { histogram.record(value) }
    #expect(histogram.quantile(0.5) == 255.5)
    histogram.record(.max)
    #expect(histogram.maximum == .max)
    #expect(histogram.quantile(1) == Double(Int64.max))
    #expect(histogram.quantile(0) == 0)
  }

  @Test("records a small progression as the plain loop does, every case")
  func everySmallProgression() {
    for first in stride(from: Int64(0), through: 1_100, by: 37) {
      for growth in Int64(-5)...70 {
        for steps in 0...40 where first + growth * Int64(max(0, steps - 1)) >= 0 {
          expectEqualToLoop(first: first, growth: growth, steps: steps, count: 1 + steps % 3)
        }
      }
    }
  }

  @Test("records random progressions of any size as the plain loop does")
  func randomProgressions() {
    var stream = RandomStream(seed: 7, name: "progressions")
    for _ in 0..<1_500 {
      let first = Int64(bitPattern: stream.next() >> UInt64(3 + stream.integer(below: 58)))
      let steps = 1 + stream.integer(below: 600)
      // The last value must fit; growth may be far larger than a bucket, or far smaller.
      let growth = Int64(bitPattern: stream.next() >> UInt64(3 + stream.integer(below: 58))) / Int64(steps)
      expectEqualToLoop(first: first, growth: growth, steps: steps, count: 1 + stream.integer(below: 256))
      expectEqualToLoop(first: first + growth * Int64(steps - 1), growth: -growth, steps: steps, count: 1)
    }
  }

  @Test("reaches the greatest lengths there are")
  func progressionUpToTheLastValue() {
    expectEqualToLoop(first: .max - 100, growth: 1, steps: 101, count: 2)
    expectEqualToLoop(first: .max - (1 << 60), growth: 1 << 50, steps: 1 << 10, count: 1)
  }

  private func expectEqualToLoop(first: Int64, growth: Int64, steps: Int, count: Int) {
    var bulk = LatencyHistogram()
    var loop = LatencyHistogram()
    bulk.record(first: first, growth: growth, steps: steps, count: count)
    for step in 0..<steps { loop.record(first + growth * Int64(step), count: count) }
    let same = bulk.equals(loop)
    if !same { Issue.record("\(steps) steps from \(first) by \(growth), \(count) each") }
  }

  @Test("holds after merging what it would have held recording all")
  func merging() {
    var left = LatencyHistogram()
    var right = LatencyHistogram()
    var all = LatencyHistogram()
    for (index, value) in lengths(5_000, seed: 3).enumerated() {
      if index % 3 == 0 { left.record(value) } else { right.record(value) }
      all.record(value)
    }
    left.merge(right)
    let merged = left.equals(all)
    #expect(merged)
    let copied = left.copy().equals(left)
    #expect(copied)
    left.removeAll()
    let emptied = left.equals(LatencyHistogram())
    #expect(emptied)
    #expect(left.quantile(0.5) == nil)
  }

  @Test("counts what lies at or below a limit, to a bucket")
  func countAtMost() {
    var histogram = LatencyHistogram()
    for value in Int64(1)...1_000 { histogram.record(value * 1_000_000) }
    #expect(histogram.countAtMost(0) == 0)
    #expect(histogram.countAtMost(.max) == 1_000)
    let count = histogram.countAtMost(500_000_000)
    #expect((500...502).contains(count))
  }
}

@Suite("A column of samples")
struct SampleColumnTests {
  @Test("interpolates quantiles as numpy does")
  func numpyQuantiles() {
    // numpy.quantile([15, 20, 35, 40, 50], [0, .05, .3, .4, .5, .95, 1]) = 15, 16, 23, 29, 35, 48, 50
    var column = SampleColumn([40, 15, 50, 20, 35])
    let expected: [(Double, Double)] = [(0, 15), (0.05, 16), (0.3, 23), (0.4, 29), (0.5, 35), (0.95, 48), (1, 50)]
    for (fraction, value) in expected { #expect(abs(column.quantile(fraction)! - value) < 1e-9) }
  }

  @Test("of nothing has no quantiles, of one value has that")
  func smallest() {
    var none = SampleColumn()
    #expect(none.quantile(0.5) == nil)
    var one = SampleColumn([7])
    #expect(one.quantile(0.99) == 7)
    one.append(9)
    #expect(one.quantile(0.5) == 8)
  }
}

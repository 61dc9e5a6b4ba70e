import Kernel
import Metrics
import Testing

@Suite("A confidence interval")
struct ConfidenceIntervalTests {
  @Test("uses Student's t as the tables have it")
  func studentTable() {
    // Two-sided 95 % and 99 % points, from the tables in every textbook.
    for (level, freedom, value) in [(0.95, 1.0, 12.7062), (0.95, 9, 2.2622), (0.95, 30, 2.0423), (0.99, 10, 3.1693)] {
      #expect(abs(StudentT.criticalValue(level: level, degreesOfFreedom: freedom) - value) < 5e-5)
    }
  }

  @Test("of a mean follows the textbook's formula")
  func handComputed() throws {
    // Mean 5, sample variance 20/3, t(3) = 3.18245: half width 3.18245 x sqrt(20/3/4) = 4.1085.
    let interval = try #require(ConfidenceInterval(ofMeanOf: [2, 4, 6, 8]))
    #expect(interval.mean == 5)
    #expect(abs(interval.halfWidth - 4.1085) < 1e-4)
    #expect(ConfidenceInterval(ofMeanOf: [2]) == nil)
  }

  @Test("of paired differences takes out what both sides share")
  func paired() throws {
    let baseline = [100.0, 140, 90, 170]
    let candidate = baseline.enumerated().map { $1 - 3 - Double($0 % 2) }
    let difference = try #require(PairedDifference(baseline: baseline, candidate: candidate))
    // Differences -3, -4, -3, -4: mean -3.5, deviation 0.57735, half width 3.18245 x 0.57735 / 2 = 0.91869.
    #expect(difference.interval.mean == -3.5)
    #expect(abs(difference.interval.halfWidth - 0.91869) < 1e-4)
    #expect(difference.verdict(.lowerIsBetter) == .better)
    #expect(difference.verdict(.higherIsBetter) == .worse)
    #expect(PairedDifference(baseline: [1, 2], candidate: [1]) == nil)
    #expect(PairedDifference(baseline: [1, 2, 3], candidate: [2, 1, 3])?.verdict(.lowerIsBetter) == .undecided)
  }

  @Test("by batch means covers the true mean about 95 times in 100", arguments: [0.0, 0.5, 0.9])
  func coverage(correlation: Double) throws {
    // An autoregressive series of mean 10, summed into 64 batches of 64 as a run's requests are.
    let runs = 600
    var covered = 0
    for run in 0..<runs {
      var stream = RandomStream(seed: 11, name: "coverage", substream: UInt64(run))
      var deviation = stream.normal() / (1 - correlation * correlation).squareRoot()
      let sums = (0..<64).map { _ in
        (0..<64).reduce(0.0) { sum, _ in
          deviation = correlation * deviation + stream.normal()
          return sum + 10 + deviation
        }
      }
      let interval = try #require(BatchMeans.interval(sums: sums, counts: Array(repeating: 64, count: 64)))
      if interval.contains(10) { covered += 1 }
    }
    // The share's own standard error is 0.9 %; five of them either way, with room below for the batches' correlation.
    let share = Double(covered) / Double(runs)
    #expect((0.90...0.98).contains(share), "covered \(share)")
  }

  @Test("by batch means of independent equal batches is the textbook's")
  func equalBatches() throws {
    let means: [Double] = [3, 5, 4, 8, 5]
    let textbook = try #require(ConfidenceInterval(ofMeanOf: means))
    let batched = try #require(BatchMeans.interval(sums: means.map { $0 * 7 }, counts: Array(repeating: 7, count: 5)))
    #expect(abs(textbook.mean - batched.mean) < 1e-12)
    #expect(abs(textbook.halfWidth - batched.halfWidth) < 1e-12)
  }

  @Test("is withheld where there is nothing to judge by")
  func tooLittle() {
    #expect(BatchMeans.interval(sums: [], counts: []) == nil)
    #expect(BatchMeans.interval(sums: [4, 0], counts: [2, 0]) == nil)
  }
}

@Suite("The end of a warm-up by MSER")
struct MSERTests {
  @Test("is where a transient ends")
  func transient() {
    var stream = RandomStream(seed: 5, name: "noise")
    let means = (0..<64).map { index in 10 + stream.normal() * 0.1 - (index < 12 ? Double(12 - index) : 0) }
    let cut = MSER.warmUpBatches(means)
    #expect((11...13).contains(cut), "cut after \(cut)")
  }

  @Test("minimises the marginal standard error, as computed term by term")
  func definition() {
    var stream = RandomStream(seed: 6, name: "noise")
    for _ in 0..<50 {
      let means = (0..<40).map { _ in stream.uniform() }
      func score(_ cut: Int) -> Double {
        let kept = means[cut...]
        let mean = kept.reduce(0, +) / Double(kept.count)
        return kept.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(kept.count * kept.count)
      }
      let cut = MSER.warmUpBatches(means)
      #expect((0...20).allSatisfy { score(cut) <= score($0) * (1 + 1e-9) })
    }
  }

  @Test("is at once where nothing varies, or where there is too little to judge by")
  func nothingToLeaveOut() {
    #expect(MSER.warmUpBatches(Array(repeating: 3, count: 64)) == 0)
    #expect(MSER.warmUpBatches([9, 1, 1, 1, 1]) == 0)
  }
}

import Foundation
import Kernel
import Testing
import Workload

@Suite("Arrival processes and length distributions") struct GeneratorTests {
  static let count = 200_000

  func gaps(_ process: ArrivalProcess, seed: UInt64, count: Int = GeneratorTests.count) throws -> [Double] {
    let lengths = LengthModel.independent(prompt: .constant(1), output: .constant(1))
    let times = try all(SyntheticSource(arrivals: process, lengths: lengths, seed: seed, requests: count)).map(\.time.seconds)
    return zip(times, [0] + times).map(-)
  }

  func moments(_ values: [Double]) -> (mean: Double, variation: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return (mean, variance.squareRoot() / mean)
  }

  @Test("Mean gap and variation are those asked for, at each of three seeds", arguments: [1, 2, 3] as [UInt64])
  func gapMoments(seed: UInt64) throws {
    let cases: [(ArrivalProcess, variation: Double)] = [
      (.poisson(requestsPerSecond: 20), 1), (.gamma(requestsPerSecond: 20, coefficientOfVariation: 2), 2),
      (.gamma(requestsPerSecond: 20, coefficientOfVariation: 0.5), 0.5), (.gamma(requestsPerSecond: 20, shape: 0.25), 2),
    ]
    for (process, variation) in cases {
      let measured = moments(try gaps(process, seed: seed))
      // Four standard errors of the mean: a correct process fails one time in sixteen thousand, and the seeds are fixed.
      let margin = 4 * variation * 0.05 / Double(Self.count).squareRoot()
      #expect(abs(measured.mean - 0.05) < margin, "\(process)")
      #expect(abs(measured.variation / variation - 1) < 0.05, "\(process)")
    }
  }

  @Test("Poisson gaps are exponential: the Kolmogorov distance is what chance gives") func poissonIsExponential() throws {
    let sorted = try gaps(.poisson(requestsPerSecond: 20), seed: 5).sorted()
    var distance = 0.0
    for (index, gap) in sorted.enumerated() {
      let expected = 1 - exp(-20 * gap)
      distance = max(
        distance, abs(expected - Double(index) / Double(sorted.count)), abs(expected - Double(index + 1) / Double(sorted.count)))
    }
    // 1.95 / sqrt(n) is passed once in a thousand.
    #expect(distance < 1.95 / Double(sorted.count).squareRoot())
  }

  @Test("A constant process is exact however long: the i-th request at i / rate") func constantIsExact() throws {
    let lengths = LengthModel.independent(prompt: .constant(1), output: .constant(1))
    let arrivals = try all(SyntheticSource(arrivals: .constant(requestsPerSecond: 3), lengths: lengths, seed: 1, requests: 30_001))
    #expect(arrivals[1].time.picoseconds == 333_333_333_333)
    #expect(arrivals[30_000].time == seconds(10_000))
  }

  @Test("Lengths do not depend on the arrival process, the rate, or how the others were drawn") func lengthsAreTheirOwn() throws {
    let lengths = LengthModel.independent(prompt: .lognormal(median: 800, sigma: 1), output: .uniform(from: 1, through: 500))
    func drawn(_ process: ArrivalProcess, _ count: Int) throws -> [[Int]] {
      try all(SyntheticSource(arrivals: process, lengths: lengths, seed: 9, requests: count)).map { [$0.promptTokens, $0.outputTokens] }
    }
    let reference = try drawn(.poisson(requestsPerSecond: 1), 1000)
    #expect(try drawn(.gamma(requestsPerSecond: 70, coefficientOfVariation: 3), 1000) == reference)
    #expect(try drawn(.atOnce, 400) == Array(reference.prefix(400)))
    // A uniform prompt takes another number of draws than a lognormal one; a constant prompt takes none. The request
    // after it must not notice.
    let constant = LengthModel.independent(prompt: .constant(7), output: .constant(1))
    let other = try all(SyntheticSource(arrivals: .poisson(requestsPerSecond: 1), lengths: constant, seed: 9, requests: 1000))
    let times = try all(SyntheticSource(arrivals: .poisson(requestsPerSecond: 1), lengths: lengths, seed: 9, requests: 1000)).map(\.time)
    #expect(other.map(\.time) == times)
  }

  @Test("A request's stream is the named sub-stream, and the first of a normal pair is the lone normal number") func streams() {
    for request in [0, 1, 2, 1_000_000] {
      var short = RequestStreams(seed: 5, name: "lengths").stream(request)
      var long = RandomStream(seed: 5, name: "lengths", substream: UInt64(request))
      for _ in 0..<5 { #expect(short.next() == long.next()) }
      var pairs = long
      #expect(pairs.normalPair().0 == long.normal())
    }
    var stream = RandomStream(seed: 1, name: "pairs")
    var products = 0.0
    for _ in 0..<100_000 {
      let (first, second) = stream.normalPair()
      products += first * second
    }
    // The mean product of independent normal numbers has a standard error of 1 / sqrt(n).
    #expect(abs(products / 100_000) < 4 / 100_000.0.squareRoot())
  }

  @Test("Distributions have the mean and the range they claim") func lengthDistributions() throws {
    func drawn(_ distribution: LengthDistribution) throws -> [Double] {
      let lengths = LengthModel.independent(prompt: distribution, output: .constant(1))
      return try all(SyntheticSource(arrivals: .atOnce, lengths: lengths, seed: 4, requests: Self.count)).map { Double($0.promptTokens) }
    }
    #expect(try drawn(.constant(12)).allSatisfy { $0 == 12 })
    let uniform = try drawn(.uniform(from: 10, through: 20))
    #expect(Set(uniform) == Set((10...20).map(Double.init)))
    #expect(abs(moments(uniform).mean - 15) < 0.03)
    let lognormal = moments(try drawn(.lognormal(mean: 1000, coefficientOfVariation: 0.8)))
    #expect(abs(lognormal.mean - 1000) < 4 * 800 / Double(Self.count).squareRoot())
    #expect(abs(lognormal.variation - 0.8) < 0.02)
    // Half the mass at 100 exactly, the rest on a line up to 300: mean 0.5 x 100 + 0.5 x 200.
    let curve = try QuantileCurve(levels: [0, 0.5, 1], values: [100, 100, 300])
    let measured = try drawn(.quantiles(curve))
    #expect(curve.mean == 150)
    #expect(abs(moments(measured).mean - 150) < 1)
    #expect(abs(Double(measured.count { $0 == 100 }) / Double(Self.count) - 0.50125) < 0.005)
  }

  @Test("Prompt and output of a joint distribution go together") func jointLengths() throws {
    let joint = try JointLengths(
      prompt: QuantileCurve(levels: [0, 1], values: [1, 1000]),
      cells: [
        .init(endLevel: 0.25, output: QuantileCurve(levels: [0, 1], values: [5, 5])),
        .init(endLevel: 1, output: QuantileCurve(levels: [0, 1], values: [50, 60])),
      ])
    let arrivals = try all(SyntheticSource(arrivals: .atOnce, lengths: .joint(joint), seed: 1, requests: 10_000))
    for arrival in arrivals {
      if arrival.promptTokens < 250 { #expect(arrival.outputTokens == 5) }
      if arrival.promptTokens > 252 { #expect(50...60 ~= arrival.outputTokens) }
    }
    #expect(abs(Double(arrivals.count { $0.outputTokens == 5 }) / 10_000 - 0.25) < 0.02)
  }

  @Test("A duration ends a source before its first arrival at or after it") func duration() throws {
    let lengths = LengthModel.independent(prompt: .constant(1), output: .constant(1))
    let arrivals = try all(
      SyntheticSource(arrivals: .constant(requestsPerSecond: 10), lengths: lengths, seed: 1, duration: .seconds(2)))
    #expect(arrivals.count == 20)
  }

  @Test("Parameters out of range are refused") func badParameters() throws {
    let processes: [ArrivalProcess] = [
      .poisson(requestsPerSecond: 0), .poisson(requestsPerSecond: .nan), .constant(requestsPerSecond: -1),
      .constant(requestsPerSecond: .infinity), .gamma(requestsPerSecond: 1, coefficientOfVariation: 0),
      .gamma(requestsPerSecond: 1, shape: -1), .poisson(requestsPerSecond: 1e10),
    ]
    for process in processes { #expect(throws: InputError.self, "\(process)") { try process.validate() } }
    let distributions: [LengthDistribution] = [
      .constant(0), .constant(1_000_000_000_000), .uniform(from: 5, through: 4), .uniform(from: 0, through: 4),
      .lognormal(median: 0, sigma: 1), .lognormal(median: 100, sigma: -1), .lognormal(median: .nan, sigma: 1),
      .lognormal(mean: 100, coefficientOfVariation: .infinity), .quantiles(try QuantileCurve(levels: [0, 1], values: [0, 5])),
    ]
    for distribution in distributions { #expect(throws: InputError.self, "\(distribution)") { try distribution.validate() } }
    #expect(throws: InputError.self) { try QuantileCurve(levels: [0, 0.5], values: [1, 2]) }
    #expect(throws: InputError.self) { try QuantileCurve(levels: [0, 1], values: [2, 1]) }
    #expect(throws: InputError.self) { try QuantileCurve(levels: [0, .nan, 1], values: [1, 2, 3]) }
  }

  @Test("A process that passes 106 days stops with an error, not a wrapped time") func beyondTime() throws {
    let lengths = LengthModel.independent(prompt: .constant(1), output: .constant(1))
    for process in [ArrivalProcess.constant(requestsPerSecond: 1e-6), .poisson(requestsPerSecond: 1e-6)] {
      #expect(throws: InputError.self) { try all(SyntheticSource(arrivals: process, lengths: lengths, seed: 1, requests: 1000)) }
    }
  }
}

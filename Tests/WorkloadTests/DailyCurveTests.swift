import Kernel
import Testing
import Workload

@Suite("A load that follows the hours") struct DailyCurveTests {
  /// The times of requests that come every so many seconds at the load's own rate, in seconds.
  private func times(_ curve: String?, every gap: Duration, count: Int) throws -> [Double] {
    let origin = WorkloadOrigin.synthetic(
      arrivals: .constant(requestsPerSecond: 1 / gap.seconds), lengths: .independent(prompt: .constant(10), output: .constant(5)),
      requests: count)
    let specification = WorkloadSpecification(origin: origin, transforms: try curve.map { [.day(try DailyCurve($0))] } ?? [])
    return try all(try specification.makeSource(seed: 1)).map(\.time.seconds)
  }

  @Test("a curve of ones moves no request")
  func unmoved() throws {
    #expect(try times("1 1", every: .seconds(600), count: 400) == times(nil, every: .seconds(600), count: 400))
  }

  @Test("in each hour come as many requests as the area below the curve says, on every day alike")
  func area() throws {
    let factors = (0..<24).map { Double(($0 * 7 + 3) % 11) / 5 }
    let gap = Duration.seconds(10)
    let curve = try DailyCurve(factors.map { "\($0)" }.joined(separator: " "))
    let days = 3
    let times = try times(curve.description, every: gap, count: Int(curve.mean * 8640 * Double(days)) - 1)
    var counts = Array(repeating: 0, count: 24 * days)
    for time in times { counts[Int(time / 3600)] += 1 }
    for (hour, count) in counts.enumerated() {
      let expected = (factors[hour % 24] + factors[(hour + 1) % 24]) / 2 * 360
      #expect(abs(Double(count) - expected) <= 1.01, "hour \(hour)")
    }
    #expect(times == times.sorted())
  }

  @Test("where the curve is zero nothing comes, and what was due comes when it rises again")
  func zero() throws {
    // Zero from six o'clock to noon and never below it otherwise.
    let times = try times("1 0 0 1", every: .seconds(1000), count: 100)
    #expect(times.allSatisfy { !(21_600.001..<43_200).contains($0.truncatingRemainder(dividingBy: 86_400)) })
    #expect(times.contains { (43_200..<50_000).contains($0) })
  }

  @Test("requests a picosecond apart do not change places")
  func close() throws {
    let times = try times("0.37 1.91 0.02 1.2", every: Duration(picoseconds: 1000), count: 3000)
    #expect(times == times.sorted())
  }

  @Test(
    "what is no curve is refused",
    arguments: ["", "1", "1 x", "1 -1", "0 0", "1 2 3 4 5 6 7", "1 inf", "1 nan", "1 1001", "500 500", "1000 1000", "1e-9 1e-9"])
  func refused(text: String) { #expect(throws: InputError.self) { try DailyCurve(text) } }
}

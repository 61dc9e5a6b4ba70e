import Kernel
import Study
import Testing

@Suite("Verdicts on a share that keeps a promise")
struct AttainmentTestTests {
  private func trial(_ met: Int, of requests: Int, isCut: Bool = false) -> PlanTrial {
    PlanTrial(
      seed: 1, requests: requests, met: [met], exceeded: [requests - met], rejected: 0, unfinished: 0, isCut: isCut,
      joulesPerOutputToken: nil, digest: nil)
  }

  private func trials(_ met: Int..., of requests: Int = 5000) -> [PlanTrial] { met.map { trial($0, of: requests) } }

  private let test = AttainmentTest(seeds: 3, asked: [0.99])

  @Test("what is clear is told from the first seeds, and what is close is not")
  func clear() {
    #expect(test.looks == [3, 5, 8, 12])
    #expect(test.finding(trials(5000, 5000, 5000)) == .holds)
    #expect(test.finding(trials(4500, 4400, 4600)) == .fails)
    #expect(test.finding(trials(4951, 4949, 4955)) == .undecided)
    #expect(test.finding(trials(5000, 4900, 5000)) == .undecided)
  }

  @Test("seeds that agree by chance have an error all the same: so few requests tell nothing")
  func agreement() {
    #expect(test.finding(trials(50, 50, 50, of: 50)) == .undecided)
    #expect(test.finding(trials(49, 49, 49, of: 50)) == .undecided)
  }

  @Test("a run that was cut short can make a fleet fail and never hold")
  func cut() {
    #expect(
      test.finding([trial(4740, of: 5000, isCut: true), trial(4740, of: 5000, isCut: true), trial(4740, of: 5000, isCut: true)]) == .fails)
    #expect(test.finding([trial(5000, of: 5000), trial(5000, of: 5000), trial(5000, of: 5000, isCut: true)]) == .undecided)
    #expect(AttainmentTest(seeds: 1, asked: [0.9]).finding([trial(4740, of: 5000, isCut: true)]) == .fails)
  }

  @Test("one seed is judged by its share, and where everybody is promised for, one that is late decides")
  func simple() {
    let single = AttainmentTest(seeds: 1, asked: [0.99])
    #expect(single.looks == [1])
    #expect(single.finding(trials(4950)) == .holds && single.finding(trials(4949)) == .fails)
    let all = AttainmentTest(seeds: 3, asked: [1])
    #expect(all.finding(trials(5000, 5000, 5000)) == .holds && all.finding(trials(5000, 4999, 5000)) == .fails)
  }

  @Test("of several demands one that fails is enough, and all must hold")
  func demands() {
    let both = AttainmentTest(seeds: 3, asked: [0.99, 0.5])
    func runs(_ first: Int, _ second: Int) -> [PlanTrial] {
      (0..<3).map { _ in
        PlanTrial(
          seed: 1, requests: 5000, met: [first, second], exceeded: [0, 0], rejected: 0, unfinished: 0, isCut: false,
          joulesPerOutputToken: nil, digest: nil)
      }
    }
    #expect(both.finding(runs(5000, 5000)) == .holds)
    #expect(both.finding(runs(5000, 2000)) == .fails)
    #expect(both.finding(runs(5000, 2500)) == .undecided)
  }

  /// The noise of a seed: requests that break the promise come in bursts, so that seeds differ by more than independent requests would.
  struct Noise: Sendable, CustomTestStringConvertible {
    let share: Double
    let requests: Int
    let burst: Int
    var testDescription: String { "\(share) of \(requests), bursts of \(burst)" }
  }

  static let noises = [
    Noise(share: 0.9895, requests: 1000, burst: 1), Noise(share: 0.9895, requests: 1000, burst: 10),
    Noise(share: 0.988, requests: 3000, burst: 1), Noise(share: 0.988, requests: 3000, burst: 10),
    Noise(share: 0.985, requests: 5000, burst: 20), Noise(share: 0.9905, requests: 1000, burst: 1),
    Noise(share: 0.9905, requests: 1000, burst: 10), Noise(share: 0.992, requests: 3000, burst: 1),
    Noise(share: 0.992, requests: 3000, burst: 10), Noise(share: 0.995, requests: 5000, burst: 20),
  ]

  /// Seeds are added as a search adds them, and the verdict is held against the share that the noise was made from.
  @Test("verdicts are wrong no oftener than the confidence says, however seeds are noisy", arguments: noises)
  func errors(noise: Noise) {
    var random = RandomStream(seed: 3, name: "noise")
    let repeats = 400
    var (wrong, told) = (0, 0)
    for _ in 0..<repeats {
      var trials: [PlanTrial] = []
      var finding = AttainmentTest.Finding.undecided
      for look in test.looks where finding == .undecided {
        while trials.count < look {
          var broken = 0
          for _ in 0..<noise.requests / noise.burst where random.uniform() > noise.share { broken += noise.burst }
          trials.append(trial(noise.requests - broken, of: noise.requests))
        }
        finding = test.finding(trials)
      }
      if finding != .undecided { told += 1 }
      if finding == (noise.share < 0.99 ? .holds : .fails) { wrong += 1 }
    }
    // 5 %, and three deviations of the count of 400 above it.
    #expect(Double(wrong) / Double(repeats) <= AttainmentTest.error + 3 * (0.05 * 0.95 / Double(repeats)).squareRoot(), "\(wrong)")
    if noise.burst == 1 && abs(noise.share - 0.99) > 0.0015 { #expect(told > repeats / 2, "\(told)") }
  }
}

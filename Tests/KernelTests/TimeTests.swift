import Kernel
import Testing

/// Time is a whole number of picoseconds: what adds up on paper adds up here, to the last one.
@Suite struct TimeTests {
  @Test func unitsAreWholePicoseconds() {
    #expect(Duration.microseconds(3).picoseconds == 3_000_000)
    #expect(Duration.milliseconds(3).picoseconds == 3_000_000_000)
    #expect(Duration.seconds(3).picoseconds == 3_000_000_000_000)
    #expect(Duration.seconds(-2).seconds == -2)
    #expect(Duration.milliseconds(1500).seconds == 1.5)
    #expect(Duration.microseconds(2500).milliseconds == 2.5)
  }

  @Test func aDayOfTenthsLosesNothing() {
    // The sum that a clock of doubles gets wrong.
    var clock = Instant.start
    for _ in 0..<864_000 { clock += .milliseconds(100) }
    #expect(clock == Instant(.seconds(86_400)))
    #expect((0..<10).reduce(0.0) { sum, _ in sum + 0.1 } != 1)
  }

  @Test func instantsAndDurationsFormTheUsualAlgebra() {
    var stream = RandomStream(seed: 1, name: "time")
    for _ in 0..<1000 {
      let instant = Instant(picoseconds: Int64(stream.integer(below: 1 << 40)))
      let first = Duration(picoseconds: Int64(stream.integer(below: 1 << 40)) - 1 << 39)
      let second = Duration(picoseconds: Int64(stream.integer(below: 1 << 40)))
      #expect((instant + first) - instant == first)
      #expect((instant + first) - first == instant)
      #expect((instant + first) + second == instant + (first + second))
      #expect(first + second - second == first)
      #expect(first * 3 == first + first + first)
      #expect((instant < instant + second) == (second > .zero))
      var moved = instant
      moved += first
      #expect(moved == instant + first)
      var (sum, difference) = (first, first)
      sum += second
      difference -= second
      #expect(sum == first + second && difference == first - second)
    }
  }

  @Test func secondsRoundToTheNearestPicosecond() {
    #expect(Duration(seconds: 1e-12).picoseconds == 1)
    #expect(Duration(seconds: 0.6e-12).picoseconds == 1)
    #expect(Duration(seconds: 0.4e-12).picoseconds == 0)
    #expect(Duration(seconds: -0.6e-12).picoseconds == -1)
    #expect(Duration(seconds: 1.5) == .milliseconds(1500))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e7, -1e7, 1e300, .greatestFiniteMagnitude])
  func whatIsNoTimeWithinHundredAndSixDaysIsRefused(seconds: Double) {
    #expect(Duration(exactlySeconds: seconds) == nil)
  }

  @Test(arguments: [0, 1, -1, 1e-12, 9_199_999.0, -9_199_999.0])
  func whatIsATimeIsTaken(seconds: Double) {
    #expect(Duration(exactlySeconds: seconds)?.seconds == seconds)
  }

  @Test func theEndsOfTimeAreInOrder() {
    #expect(Instant.start < .never)
    #expect(Instant(.longest) == .never)
    #expect(Duration.longest.seconds / 86_400 > 106)
    #expect(Instant(picoseconds: 2_500_000_000_000).seconds == 2.5)
  }
}

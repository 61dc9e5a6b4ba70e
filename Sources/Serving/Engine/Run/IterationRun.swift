import Kernel

/// The iterations that a replica has under way: one, or a leap over many with equal batches whose durations and energies
/// grow evenly. All sums are in closed form and equal to adding up one by one.
struct IterationRun: BitwiseCopyable {
  var start = Instant.start
  var count = 0
  var first: Int64 = 0
  var growth: Int64 = 0
  var firstNanojoules: Int64 = 0
  var growthNanojoules: Int64 = 0
  /// Of the only iteration's energy, what its prompts bear; a leap has no prompts.
  var prefillNanojoules: Int64 = 0

  /// A leap is no longer than this, so that its sums stay far inside 64 bits.
  static let longestLeap = 1 << 16

  /// Whether `count` up to ``longestLeap`` cannot overflow, in time or in energy.
  var leaps: Bool { Self.isSmall(first, growth) && Self.isSmall(firstNanojoules, growthNanojoules) }

  private static func isSmall(_ first: Int64, _ growth: Int64) -> Bool {
    first < 1 << 45 && growth < (1 << 45) / Int64(longestLeap)
  }

  /// Picoseconds that the first `steps` iterations take together.
  func length(_ steps: Int) -> Int64 { first * Int64(steps) + growth * (Int64(steps) * Int64(steps - 1) / 2) }

  /// Nanojoules above idle that the first `steps` iterations draw together.
  func nanojoules(_ steps: Int) -> Int64 {
    firstNanojoules * Int64(steps) + growthNanojoules * (Int64(steps) * Int64(steps - 1) / 2)
  }

  /// When the first `steps` iterations have ended.
  func end(of steps: Int) -> Instant { Instant(picoseconds: start.picoseconds + length(steps)) }

  /// Lets the only iteration end at a time given from outside, whatever it was taken to last.
  mutating func end(at time: Instant) {
    (count, first, growth) = (1, time.picoseconds - start.picoseconds, 0)
  }

  /// How many iterations have ended by `time`, one that ends then included.
  func stepsEnded(by time: Instant) -> Int {
    let elapsed = time.picoseconds - start.picoseconds
    if elapsed >= length(count) { return count }
    if elapsed < first || first == 0 && growth == 0 { return 0 }
    // The root of growth/2 n² + (first - growth/2) n = elapsed in its stable form, then nudged to the exact integer.
    let linear = Double(first) - Double(growth) / 2
    let root = (linear * linear + 2 * Double(growth) * Double(elapsed)).squareRoot()
    var steps = max(0, min(count, Int(2 * Double(elapsed) / (linear + root))))
    while steps > 0 && length(steps) > elapsed { steps -= 1 }
    while steps < count && length(steps + 1) <= elapsed { steps += 1 }
    return steps
  }
}

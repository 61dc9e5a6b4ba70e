import Kernel

/// The iterations that an engine has under way: one, or a leap over many of the same sequences, whose durations and energies grow
/// with their context. All sums are in closed form and equal to adding up one by one.
struct IterationRun: ~Copyable {
  var start = Instant.start
  var count = 0
  /// Picoseconds of the first iteration, and what the growth of context adds to it in the others.
  var first: Int64 = 0
  var growth = ContextGrowth.none
  /// The same for the energy above idle, in nanojoules.
  var firstNanojoules: Int64 = 0
  var growthNanojoules = ContextGrowth.none
  /// Where steps give several tokens: by how much the context read in the first k steps is more than k times that of the first. Empty
  /// before a leap is settled on, and where contexts grow evenly.
  var unevenContext = Column<Int64>()
  /// Of the only iteration's energy, what its prompts bear; a leap has no prompts.
  var prefillNanojoules: Int64 = 0

  /// Begins a single iteration of which nothing else is known yet.
  mutating func begin(at now: Instant) {
    unevenContext.removeAll()
    (start, count, first, firstNanojoules, prefillNanojoules) = (now, 1, 0, 0, 0)
    (growth, growthNanojoules) = (.none, .none)
  }

  /// A leap is no longer than this, so that its sums stay far inside 64 bits.
  static let longestLeap = 1 << 16

  /// Whether `count` up to ``longestLeap`` cannot overflow, in time or in energy.
  var leaps: Bool { Self.isSmall(first, growth) && Self.isSmall(firstNanojoules, growthNanojoules) }

  private static func isSmall(_ first: Int64, _ growth: ContextGrowth) -> Bool {
    first < 1 << 45 && growth.perStep < (1 << 45) / Int64(longestLeap)
  }

  /// Picoseconds that the first `steps` iterations take together.
  @inline(__always) func length(_ steps: Int) -> Int64 { first * Int64(steps) + sum(of: growth, over: steps) }

  /// What growth adds to the first `steps` iterations together.
  @inline(__always) private func sum(of growth: ContextGrowth, over steps: Int) -> Int64 {
    unevenContext.isEmpty ? growth.sum(over: steps) : growth.perStep * unevenContext[steps]
  }

  /// Picoseconds and nanojoules of the first `steps` iterations, where each step gives one token.
  @inline(__always) func evenSums(_ steps: Int) -> (picoseconds: Int64, nanojoules: Int64) {
    (first * Int64(steps) + growth.sum(over: steps), firstNanojoules * Int64(steps) + growthNanojoules.sum(over: steps))
  }

  /// Nanojoules above idle that the first `steps` iterations draw together.
  @inline(__always) func nanojoules(_ steps: Int) -> Int64 { firstNanojoules * Int64(steps) + sum(of: growthNanojoules, over: steps) }

  /// When the first `steps` iterations have ended.
  @inline(__always) func end(of steps: Int) -> Instant { Instant(picoseconds: start.picoseconds + length(steps)) }

  /// Lets the only iteration end at a time given from outside, however long it was expected to take.
  mutating func end(at time: Instant) {
    unevenContext.removeAll()
    (count, first, growth) = (1, time.picoseconds - start.picoseconds, .none)
  }

  /// How many iterations have ended by `time`, one that ends then included.
  func stepsEnded(by time: Instant) -> Int {
    let elapsed = time.picoseconds - start.picoseconds
    let whole = length(count)
    if elapsed >= whole { return count }
    if elapsed < first || whole == 0 { return 0 }
    // A parabola through the ends says where to look; it is exact where every step adds as much.
    let mean = Double(sum(of: growth, over: count)) / max(1, Double(count) * Double(count - 1) / 2)
    let linear = Double(first) - mean / 2
    let root = (linear * linear + 2 * mean * Double(elapsed)).squareRoot()
    return lastStep(endingBy: elapsed, near: max(0, min(count, Int(2 * Double(elapsed) / (linear + root)))))
  }

  /// The last step that ends within `elapsed` picoseconds, looked for around `guess`. All of them together take longer.
  private func lastStep(endingBy elapsed: Int64, near guess: Int) -> Int {
    var (low, high) = (guess, guess)
    var reach = 1
    while low > 0 && length(low) > elapsed { (high, low, reach) = (low, max(0, low - reach), 2 * reach) }
    if low == high {
      repeat { (low, high, reach) = (high, min(count, high + reach), 2 * reach) } while length(high) <= elapsed
    }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if length(middle) <= elapsed { low = middle } else { high = middle }
    }
    return low
  }
}

/// The index of dispersion of counts (variance over mean of the arrivals in windows of one width): 1 for a Poisson process
/// at every width, more where arrivals come in bursts of about that width. A last, partial window is left out.
struct DispersionOfCounts: Sendable {
  /// Picoseconds in a window.
  let window: Int64
  private var current: Int64 = 0
  private var inCurrent = 0
  private var windows = 0.0
  private var sum = 0.0
  private var squares = 0.0

  /// Windows of so many seconds.
  init(windowSeconds: Int64) { window = windowSeconds * 1_000_000_000_000 }

  /// Counts an arrival; times do not fall.
  @inline(__always) mutating func record(_ time: Int64) {
    let index = time / window
    if index != current { close(through: index) }
    inCurrent += 1
  }

  private mutating func close(through index: Int64) {
    // Empty windows between count as windows and add nothing to the sums.
    windows += Double(index - current)
    sum += Double(inCurrent)
    squares += Double(inCurrent) * Double(inCurrent)
    current = index
    inCurrent = 0
  }

  /// Variance over mean; nil below ten whole windows.
  var index: Double? {
    guard windows >= 10, sum > 0 else { return nil }
    let mean = sum / windows
    return (squares / windows - mean * mean) / mean
  }
}

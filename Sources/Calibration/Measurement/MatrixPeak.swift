import Kernel

/// The rate of the matrix library's own product of 1024 x 1024 x 1024.
enum MatrixPeak {
  private static let size = 1024

  /// FLOP/s: the best of several runs, for a peak is what the machine can do undisturbed.
  static func flopsPerSecond(threads: Int) throws(InputError) -> Double {
    let count = size * size
    let (x, w, y) = (try FloatBuffer(count: count), try FloatBuffer(count: count), try FloatBuffer(count: count))
    SeededFill.fill(x, seed: 0, name: "x", bound: 1)
    SeededFill.fill(w, seed: 0, name: "w", bound: 1)
    BLASLibrary.setThreads(threads)
    let product = unsafe MatrixProduct(weights: w.base, inputs: size, outputs: size)
    // As in the measured steps: one thread's own time where there is one.
    let clock = StepClock(threads == 1 ? .thread : .wall)
    var best = Int64.max
    for _ in 0..<8 {
      let start = clock.nanoseconds()
      unsafe product.apply(x.base, rows: size, to: y.base)
      best = min(best, clock.nanoseconds() - start)
    }
    return 2 * Double(count) * Double(size) / (Double(max(best, 1)) / 1e9)
  }
}

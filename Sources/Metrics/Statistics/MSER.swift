/// The marginal standard error rule for where a warm-up ends (White, "An effective truncation heuristic for bias reduction
/// in simulation output", 1997): leave out the first d batch means that make the standard error of the rest least.
///
/// MSER-5 batches by five; here the batches are the at most 64 of ``BatchSums``, whose size grows with the run, so that
/// memory stays constant.
public enum MSER {
  /// How many leading batch means to leave out, at most half of them; 0 of fewer than ten.
  public static func warmUpBatches(_ means: [Double]) -> Int {
    guard means.count >= 10 else { return 0 }
    var best = (score: Double.infinity, batches: 0)
    // From the back, so that sums over the kept tail grow by one term a step (Welford's recurrence).
    var (count, mean, squares) = (0.0, 0.0, 0.0)
    for index in means.indices.reversed() {
      count += 1
      let distance = means[index] - mean
      mean += distance / count
      squares += distance * (means[index] - mean)
      guard index <= means.count / 2 else { continue }
      let score = squares / (count * count)
      if score <= best.score { best = (score, index) }
    }
    return best.batches
  }
}

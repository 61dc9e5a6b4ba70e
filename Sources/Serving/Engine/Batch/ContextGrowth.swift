/// What the context read in the steps of a run has grown by since the first of them, weighted by what a token costs.
///
/// W(k) is the sum of this growth over k steps. Where each step adds as much as the one before it, it has a closed form; where steps
/// give several tokens it is the slope times a sum of contexts that the run holds (``IterationRun/unevenContext``).
struct ContextGrowth: BitwiseCopyable {
  /// What a step adds to the one before it; where contexts grow unevenly, what a token of context costs.
  var perStep: Int64 = 0

  /// Nothing grows.
  static let none = ContextGrowth()

  /// W(k) of even growth: that of the first `steps` steps, summed.
  @inline(__always) func sum(over steps: Int) -> Int64 { perStep * (Int64(steps) * Int64(steps - 1) / 2) }
}

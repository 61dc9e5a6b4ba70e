/// What the context read in the steps of a run has grown by since the first of them, weighted by what a token costs.
///
/// W(k) is the sum of this growth over k steps, in closed form. A run asks for it and assumes nothing of how contexts grow; here
/// each step adds as much as the one before it.
struct ContextGrowth: BitwiseCopyable {
  /// What a step adds to the one before it.
  var perStep: Int64 = 0

  /// Nothing grows.
  static let none = ContextGrowth()

  /// W(k): the growth of the first `steps` steps, summed.
  @inline(__always) func sum(over steps: Int) -> Int64 { perStep * (Int64(steps) * Int64(steps - 1) / 2) }
}

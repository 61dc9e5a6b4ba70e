import Kernel

/// A cycle of acceptance cut into the steps of one length of draft: a walk over tokens that is known in closed form.
///
/// Boundary x is where step x begins. A member that stands at token y joins at the last boundary at or below it, and after j steps
/// it stands at the j-th boundary behind that one; so its last step, its context and its blocks follow without walking.
package struct StepWalk: ~Copyable {
  /// Steps of a cycle.
  package let steps: Int
  /// Tokens of a cycle.
  package let tokens: Int
  private let blockTokens: Int
  /// Tokens beyond a boundary that the step which begins there has blocks for.
  private let ahead: Int
  /// Tokens at each boundary of a cycle, its end included.
  private var ends = Column<Int32>()
  /// The last boundary at or below each token of a cycle.
  private var boundaries = Column<Int32>()
  /// What the steps of two cycles emit, so that those from any phase on over a cycle stand in a row; and how many blocks each holds more
  /// than the one before it.
  private(set) var emitted = Column<Int64>()
  private(set) var blocks = Column<Int64>()

  /// Cuts a cycle of runs into steps that emit `most` tokens at most. A step has blocks for `ahead` tokens beyond its beginning.
  ///
  /// - Precondition: a cycle fills whole blocks.
  package init(_ runs: [Int], emittingAtMost most: Int, ahead: Int, blockTokens: Int) {
    tokens = runs.reduce(0, +)
    precondition(tokens % blockTokens == 0, "a cycle of acceptance fills whole blocks")
    (self.ahead, self.blockTokens) = (ahead, blockTokens)
    var place = 0
    ends.append(0)
    for run in runs {
      let end = place + run
      while place < end {
        let next = min(end, place + most)
        boundaries.append(repeating: Int32(ends.count - 1), count: next - place)
        place = next
        ends.append(Int32(place))
      }
    }
    steps = ends.count - 1
    for step in 0..<2 * steps {
      emitted.append(Int64(tokens(at: step + 1) - tokens(at: step)))
      blocks.append(Int64(blocksHeld(in: step) - blocksHeld(in: step - 1)))
    }
  }

  /// T(x): the token at a boundary; cycles go on in both directions.
  @inline(__always) package func tokens(at boundary: Int) -> Int {
    if UInt(bitPattern: boundary) < UInt(bitPattern: steps) { return Int(ends[boundary]) }
    let (cycles, rest) = Self.divide(boundary, by: steps)
    return cycles * tokens + Int(ends[rest])
  }

  /// S(y): the last boundary at or below a token.
  @inline(__always) package func boundary(atOrBelow token: Int) -> Int {
    let (cycles, rest) = Self.divide(token, by: tokens)
    return cycles * steps + Int(boundaries[rest])
  }

  /// R(y): the first boundary at or above a token.
  @inline(__always) package func boundary(atOrAbove token: Int) -> Int {
    let below = boundary(atOrBelow: token)
    return tokens(at: below) == token ? below : below + 1
  }

  /// H(x): blocks that a step holds, counted from the begin of the first cycle: for its own tokens and those that the next may draft.
  @inline(__always) package func blocksHeld(in step: Int) -> Int {
    Self.divide(tokens(at: step) + ahead + blockTokens - 1, by: blockTokens).quotient
  }

  /// Rounded down, where the library rounds towards zero.
  @inline(__always) static func divide(_ number: Int, by divisor: Int) -> (quotient: Int, rest: Int) {
    let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
  }
}

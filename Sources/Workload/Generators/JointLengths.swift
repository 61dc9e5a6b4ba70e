import Kernel

/// The joint distribution of prompt and output lengths: the prompt's quantiles, and the output's for each range of prompts.
///
/// A draw takes a level for the prompt, finds the range it falls in, and takes a second level for the output there.
/// Dependence of any shape survives down to the width of a range.
public struct JointLengths: Hashable, Sendable {
  /// The outputs that go with one range of prompts.
  public struct Cell: Hashable, Sendable {
    /// The range ends at this level of the prompt's distribution.
    public var endLevel: Double
    /// The outputs there.
    public var output: QuantileCurve

    /// Outputs of the prompts up to a level.
    public init(endLevel: Double, output: QuantileCurve) {
      self.endLevel = endLevel
      self.output = output
    }
  }
  /// All prompts.
  public let prompt: QuantileCurve
  /// Ranges of prompts from the shortest to the longest.
  public let cells: [Cell]

  /// A distribution of prompts and of the outputs for each range of them.
  ///
  /// - Throws: ``InputError`` where there is no range, or their levels do not rise up to 1.
  public init(prompt: QuantileCurve, cells: [Cell]) throws {
    guard let last = cells.last, last.endLevel == 1, cells[0].endLevel > 0,
      zip(cells, cells.dropFirst()).allSatisfy({ $0.endLevel < $1.endLevel })
    else {
      throw InputError("the ranges of prompt lengths do not rise to 1", remedy: "end the last at level 1, each above the one before")
    }
    for curve in [prompt] + cells.map(\.output) { try LengthDistribution.quantiles(curve).validate() }
    self.prompt = prompt
    self.cells = cells
  }

  /// Draws the prompt and the output of one request.
  @inline(__always) func draw(_ stream: inout RandomStream) -> (promptTokens: Int, outputTokens: Int) {
    let level = stream.uniform()
    let outputLevel = stream.uniform()
    var cell = 0
    while cells[cell].endLevel <= level { cell += 1 }
    return (prompt.value(at: level), cells[cell].output.value(at: outputLevel))
  }
}

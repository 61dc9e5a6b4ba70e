import Kernel

/// How long requests are: prompt and output together.
public enum LengthModel: Hashable, Sendable, CustomStringConvertible {
  /// Prompt and output drawn without regard to each other.
  case independent(prompt: LengthDistribution, output: LengthDistribution)
  /// Prompt and output as they go together in a measured trace.
  case joint(JointLengths)

  /// Checks the parameters.
  ///
  /// - Throws: ``InputError``.
  public func validate() throws {
    if case .independent(let prompt, let output) = self {
      try prompt.validate()
      try output.validate()
    }
  }

  /// Draws one request's lengths from its own stream.
  @inline(__always) func draw(_ stream: inout RandomStream) -> (promptTokens: Int, outputTokens: Int) {
    switch self {
    case .independent(let prompt, let output):
      let promptTokens = prompt.draw(&stream)
      return (promptTokens, output.draw(&stream))
    case .joint(let joint): return joint.draw(&stream)
    }
  }

  /// In words, for reports.
  public var description: String {
    switch self {
    case .independent(let prompt, let output): "prompt \(prompt), output \(output)"
    case .joint(let joint): "measured joint lengths, mean prompt \(Int(joint.prompt.mean.rounded()))"
    }
  }
}

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
    case .independent(.lognormal(let promptMedian, let promptSigma), .lognormal(let outputMedian, let outputSigma)):
      // The polar method makes normal numbers in pairs; the first is the one that a lone draw would give.
      let (first, second) = stream.normalPair()
      return (
        LengthDistribution.lognormalLength(median: promptMedian, sigma: promptSigma, normal: first),
        LengthDistribution.lognormalLength(median: outputMedian, sigma: outputSigma, normal: second)
      )
    case .independent(let prompt, let output):
      let promptTokens = prompt.draw(&stream)
      return (promptTokens, output.draw(&stream))
    case .joint(let joint): return joint.draw(&stream)
    }
  }

  /// Mixes in all figures, which the words for people leave out.
  func mix(into digest: inout Digest) {
    digest.mix(bytesOf: description)
    switch self {
    case .independent(let prompt, let output):
      for case .quantiles(let curve) in [prompt, output] { curve.mix(into: &digest) }
    case .joint(let joint):
      joint.prompt.mix(into: &digest)
      for cell in joint.cells {
        digest.mix(cell.endLevel.bitPattern)
        cell.output.mix(into: &digest)
      }
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

extension QuantileCurve {
  /// Mixes in every point.
  func mix(into digest: inout Digest) {
    for (level, value) in zip(levels, values) {
      digest.mix(level.bitPattern)
      digest.mix(Int64(value))
    }
  }
}

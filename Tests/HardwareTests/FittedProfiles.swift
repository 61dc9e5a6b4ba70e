import Hardware
import Model

/// Profiles made up for the tests, of few knots but with bends where real ones have them, and deployments on them.
enum FittedProfiles {
  static let residuals = FitResiduals(
    rows: 100, heldOutRows: 20, heldOutShapes: 0, medianError: 0.01, p90Error: 0.05, worstError: 0.2)

  /// A profile of an H100 with all operators of a Llama, and with corrections of attention where asked for.
  static func whole(corrected: Bool = false) -> CalibrationProfile {
    var profile = CalibrationProfile(
      id: "made-up", accelerator: "h100-sxm", origin: .init(source: "made up", software: "none", licence: "none"), date: "2026-11-23",
      machine: "none", library: "none", operators: attention + [products] + passes)
    if corrected { profile.attention = [corrections] }
    return profile
  }

  private static let products = fit(
    .matrixProduct, .matrixProduct, [.init(.rows, [1, 64, 4096])], [1.2, 1.1, 1],
    ranges: [.init(.rows, 1, 4096), .init(.outputs, 32, 200_000), .init(.inputs, 32, 65_536)])

  private static let attention = [
    fit(
      .prefillAttention, .prefillAttention, [.init(.tokens, [16, 256, 4096]), .init(.contextTokens, [8, 1024, 16_384])],
      [1.4, 1.1, 1, 1.2, 1, 1, 1.1, 1, 1], ranges: [.init(.tokens, 16, 4096), .init(.contextTokens, 0, 16_384)]),
    fit(
      .decodeAttention, .decodeAttention, [.init(.sequences, [1, 16, 256]), .init(.contextTokens, [16, 1024, 16_384])],
      [1.5, 2, 1.2, 1.3, 1.1, 1, 1.2, 1.3, 1.1], ranges: [.init(.sequences, 1, 256), .init(.contextTokens, 16, 16_384)]),
    fit(
      .mixedDecodeAttention, .decodeAttention,
      [.init(.tokens, [64, 1024]), .init(.sequences, [1, 256]), .init(.contextTokens, [16, 16_384])],
      [3, 3.5, 4, 4, 2.5, 3, 3, 3.2],
      ranges: [.init(.tokens, 64, 1024), .init(.sequences, 1, 256), .init(.contextTokens, 16, 16_384)]),
  ]

  private static let passes: [OperatorFit] = [ElementwiseKind.norm, .rotary, .activation, .embedding, .sampler].map { kind in
    var pass = fit(
      .elementwise, .pass, [.init(.rows, [1, 4096])], [1, 1], ranges: [.init(.rows, 1, 4096), .init(.width, 32, 200_000)])
    pass.variant = kind.rawValue
    pass.format = nil
    return pass
  }

  private static let corrections = AttentionCorrections(
    heads: 32, keyValueHeads: 8, headSize: 128, skew: [.init(sequences: 1, share: 0.1), .init(sequences: 64, share: 0.5)],
    mixedSkew: [.init(sequences: 1, share: 0.2)],
    overlaps: [
      .init(tokens: 64, shares: [.init(sequences: 1, share: 0.9), .init(sequences: 64, share: -0.1)]),
      .init(tokens: 1024, shares: [.init(sequences: 1, share: 0.5)]),
    ], mixedResiduals: residuals, skewResiduals: residuals, mixedSkewResiduals: residuals)

  private static func fit(
    _ kind: OperatorKind, _ form: ReferenceTime.Form, _ axes: [ResponseSurface.Axis], _ factors: [Double], ranges: [OperatorFit.Range]
  ) -> OperatorFit {
    let reference = ReferenceTime(
      form: form, launchSeconds: 2e-6, flopsPerSecond: form == .pass ? nil : 6e14, bytesPerSecond: 2.8e12, bytesPerValue: 2)
    return OperatorFit(
      kind: kind, format: .bf16, ranges: ranges, surface: ResponseSurface(reference: reference, axes: axes, factors: factors),
      residuals: residuals)
  }

  /// Llama-3.1-8B on the made-up profile.
  static func llama(
    _ model: String = "llama-3.1-8b", corrected: Bool = false, _ change: (inout DeploymentOptions) -> Void = { _ in }
  ) throws -> Deployment {
    try Deployments.make(model, on: "h100-sxm") { options in
      options.profile = whole(corrected: corrected)
      change(&options)
    }
  }

  /// Sequences that decode beside one chunk.
  static func mixed(_ sequences: Int, context: Int, chunk: Int, window: Int = .max) -> BatchShape {
    var shape = Deployments.decode(sequences, context: context, window: window)
    shape.prefillTokens = chunk
    shape.prefillChunks = 1
    return shape
  }
}

import Foundation
import Hardware
import Model

/// The shape that each operator's surface takes, found on the tables of AIConfigurator for A100, H100, H200, B200 and L40S
/// with whole shapes kept aside.
///
/// Pairs of knots such as 64 and 65 rows stand where kernel libraries switch tiles. Decode attention depends on what it can
/// do side by side (sequences x key-value heads), on how long each stream is, on how many queries share it, with a switch
/// from one to more, and on whether there is more than one key-value head. Prefill attention likewise. A mixture is fitted
/// for each model, for kernels are tuned by the widths and the number of experts.
struct TableRecipes {
  let accelerator: Accelerator

  private static let rows: [Double] = [
    1, 2, 4, 16, 17, 32, 33, 48, 64, 65, 96, 128, 129, 192, 256, 257, 384, 512, 513, 768, 1024, 1025, 1536, 2048, 2049, 3072, 4096,
    4097, 8192, 32_768,
  ]
  private static let outputs: [Double] = [
    32, 128, 256, 512, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12_288, 16_384, 65_536,
  ]
  private static let inputs: [Double] = [32, 128, 256, 512, 1024, 2048, 3072, 4096, 6144, 8192, 12_288, 16_384, 65_536]
  private static let contexts: [Double] = [2, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 131_072]
  private static let cachedStreams: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 2048, 16_384]
  private static let spans: [Double] = [1, 16, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384]
  private static let queryStreams: [Double] = [1, 4, 8, 16, 32, 64, 96, 128, 192, 256, 512, 1024, 4096, 24_576]
  private static let tokens: [Double] = [1, 4, 16, 64, 128, 256, 512, 1024, 2048, 4096, 16_384, 65_536]

  func matrixProduct(_ calls: [TimedCall], format: NumberFormat) -> SurfaceRecipe {
    SurfaceRecipe(
      reference: ReferenceTime(
        form: .matrixProduct, launchSeconds: launch(calls), flopsPerSecond: flops(format), bytesPerSecond: bandwidth,
        bytesPerValue: format.bytesPerValue),
      directions: [
        direction(.rows, Self.rows, calls, 0.03), direction(.outputs, Self.outputs, calls, 0.03),
        direction(.inputs, Self.inputs, calls, 0.03),
      ])
  }

  func prefillAttention(_ calls: [TimedCall], format: NumberFormat) -> SurfaceRecipe {
    // Only tables that measured chunks after a context can tell a chunk's length from the whole span.
    let chunked = calls.contains { $0.quantities[.contextTokens] > 0 }
    let chunks = chunked ? [direction(.tokens, [1, 16, 64, 128, 256, 512, 1024, 2048, 4096], calls, 0.01)] : []
    return SurfaceRecipe(
      reference: ReferenceTime(
        form: .prefillAttention, launchSeconds: launch(calls), flopsPerSecond: accelerator.peakFLOPs(.bf16) * 0.6,
        bytesPerSecond: bandwidth, bytesPerValue: format.bytesPerValue, processors: accelerator.processors.value),
      directions: [
        direction(.headStreams, Self.queryStreams, calls, 0.01), direction(.spanTokens, Self.spans, calls, 0.01),
        direction(.headsPerKeyValueHead, [1, 1.5, 8, 96], calls, 0.003),
      ] + chunks)
  }

  func decodeAttention(_ calls: [TimedCall], format: NumberFormat) -> SurfaceRecipe {
    SurfaceRecipe(
      reference: ReferenceTime(
        form: .decodeAttention, launchSeconds: launch(calls), flopsPerSecond: accelerator.peakFLOPs(.bf16) * 0.5,
        bytesPerSecond: bandwidth, bytesPerValue: format.bytesPerValue, cache: cache),
      directions: [
        direction(.keyValueStreams, Self.cachedStreams, calls, 0.01), direction(.contextTokens, Self.contexts, calls, 0.01),
        direction(.headsPerKeyValueHead, [1, 1.5, 8, 96], calls, 0.003), direction(.keyValueHeads, [1, 2], calls, 0.01),
      ])
  }

  func mixture(_ calls: [TimedCall], format: NumberFormat) -> SurfaceRecipe {
    SurfaceRecipe(
      reference: ReferenceTime(
        form: .mixture, launchSeconds: launch(calls), flopsPerSecond: flops(format) * 0.65, bytesPerSecond: bandwidth * 0.85,
        bytesPerValue: format.bytesPerValue),
      directions: [
        direction(.tokens, Self.tokens, calls, 0.01), direction(.expertParallel, [1, 4, 32, 256], calls, 0.03),
        direction(.tensorParallel, [1, 4, 32], calls, 0.03),
      ])
  }

  /// A collective of one kind: by bytes, a knot for every doubling, and by members.
  func messages(_ kind: CollectiveKind, _ calls: [TimedCall]) -> TableSet {
    func bytes(_ call: TimedCall) -> Double { call.quantities[.bytes] * (call.quantities[.members] - 1) / call.quantities[.members] }
    let rate = calls.max { bytes($0) < bytes($1) }.map { bytes($0) / $0.seconds } ?? 1e9
    let fitting = OperatorFitting(
      .collective, variant: kind.rawValue, shape: [.members], ranged: [.bytes, .members])
    let recipe = SurfaceRecipe(
      reference: ReferenceTime(form: .message, launchSeconds: launch(calls), bytesPerSecond: rounded(rate)),
      directions: [
        direction(.bytes, (3...34).map { Double(1 << $0) }, calls, 0.001), direction(.members, [2, 4, 8, 16, 32], calls, 0.001),
      ])
    return TableSet(fitting: fitting, calls: calls, recipe: recipe)
  }

  func elementwise(_ calls: [TimedCall]) -> SurfaceRecipe {
    SurfaceRecipe(
      reference: ReferenceTime(form: .pass, launchSeconds: launch(calls), bytesPerSecond: bandwidth, bytesPerValue: 4),
      directions: [direction(.rows, Self.rows, calls, 0.01), direction(.width, Self.outputs, calls, 0.01)])
  }

  private func direction(
    _ quantity: OperatorQuantity, _ ideal: [Double], _ calls: [TimedCall], _ stiffness: Double
  ) -> SurfaceRecipe.Direction {
    let values = calls.map { $0.quantities[quantity] }
    // Switches such as 1 and 1.5 lie between the values that occur, and hold for all of them.
    let knots = ideal.contains(1.5) || ideal.count == 2 ? Self.trimmed(ideal, to: values) : SurfaceRecipe.knots(ideal, for: values)
    return SurfaceRecipe.Direction(quantity, knots: knots, stiffness: stiffness)
  }

  private static func trimmed(_ ideal: [Double], to values: [Double]) -> [Double] {
    let (least, greatest) = (values.min() ?? 1, values.max() ?? 1)
    let kept = ideal.enumerated().filter { index, _ in
      (index == ideal.count - 1 || ideal[index + 1] > least) && (index == 0 || ideal[index - 1] < greatest)
    }
    return kept.map(\.element)
  }

  private var bandwidth: Double {
    rounded(accelerator.bandwidthBytesPerSecond.value * accelerator.bandwidthEfficiency.value)
  }

  private func flops(_ format: NumberFormat) -> Double { rounded(accelerator.peakFLOPs(format) * accelerator.gemmEfficiency.value) }

  /// Nine tenths of the shortest measured time.
  private func launch(_ calls: [TimedCall]) -> Double { rounded(0.9 * (calls.map(\.seconds).min() ?? 1e-6)) }

  private func rounded(_ value: Double) -> Double { Double(String(format: "%.4g", value)) ?? value }

  /// The L40S repeats small decode batches out of its 96 MB of level-2 cache (NVIDIA Ada GPU architecture whitepaper, 2022),
  /// five times as fast as its memory; on accelerators with stacked memory no such step is seen.
  private var cache: ReferenceTime.Cache? {
    accelerator.id == "l40s" ? ReferenceTime.Cache(bytes: 96e6, bytesPerSecond: rounded(5 * bandwidth)) : nil
  }
}

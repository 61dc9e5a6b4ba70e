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
  private static let tokens: [Double] = [
    1, 2, 4, 8, 16, 32, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 65_536,
  ]

  func matrixProduct(_ calls: [TimedCall], format: NumberFormat) -> SurfaceRecipe {
    SurfaceRecipe(
      reference: ReferenceTime(
        form: .matrixProduct, launchSeconds: launch(calls), flopsPerSecond: flops(format), bytesPerSecond: bandwidth,
        bytesPerValue: format.bytesPerValue),
      directions: [
        direction(.rows, Self.rows, calls, 0.003), direction(.outputs, Self.outputs, calls, 0.03),
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

  /// Latent attention of chunks by what goes side by side and by their length.
  func latentPrefill(_ calls: [TimedCall], format: NumberFormat) -> SurfaceRecipe {
    SurfaceRecipe(
      reference: ReferenceTime(
        form: .prefillAttention, launchSeconds: launch(calls), flopsPerSecond: accelerator.peakFLOPs(.bf16) * 0.6,
        bytesPerSecond: bandwidth, bytesPerValue: format.bytesPerValue, processors: accelerator.processors.value),
      directions: [
        direction(.headStreams, Self.queryStreams, calls, 0.01), direction(.spanTokens, Self.spans, calls, 0.01),
        direction(.heads, [1, 4, 16, 64, 128], calls, 0.01),
      ])
  }

  /// Latent attention of decodes by all three: all heads of a sequence read the same latents, in tiles of heads.
  func latentDecode(_ calls: [TimedCall], format: NumberFormat) -> SurfaceRecipe {
    SurfaceRecipe(
      reference: ReferenceTime(
        form: .latentAttention, launchSeconds: launch(calls), flopsPerSecond: accelerator.peakFLOPs(.bf16) * 0.5,
        bytesPerSecond: bandwidth, bytesPerValue: format.bytesPerValue),
      directions: [
        direction(.contextTokens, Self.contexts, calls, 0.01), direction(.sequences, Self.cachedStreams, calls, 0.01),
        direction(.heads, [1, 4, 16, 32, 64, 128], calls, 0.01),
      ])
  }

  /// Gated linear attention by what goes side by side and by how long each chunk is, which its kernel walks through in turn.
  func linearAttention(_ calls: [TimedCall], prefill: Bool) -> SurfaceRecipe {
    SurfaceRecipe(
      reference: ReferenceTime(
        form: .linearAttention, launchSeconds: launch(calls), flopsPerSecond: accelerator.peakFLOPs(.bf16) * 0.3, bytesPerSecond: bandwidth,
        bytesPerValue: NumberFormat.fp32.bytesPerValue),
      directions: [direction(.headStreams, Self.cachedStreams, calls, 0.003)]
        + (prefill ? [direction(.tokens, [1, 4, 16, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 32_768], calls, 0.003)] : []))
  }

  func mixture(_ calls: [TimedCall], format: NumberFormat) -> SurfaceRecipe {
    SurfaceRecipe(
      reference: ReferenceTime(
        form: .mixture, launchSeconds: launch(calls), flopsPerSecond: flops(format) * 0.65, bytesPerSecond: bandwidth * 0.85,
        bytesPerValue: format.bytesPerValue, cache: expertCache),
      directions: [
        direction(.tokens, Self.tokens, calls, 0.01), direction(.expertParallel, [1, 4, 16, 64, 256], calls, 0.03),
        direction(.tensorParallel, [1, 2, 8, 32], calls, 0.03),
      ])
  }

  /// A collective of one kind: by bytes, a knot for every doubling, and by members. Protocols change with both, so that the
  /// curve of four members says little of that of two, and bends across members cost a tenth of those along bytes.
  func messages(_ kind: CollectiveKind, _ calls: [TimedCall]) -> TableSet {
    let fitting = OperatorFitting(
      .collective, variant: kind.rawValue, shape: [.members], ranged: [.bytes, .members])
    let recipe = SurfaceRecipe(
      reference: messageReference(calls),
      directions: [
        direction(.bytes, (3...34).map { Double(1 << $0) }, calls, 0.001), direction(.members, [2, 4, 8, 16, 32], calls, 0.0001),
      ])
    return TableSet(fitting: fitting, calls: calls, recipe: recipe)
  }

  /// Nine tenths of each member count's shortest time and the rate of its greatest message, as powers of the member count.
  private func messageReference(_ calls: [TimedCall]) -> ReferenceTime {
    func bytes(_ call: TimedCall) -> Double { call.quantities[.bytes] * (call.quantities[.members] - 1) / call.quantities[.members] }
    let counts = Set(calls.map { $0.quantities[.members] }).sorted()
    var launches: [Double] = []
    var rates: [Double] = []
    for count in counts {
      let own = calls.filter { $0.quantities[.members] == count }
      launches.append(0.9 * (own.map(\.seconds).min() ?? 1e-6))
      rates.append(own.max { (bytes($0), $1.seconds) < (bytes($1), $0.seconds) }.map { bytes($0) / $0.seconds } ?? 1e9)
    }
    let (launch, launchExponent) = Self.power(counts.map { $0 / 2 }, launches)
    let (rate, rateExponent) = Self.power(counts.map { $0 / 2 }, rates)
    return ReferenceTime(
      form: .message, launchSeconds: rounded(launch), bytesPerSecond: rounded(rate),
      growth: .init(launchExponent: rounded(launchExponent), rateExponent: rounded(rateExponent)))
  }

  /// The power law nearest to values in least squares of logarithms: its value at one and its exponent.
  private static func power(_ places: [Double], _ values: [Double]) -> (atOne: Double, exponent: Double) {
    let (x, y) = (places.map { log($0) }, values.map { log($0) })
    let count = Double(max(1, x.count))
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    let spread = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    let together = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    let exponent = spread > 0 ? together / spread : 0
    return (exp(meanY - exponent * meanX), exponent)
  }

  func elementwise(_ calls: [TimedCall]) -> SurfaceRecipe {
    SurfaceRecipe(
      reference: ReferenceTime(form: .pass, launchSeconds: launch(calls), bytesPerSecond: bandwidth, bytesPerValue: 4),
      directions: [direction(.rows, Self.rows, calls, 0.01), direction(.width, Self.outputs, calls, 0.01)])
  }

  /// A pass of a sampler, by the rows and vocabularies that were measured: algorithms change with both.
  func sampler(_ calls: [TimedCall]) -> SurfaceRecipe {
    func knots(_ quantity: OperatorQuantity) -> [Double] { Set(calls.map { $0.quantities[quantity] }).sorted() }
    return SurfaceRecipe(
      reference: ReferenceTime(form: .pass, launchSeconds: launch(calls), bytesPerSecond: bandwidth, bytesPerValue: 4),
      directions: [
        direction(.rows, knots(.rows), calls, 0.0005), SurfaceRecipe.Direction(.width, knots: knots(.width), stiffness: 0.0005),
      ])
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

  /// Of that cache a mixture's benchmark finds about 70 MB filled with its own experts, and reads them at 1.9 TB/s; found on
  /// the table, where 50 MB of experts take 26 to 30 us, 100 MB 56 to 86 us and 200 MB 290 us.
  private var expertCache: ReferenceTime.Cache? {
    accelerator.id == "l40s" ? ReferenceTime.Cache(bytes: 70e6, bytesPerSecond: 1.9e12) : nil
  }
}

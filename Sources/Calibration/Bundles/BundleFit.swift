import Foundation
import Hardware
import Kernel
import Model

/// Fits the samples of one shape of one operator.
struct BundleFit {
  let accelerator: Accelerator

  /// What a bend between knots counts against a sample: little, for tables have a sample at most knots.
  private static let stiffness = 0.001

  /// A fit to samples whose calls differ only in what a batch changes. Rows kept aside say how far off it is; the surface
  /// that is kept is then fitted to all rows.
  func fit(_ samples: [OperatorSample], name: String) -> OperatorFit {
    let first = samples[0].call
    let varying = Self.varying(first.kind)
    let surfaceFit = SmoothSurfaceFit(
      SurfaceRecipe(
        reference: reference(samples),
        directions: varying.map { .init($0, knots: Self.knots($0, first.kind, samples), stiffness: Self.stiffness) }))
    let (seen, kept) = HoldOut.parted(samples, name: name)
    let trial = surfaceFit.surface(seen.map(\.timed))
    let residuals = HoldOut.residuals(
      rows: samples.count,
      kept: kept.map { sample in
        let predicted = trial.seconds(at: sample.call.quantities)
        return (predicted + sample.wholeSeconds - sample.seconds, sample.wholeSeconds)
      })
    return OperatorFit(
      kind: first.kind, variant: first.variant, format: first.format,
      pins: Self.pinned(first.kind).map { .init($0, first.quantities[$0]) },
      ranges: varying.map { quantity in
        let values = samples.map { $0.call.quantities[quantity] }
        return .init(quantity, values.min() ?? 0, values.max() ?? 0)
      },
      surface: surfaceFit.surface(samples.map(\.timed)), residuals: residuals)
  }

  /// What a batch changes.
  private static func varying(_ kind: OperatorKind) -> [OperatorQuantity] {
    switch kind {
    case .matrixProduct, .elementwise, .sampler: [.rows]
    case .prefillAttention, .latentPrefill: [.tokens, .contextTokens]
    case .decodeAttention, .latentDecode: [.sequences, .contextTokens]
    case .mixedDecodeAttention: [.tokens, .sequences, .contextTokens]
    case .mixture: [.tokens]
    case .linearPrefill: [.tokens, .sequences]
    case .linearDecode: [.sequences]
    case .collective: [.bytes]
    }
  }

  /// What a model and its layout fix.
  static func pinned(_ kind: OperatorKind) -> [OperatorQuantity] {
    switch kind {
    case .matrixProduct: [.outputs, .inputs]
    case .elementwise, .sampler: [.width]
    case .prefillAttention, .decodeAttention, .mixedDecodeAttention, .latentPrefill, .latentDecode: [.heads, .keyValueHeads, .headSize]
    case .linearPrefill, .linearDecode: [.heads, .headSize]
    case .mixture: [.hiddenSize, .expertIntermediateSize, .expertsPerToken, .experts, .tensorParallel, .expertParallel]
    case .collective: [.members]
    }
  }

  /// Octaves for attention and experts, quarters of an octave for rows, in which kernels change tiles, and the size measured
  /// next after every full tile of 128 rows, where a new wave of tiles begins and the time jumps. A context of zero has no
  /// logarithm and stands on a knot of its own, half the least that was measured.
  private static func knots(_ quantity: OperatorQuantity, _ kind: OperatorKind, _ samples: [OperatorSample]) -> [Double] {
    let values = samples.map { $0.call.quantities[quantity] }
    let (greatest, least) = (values.max() ?? 1, values.filter { $0 > 0 }.min() ?? 1)
    var knots: [Double] = []
    var octave = 1.0
    while octave <= greatest * 1.001 {
      let steps = quantity == .rows && octave >= 4 ? 4.0 : 1
      for step in 0..<Int(steps) {
        let knot = octave * (1 + Double(step) / steps)
        guard knot >= least * 0.999 && knot <= greatest * 1.001 else { continue }
        knots.append(knot)
        let fillsTiles = kind == .matrixProduct && quantity == .rows && knot.truncatingRemainder(dividingBy: 128) == 0
        if fillsTiles, let next = values.filter({ $0 > knot }).min(), next < knot + 64 { knots.append(next) }
      }
      octave *= 2
    }
    if values.contains(0) { knots.insert(least / 2, at: 0) }
    return knots.isEmpty ? [least] : knots
  }

  /// Datasheet rates at the accelerator's own efficiencies; the launch is nine tenths of the shortest time.
  private func reference(_ samples: [OperatorSample]) -> ReferenceTime {
    let flops = accelerator.peakFLOPs(.bf16) * accelerator.gemmEfficiency.value
    let bytes = accelerator.bandwidthBytesPerSecond.value * accelerator.bandwidthEfficiency.value
    let shortest = samples.map(\.seconds).min() ?? 0
    func time(_ form: ReferenceTime.Form, launch: Double, flops: Double?, bytesPerValue: Double = 2) -> ReferenceTime {
      ReferenceTime(
        form: form, launchSeconds: Self.rounded(launch), flopsPerSecond: flops.map(Self.rounded), bytesPerSecond: Self.rounded(bytes),
        bytesPerValue: bytesPerValue, processors: form == .prefillAttention ? accelerator.processors.value : nil)
    }
    switch samples[0].call.kind {
    case .matrixProduct: return time(.matrixProduct, launch: 2e-6, flops: flops)
    case .prefillAttention, .latentPrefill: return time(.prefillAttention, launch: 0.9 * shortest, flops: flops / 2)
    case .decodeAttention: return time(.decodeAttention, launch: 0.9 * shortest, flops: flops / 2)
    case .latentDecode: return time(.latentAttention, launch: 0.9 * shortest, flops: flops / 2)
    // Every query head reads keys and values for itself there: as many bytes as a decode has FLOPs.
    case .mixedDecodeAttention: return time(.decodeAttention, launch: 1e-7, flops: bytes)
    case .linearPrefill, .linearDecode: return time(.linearAttention, launch: 0.9 * shortest, flops: flops / 3, bytesPerValue: 4)
    case .mixture: return time(.mixture, launch: 0.5 * shortest, flops: flops)
    case .collective: return time(.message, launch: 0.9 * shortest, flops: nil)
    case .elementwise, .sampler: return time(.pass, launch: 0.9 * shortest, flops: nil, bytesPerValue: 4)
    }
  }

  private static func rounded(_ value: Double) -> Double { Double(String(format: "%.4g", value)) ?? value }
}

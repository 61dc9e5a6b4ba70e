import Foundation
import Hardware
import Kernel
import Model

/// Makes a calibration profile of LLMServingSim operator bundles.
///
/// Source: LLMServingSim (https://github.com/casys-kaist/LLMServingSim), operator times of vLLM layers. Every shape is fitted
/// by itself; shapes that several bundles measured share one fit.
public enum BundleImport {
  /// Reads bundles of one accelerator and fits them.
  ///
  /// - Parameters:
  ///   - paths: folders that hold `meta.yaml` and folders `tp1`, `tp2`, ..., one for each model.
  ///   - id: the profile's id.
  ///   - accelerator: what was measured.
  ///   - date: the day of the fit, `2026-11-23`.
  ///   - progress: told what is being fitted.
  /// - Throws: ``InputError`` for a bundle that is not whole, or of two accelerators.
  public static func profile(
    paths: [String], id: String, accelerator: Accelerator, date: String, progress: @escaping (String) -> Void = { _ in }
  ) throws -> CalibrationProfile {
    let bundles = try paths.map(OperatorBundle.init(path:))
    guard let first = bundles.first else { throw InputError("no bundle is given", remedy: "the folder of a model's tables") }
    for other in bundles where other.metadata.accelerator != first.metadata.accelerator {
      throw InputError(
        "was measured on '\(other.metadata.accelerator)', others on '\(first.metadata.accelerator)'", file: other.path + "/meta.yaml",
        remedy: "a profile is of one accelerator")
    }
    var fits = Fitting(fit: BundleFit(accelerator: accelerator), progress: progress)
    for bundle in bundles {
      for (index, degree) in bundle.degrees.enumerated() {
        let timed = index == 0 ? degree : degree.withoutLayers(copiedFrom: bundle.degrees[0])
        fits.gather(BundleSamples(model: bundle.model, degree: timed))
      }
    }
    let versions = Set(bundles.map(\.metadata.engineVersion)).sorted().joined(separator: ", ")
    let days = bundles.map(\.metadata.date).sorted()
    return CalibrationProfile(
      id: id, accelerator: accelerator.id,
      origin: .init(
        source: "LLMServingSim operator bundles of \(bundles.map(\.metadata.model).joined(separator: ", ")), "
          + "measured \(days[0]) to \(days[days.count - 1])",
        software: "vLLM \(versions), CUDA \(Set(bundles.map(\.metadata.cudaVersion)).sorted().joined(separator: ", "))", licence: "MIT"),
      date: date, machine: first.metadata.accelerator, library: "vLLM \(versions)", operators: fits.operators(),
      attention: fits.corrections())
  }
}

/// Samples gathered by shape, and their fits.
private struct Fitting {
  let fit: BundleFit
  let progress: (String) -> Void
  private var groups: [(key: [Double], kind: OperatorKind, variant: String?, samples: [OperatorSample])] = []
  private var degrees: [BundleSamples] = []
  private var found: [AttentionCorrections] = []

  init(fit: BundleFit, progress: @escaping (String) -> Void) {
    self.fit = fit
    self.progress = progress
  }

  mutating func gather(_ samples: BundleSamples) {
    for sample in samples.byRows() + samples.prefills() + samples.decodes() + samples.mixtures() {
      let call = sample.call
      let key = BundleFit.pinned(call.kind).map { call.quantities[$0] }
      if let place = groups.firstIndex(where: { $0.key == key && $0.kind == call.kind && $0.variant == call.variant }) {
        groups[place].samples.append(sample)
      } else {
        groups.append((key, call.kind, call.variant, [sample]))
      }
    }
    let shape = samples.prefillCall(tokens: 1, context: 0).quantities
    let isNew = !degrees.contains { $0.prefillCall(tokens: 1, context: 0).quantities == shape }
    if isNew { degrees.append(samples) }
  }

  /// The fits of all shapes, kind by kind.
  mutating func operators() -> [OperatorFit] {
    var fits: [OperatorFit] = []
    for kind in OperatorKind.allCases {
      for group in groups where group.kind == kind {
        progress("\(kind.rawValue) \(group.variant ?? "") \(group.key.map { "\(Int($0))" }.joined(separator: " x "))")
        fits.append(fit.fit(group.samples, name: "\(kind.rawValue) \(group.variant ?? "") \(group.key)"))
      }
      if kind == .mixedDecodeAttention { fits += mixed(fits) }
    }
    return fits + general()
  }

  /// Fits over all shapes of an operator, for shapes that no bundle has. They come last, so that a shape's own fit is
  /// preferred.
  private func general() -> [OperatorFit] {
    let recipes = TableRecipes(accelerator: fit.accelerator)
    func calls(_ kind: OperatorKind) -> [TimedCall] { groups.filter { $0.kind == kind }.flatMap { $0.samples.map(\.timed) } }
    let heads: [OperatorQuantity] = [.heads, .keyValueHeads, .headSize]
    let (products, prefills, decodes) = (calls(.matrixProduct), calls(.prefillAttention), calls(.decodeAttention))
    return [
      OperatorFitting(
        .matrixProduct, format: .bf16, shape: [.outputs, .inputs], ranged: [.rows, .outputs, .inputs]
      ).fit(products, recipes.matrixProduct(products, format: .bf16)),
      OperatorFitting(
        .prefillAttention, format: .bf16, shape: heads, ranged: [.tokens, .contextTokens] + heads
      ).fit(prefills, recipes.prefillAttention(prefills, format: .bf16)),
      OperatorFitting(
        .decodeAttention, format: .bf16, shape: heads, ranged: [.sequences, .contextTokens] + heads
      ).fit(decodes, recipes.decodeAttention(decodes, format: .bf16)),
    ] + queryKeyNorm(recipes)
  }

  /// The norm of queries and keys is timed at its whole width only, and a sharded model needs it at a part of that.
  private func queryKeyNorm(_ recipes: TableRecipes) -> [OperatorFit] {
    let variant = ElementwiseKind.queryKeyNorm.rawValue
    let calls = groups.filter { $0.variant == variant }.flatMap { $0.samples.map(\.timed) }
    if calls.isEmpty { return [] }
    let fitting = OperatorFitting(.elementwise, variant: variant, shape: [.width], ranged: [.rows, .width])
    return [fitting.fit(calls, recipes.elementwise(calls))]
  }

  private mutating func mixed(_ fits: [OperatorFit]) -> [OperatorFit] {
    var mixed: [OperatorFit] = []
    for samples in degrees {
      let call = samples.decodeCall(sequences: 1, context: 1)
      func surface(_ kind: OperatorKind) -> ResponseSurface? {
        fits.first { one in one.kind == kind && one.pins.allSatisfy { call.quantities[$0.quantity] == $0.value } }?.surface
      }
      guard let prefill = surface(.prefillAttention), let decode = surface(.decodeAttention) else { continue }
      let name = "\(samples.model.name) tp\(samples.degree.tensor)"
      progress("attention of batches that decode and prefill, \(name)")
      guard let result = MixedAttentionFit(samples: samples, prefill: prefill, fit: fit).result(name: "mixed \(name)") else { continue }
      mixed.append(result.fit)
      found.append(corrections(samples, decode: decode, mixed: result.fit.surface, result.overlaps, result.residuals, name))
    }
    return mixed
  }

  private func corrections(
    _ samples: BundleSamples, decode: ResponseSurface, mixed: ResponseSurface, _ overlaps: [AttentionCorrections.Overlap],
    _ residuals: FitResiduals, _ name: String
  ) -> AttentionCorrections {
    let pure = SkewFit { row, context in
      decode.seconds(at: samples.decodeCall(sequences: row.sequences, context: context).quantities)
    }
    let beside = SkewFit { row, context in
      mixed.seconds(at: samples.mixedCall(tokens: row.chunk, sequences: row.sequences, context: context).quantities)
    }
    let alone = pure.result(samples.degree.skew.filter { $0.chunk == 0 }, name: "skew \(name)")
    let chunked = beside.result(samples.degree.skew.filter { $0.chunk > 0 }, name: "mixed skew \(name)")
    let quantities = samples.decodeCall(sequences: 1, context: 1).quantities
    return AttentionCorrections(
      heads: Int(quantities[.heads]), keyValueHeads: Int(quantities[.keyValueHeads]), headSize: Int(quantities[.headSize]),
      skew: alone.knots, mixedSkew: chunked.knots, overlaps: overlaps, mixedResiduals: residuals, skewResiduals: alone.residuals,
      mixedSkewResiduals: chunked.residuals)
  }

  /// Corrections of attention; nil where no shape has any.
  func corrections() -> [AttentionCorrections]? { found.isEmpty ? nil : found }
}

import Foundation
import Hardware
import Kernel
import Model

/// Fits one operator's rows and says how far off the fit is on points that it never saw.
struct OperatorFitter {
  /// Decides which points are kept aside.
  let seed: UInt64

  private static let mostKnots = 32
  private static let heldOutShare = 0.2

  /// The fit of an operator, or nil where the samples hold too little of it.
  func fit(_ one: MeasuredOperator, samples: [StepSample]) -> OperatorFit? {
    let rows = one.rows(in: samples)
    guard rows.count >= 3 else { return nil }
    let reference = reference(one, rows)
    let held = heldOut(rows, one)
    let kept = rows.filter { !held.contains($0.point) }
    let tried = surface(kept, one, reference)
    let errors = rows.filter { held.contains($0.point) }.map { abs(tried.seconds(at: $0.quantities) / $0.seconds - 1) }.sorted()
    let residuals = FitResiduals(
      rows: rows.count, heldOutRows: errors.count, heldOutShapes: 0, medianError: StepSample.median(errors),
      p90Error: errors[min(errors.count - 1, Int(0.9 * Double(errors.count)))], worstError: errors[errors.count - 1])
    let growing = Set(one.axes)
    let pinned = Self.pinnable(one.kind).filter { !growing.contains($0) }
    return OperatorFit(
      kind: one.kind, variant: one.variant, format: one.call.format,
      pins: pinned.map { .init($0, one.call.quantities[$0]) },
      ranges: one.axes.map { axis in
        let values = rows.map { $0.quantities[axis] }
        return .init(axis, values.min()!, values.max()!)
      }, surface: surface(rows, one, reference), residuals: residuals)
  }

  /// Quantities that say which weights or heads were measured.
  private static func pinnable(_ kind: OperatorKind) -> [OperatorQuantity] {
    switch kind {
    case .matrixProduct: [.outputs, .inputs]
    case .elementwise, .sampler: [.width]
    default: [.heads, .keyValueHeads, .headSize]
    }
  }

  private func surface(_ rows: [FitRow], _ one: MeasuredOperator, _ reference: ReferenceTime) -> ResponseSurface {
    let axes = one.axes.map { axis -> ResponseSurface.Axis in
      if one.axes.count == 1 {
        return .init(axis, SurfaceFitter.knots(rows, along: axis, reference: reference, most: Self.mostKnots))
      }
      // Grids keep the values of the plan; a context of zero is served by the first knot.
      return .init(axis, Self.thinned(rows.map { max(1, $0.quantities[axis]) }))
    }
    return SurfaceFitter.fit(rows, reference: reference, axes: axes)
  }

  /// The distinct values, those closer than a factor of 1.6 to their predecessor left out but for the last.
  private static func thinned(_ values: [Double]) -> [Double] {
    var knots: [Double] = []
    let sorted = Set(values).sorted()
    for value in sorted where knots.last.map({ value >= 1.6 * $0 }) ?? true { knots.append(value) }
    if let last = sorted.last, let top = knots.last, last > top {
      if knots.count > 1 && last < 1.3 * top { knots.removeLast() }
      knots.append(last)
    }
    return knots
  }

  /// A fifth of the points, at least one, and none at an end of an axis, where a fit could only guess.
  private func heldOut(_ rows: [FitRow], _ one: MeasuredOperator) -> Set<Int> {
    var stream = RandomStream(seed: seed, name: "held out", substream: UInt64(one.part.rawValue))
    let eligible = rows.filter { Self.isInside($0, rows, one.axes) }.map(\.point)
    let count = max(1, Int((Self.heldOutShare * Double(rows.count)).rounded()))
    return Set((eligible.isEmpty ? rows.map(\.point) : eligible).shuffled(using: &stream).prefix(count))
  }

  /// Whether a row has others on both sides of it on the first axis; and on a second axis one above it, for most rows lie at
  /// its lower end, where a chunk has no context.
  private static func isInside(_ row: FitRow, _ rows: [FitRow], _ axes: [OperatorQuantity]) -> Bool {
    let (place, values) = (row.quantities[axes[0]], rows.map { $0.quantities[axes[0]] })
    guard place > values.min()!, place < values.max()! else { return false }
    guard axes.count > 1 else { return true }
    let (least, above) = (rows.map { $0.quantities[axes[1]] }.min()!, row.quantities[axes[1]])
    return above == least || rows.contains { $0.quantities[axes[0]] == place && $0.quantities[axes[1]] > above }
  }

  /// The rough time that factors correct: the best rates seen, and a launch well below the shortest row.
  private func reference(_ one: MeasuredOperator, _ rows: [FitRow]) -> ReferenceTime {
    func unit(flops: Double?, bytes: Double) -> ReferenceTime {
      ReferenceTime(form: one.form, launchSeconds: 0, flopsPerSecond: flops, bytesPerSecond: bytes, bytesPerValue: 4)
    }
    // With the other rate out of reach, the reference counts the work; work over time is the rate.
    let traffic = unit(flops: nil, bytes: 1)
    let arithmetic = unit(flops: 1, bytes: 1e30)
    let bandwidth = rows.map { traffic.seconds(at: $0.quantities) / $0.seconds }.max()!
    let countsFLOPs = one.form == .matrixProduct || one.form == .prefillAttention
    let rate = countsFLOPs ? rows.map { arithmetic.seconds(at: $0.quantities) / $0.seconds }.max() : nil
    return ReferenceTime(
      form: one.form, launchSeconds: 0.3 * rows.map(\.seconds).min()!, flopsPerSecond: rate, bytesPerSecond: bandwidth,
      bytesPerValue: 4)
  }
}

import Calibration
import Foundation
import Hardware
import Kernel
import Testing

/// Fitting surfaces to measured times.
struct FitSurfaceTests {
  private static let rows: [Double] = [1, 8, 64, 512, 4096]
  private static let widths: [Double] = [256, 1024, 4096, 16_384]
  private static let reference = ReferenceTime(
    form: .matrixProduct, launchSeconds: 2e-6, flopsPerSecond: 800e12, bytesPerSecond: 3e12, bytesPerValue: 2)
  private static let truth = ResponseSurface(
    reference: reference, axes: [.init(.rows, rows), .init(.outputs, widths), .init(.inputs, widths)],
    factors: (0..<80).map { index in
      let (row, column, layer) = (Double(index / 16), Double(index / 4 % 4), Double(index % 4))
      return 1 + 0.06 * row + 0.1 * sin(0.8 * column) + 0.1 * cos(layer)
    })
  private static let recipe = SurfaceRecipe(
    reference: reference,
    directions: [
      .init(.rows, knots: rows, stiffness: 1e-3), .init(.outputs, knots: widths, stiffness: 1e-3),
      .init(.inputs, knots: widths, stiffness: 1e-3),
    ])

  /// Calls over a few hundred shapes, each off by noise of the given deviation.
  private func calls(noise: Double, outliers: Int = 0) -> [TimedCall] {
    var stream = RandomStream(seed: 9, name: "noisy table")
    var calls: [TimedCall] = []
    for _ in 0..<200 {
      let (outputs, inputs) = (256 * pow(64, stream.uniform()).rounded(), 256 * pow(64, stream.uniform()).rounded())
      for exponent in 0...12 {
        let quantities = OperatorQuantities([(.rows, Double(1 << exponent)), (.outputs, outputs), (.inputs, inputs)])
        calls.append(TimedCall(quantities, seconds: Self.truth.seconds(at: quantities) * exp(noise * stream.normal())))
      }
    }
    for _ in 0..<outliers { calls[stream.integer(below: calls.count)].seconds *= 5 }
    return calls
  }

  private func worst(_ surface: ResponseSurface) -> Double {
    calls(noise: 0).map { abs(surface.seconds(at: $0.quantities) / $0.seconds - 1) }.max() ?? .infinity
  }

  @Test func `measurements without noise give the surface back`() {
    #expect(worst(SmoothSurfaceFit(Self.recipe).surface(calls(noise: 0))) < 0.01)
  }

  @Test func `noise of 5 % is averaged out`() {
    #expect(worst(SmoothSurfaceFit(Self.recipe).surface(calls(noise: 0.05))) < 0.06)
  }

  @Test func `one wild measurement in twenty hardly bends the surface`() {
    #expect(worst(SmoothSurfaceFit(Self.recipe).surface(calls(noise: 0.02, outliers: 130))) < 0.08)
  }

  @Test func `knots that no measurement touches follow their neighbours`() {
    let left = calls(noise: 0).filter { $0.quantities[.rows] < 60 || $0.quantities[.rows] > 500 }
    let surface = SmoothSurfaceFit(Self.recipe).surface(left)
    #expect(surface.factors.allSatisfy { $0 > 0.5 && $0 < 2 })
  }

  @Test func `whole shapes are kept aside, a fifth of them, and always the same`() {
    let table = calls(noise: 0.02)
    let parted = ShapeHoldOut(table, shape: [.outputs, .inputs], row: [.rows])
    func shapes(_ calls: [TimedCall]) -> Set<[Double]> { Set(calls.map { [$0.quantities[.outputs], $0.quantities[.inputs]] }) }
    #expect(shapes(parted.seen).isDisjoint(with: shapes(parted.kept)))
    #expect(parted.seen.count + parted.kept.count == table.count)
    #expect(abs(Double(parted.keptShapes) / Double(shapes(table).count) - 0.2) < 0.01)
    #expect(ShapeHoldOut(table.reversed(), shape: [.outputs, .inputs], row: [.rows]).kept == parted.kept.reversed())
  }

  @Test func `shapes at the end of a ladder stay in the fit, for beyond them a call is extrapolated anyway`() {
    var table: [TimedCall] = []
    for outputs in [256.0, 512, 1024, 2048, 4096] {
      for inputs in [256.0, 1024, 4096] {
        for rows in [1.0, 64] {
          table.append(TimedCall(OperatorQuantities([(.rows, rows), (.outputs, outputs), (.inputs, inputs)]), seconds: 1e-5))
        }
      }
    }
    let parted = ShapeHoldOut(table, shape: [.outputs, .inputs], row: [.rows])
    // A fifth of fifteen shapes, and there are three inside.
    #expect(parted.keptShapes == 3)
    #expect(parted.kept.allSatisfy { [512, 1024, 2048].contains($0.quantities[.outputs]) && $0.quantities[.inputs] == 1024 })
    let messages = (9...20).flatMap { power in
      [2.0, 8].map { TimedCall(OperatorQuantities([(.bytes, Double(1 << power)), (.members, $0)]), seconds: 1e-5) }
    }
    let points = ShapeHoldOut(messages, shape: [.members], row: [.bytes])
    #expect(points.kept.count == 5 && points.keptShapes == 0)
    #expect(points.kept.allSatisfy { $0.quantities[.bytes] > 512 && $0.quantities[.bytes] < 1_048_576 })
  }

  @Test func `of too few shapes single rows are kept aside`() {
    let table = calls(noise: 0.02).prefix(5 * 13)
    let parted = ShapeHoldOut(Array(table), shape: [.outputs, .inputs], row: [.rows])
    #expect(parted.keptShapes == 0)
    #expect(parted.kept.count == 13)
  }

  @Test func `the stated errors are those on shapes that the fit never saw`() {
    let fitting = OperatorFitting(.matrixProduct, format: .bf16, shape: [.outputs, .inputs], ranged: [.rows, .outputs, .inputs])
    let fit = fitting.fit(calls(noise: 0.03), Self.recipe)
    // A normal deviation of 3 % has its median error at 2 % and nine in ten within 4.9 %.
    #expect(abs(fit.residuals.medianError - 0.02) < 0.006)
    #expect(abs(fit.residuals.p90Error - 0.049) < 0.012)
    #expect(fit.residuals.heldOutShapes > 20)
    #expect(fit.ranges.contains(.init(.rows, 1, 4096)))
  }

  @Test func `the same measurements give the same profile, bit for bit`() {
    let table = calls(noise: 0.03)
    #expect(SmoothSurfaceFit(Self.recipe).surface(table) == SmoothSurfaceFit(Self.recipe).surface(table))
  }
}

import Foundation
import Hardware
import Kernel
import Testing

/// Response surfaces: exact at their knots, straight on a logarithmic scale between, and steady outside.
struct ProfileSurfaceTests {
  private static let reference = ReferenceTime(
    form: .matrixProduct, launchSeconds: 2e-6, flopsPerSecond: 800e12, bytesPerSecond: 3e12, bytesPerValue: 2)
  private static let surface = ResponseSurface(
    reference: reference, axes: [.init(.rows, [1, 64, 65, 4096]), .init(.outputs, [256, 8192])],
    factors: [1.5, 1.2, 1.4, 1.1, 1.9, 1.6, 1.05, 0.98])

  private func call(rows: Double, outputs: Double) -> OperatorQuantities {
    OperatorQuantities([(.rows, rows), (.outputs, outputs), (.inputs, 4096)])
  }

  @Test func `a knot gives its own factor`() {
    let surface = Self.surface
    for (row, rows) in surface.axes[0].knots.enumerated() {
      for (column, outputs) in surface.axes[1].knots.enumerated() {
        #expect(abs(surface.factor(at: call(rows: rows, outputs: outputs)) / surface.factors[row * 2 + column] - 1) < 1e-12)
      }
    }
  }

  /// What a file holds and what is computed with are one number: the one that text of three or four digits says.
  @Test func `factors are kept as text of three digits says them, or of four where a one is in front`() {
    func written(_ value: Double) -> Double {
      let three = Double(String(format: "%.2e", value)) ?? value
      let leading = three / pow(10, log10(three).rounded(.down))
      let four = String(format: "%.3e", value)
      // 1.995 would be read as 2.
      return leading < 2 && !four.hasPrefix("1.995") ? Double(four) ?? value : three
    }
    var stream = RandomStream(seed: 3, name: "factors")
    var values = [1.995, 1.9949999, 1.996, 0.9996, 9.996, 0.09996, 199.5, 1, 2, 10, 99.95, 1e-5, 12345, 0.01, 1000, 1.0005]
    for _ in 0..<4000 {
      let value = pow(10, 6 * stream.uniform() - 3)
      values += [value, written(value), (value * 1000).rounded() / 1000 + 0.001]
    }
    let surface = ResponseSurface(reference: Self.reference, axes: [.init(.rows, (1...values.count).map(Double.init))], factors: values)
    #expect(surface.factors == values.map(written) && surface.factors.map(written) == surface.factors)
  }

  @Test func `a grid of five axes answers as one of four does`() {
    let factors = (0..<16).map { 1 + Double($0) / 8 }
    let axes = [OperatorQuantity.rows, .outputs, .inputs, .tokens].map { ResponseSurface.Axis($0, [1, 100]) }
    let four = ResponseSurface(reference: Self.reference, axes: axes, factors: factors)
    let five = ResponseSurface(reference: Self.reference, axes: [.init(.width, [1])] + axes, factors: factors)
    var stream = RandomStream(seed: 4, name: "grids")
    for _ in 0..<200 {
      let call = OperatorQuantities([OperatorQuantity.rows, .outputs, .inputs, .tokens].map { ($0, pow(10, 3 * stream.uniform() - 0.5)) })
      #expect(four.factor(at: call) == five.factor(at: call))
    }
  }

  @Test func `between two knots the factor's logarithm is a straight line in the logarithm of the count`() {
    let middle = Self.surface.factor(at: call(rows: 8, outputs: 256))
    #expect(abs(middle / (1.5 * 1.4).squareRoot() - 1) < 1e-12)
  }

  @Test(arguments: [(0.5, 256.0, 1.5), (1e6, 256, 1.05), (1, 1e6, 1.2), (1e9, 1e9, 0.98)])
  func `outside the grid the nearest factor holds`(rows: Double, outputs: Double, factor: Double) {
    #expect(abs(Self.surface.factor(at: call(rows: rows, outputs: outputs)) / factor - 1) < 1e-12)
  }

  @Test func `the reference is the longer of arithmetic and traffic behind a launch`() {
    // One row: 4096 x 4096 weights of two bytes at 3 TB/s; 65,536 rows: arithmetic at 800 TFLOP/s.
    let short = Self.reference.seconds(at: call(rows: 1, outputs: 4096))
    #expect(abs(short - (2e-6 + (2.0 * 4096 * 4096 + 2 * 8192) / 3e12)) < 1e-15)
    let long = Self.reference.seconds(at: call(rows: 65_536, outputs: 4096))
    #expect(abs(long - (2e-6 + 2.0 * 65_536 * 4096 * 4096 / 800e12)) < 1e-12)
  }

  @Test func `experts that fit the cache are read from it, and from twice its size on none are`() {
    let cached = ReferenceTime(
      form: .mixture, launchSeconds: 2e-5, bytesPerSecond: 7e11, bytesPerValue: 2,
      cache: .init(bytes: 70e6, bytesPerSecond: 1.9e12))
    let plain = ReferenceTime(form: .mixture, launchSeconds: 2e-5, bytesPerSecond: 7e11, bytesPerValue: 2)
    func seconds(_ reference: ReferenceTime, _ tokens: Double) -> Double {
      reference.seconds(
        at: OperatorQuantities([
          (.tokens, tokens), (.hiddenSize, 2048), (.expertIntermediateSize, 512), (.expertsPerToken, 8), (.experts, 256),
        ]))
    }
    let saved = 8.0 * 3 * 2048 * 512 * 2 * (1 / 7e11 - 1 / 1.9e12)
    #expect(abs(seconds(plain, 1) - seconds(cached, 1) - saved) < 1e-12)
    #expect(seconds(cached, 2) > 2 * seconds(cached, 1) - 2e-5)
    #expect(seconds(cached, 4) == seconds(plain, 4))
  }

  @Test func `a message's start and rate change with its members by powers, and two members are the measure`() {
    let reference = ReferenceTime(
      form: .message, launchSeconds: 5e-6, bytesPerSecond: 40e9, growth: .init(launchExponent: 0.5, rateExponent: -1))
    func seconds(_ bytes: Double, _ members: Double) -> Double {
      reference.seconds(at: OperatorQuantities([(.bytes, bytes), (.members, members)]))
    }
    #expect(abs(seconds(4e9, 2) - (5e-6 + 2e9 / 40e9)) < 1e-12)
    #expect(abs(seconds(4e9, 8) - (1e-5 + 3.5e9 / 10e9)) < 1e-12)
  }

  @Test func `a chunk after a long context takes as long as one tile's walk over it`() {
    let reference = ReferenceTime(
      form: .prefillAttention, launchSeconds: 5e-6, flopsPerSecond: 500e12, bytesPerSecond: 3e12, bytesPerValue: 2, processors: 132)
    func seconds(tokens: Double) -> Double {
      reference.seconds(
        at: OperatorQuantities([
          (.tokens, tokens), (.contextTokens, 16_384), (.heads, 32), (.keyValueHeads, 8), (.headSize, 128),
        ]))
    }
    #expect(abs(seconds(tokens: 64) / seconds(tokens: 16) - 1) < 0.02)
    #expect(seconds(tokens: 2048) > 5 * seconds(tokens: 64))
  }
}

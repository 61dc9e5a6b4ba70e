import Foundation
import Kernel
import Testing

@Suite("Logarithms and their like, with the same bits on every machine")
struct ElementaryFunctionTests {
  /// How far two numbers are apart, in units of the last place of the second.
  private func units(_ value: Double, _ right: Double) -> Double { abs(value - right) / right.ulp }

  @Test("logarithm and exponential are within one unit in the last place of the C library's")
  func near() {
    var chance = RandomStream(seed: 5, name: "elementary")
    for _ in 0..<20_000 {
      let x = Double(bitPattern: chance.next() & 0x7FEF_FFFF_FFFF_FFFF)
      if x.isFinite && x > 0 { #expect(units(x.naturalLogarithm, log(x)) <= 1, "\(x)") }
      let y = 1 + (chance.uniform() - 0.5) * 0.01
      #expect(units(y.naturalLogarithm, log(y)) <= 1, "\(y)")
      let z = (chance.uniform() - 0.5) * 1_400
      #expect(units(z.exponential, exp(z)) <= 1, "\(z)")
    }
  }

  @Test("at the ends they are what IEEE 754 asks for")
  func ends() {
    #expect(0.0.naturalLogarithm == -.infinity && Double.infinity.naturalLogarithm == .infinity && 1.0.naturalLogarithm == 0)
    #expect((-1.0).naturalLogarithm.isNaN && Double.nan.naturalLogarithm.isNaN && Double.nan.exponential.isNaN)
    #expect(Double.leastNonzeroMagnitude.naturalLogarithm == log(Double.leastNonzeroMagnitude))
    #expect(0.0.exponential == 1 && Double.infinity.exponential == .infinity && (-Double.infinity).exponential == 0)
    #expect(710.0.exponential == .infinity && (-746.0).exponential == 0 && (-745.0).exponential > 0)
  }

  @Test("whole powers are exact where a number holds them, others are near")
  func powers() {
    #expect(2.0.raised(to: 10) == 1024 && 10.0.raised(to: -2) == 0.01 && 3.0.raised(to: 0) == 1 && 10.0.raised(to: 15) == 1e15)
    #expect(0.0.raised(to: 0.5) == 0 && 0.0.raised(to: -0.5) == .infinity)
    var chance = RandomStream(seed: 6, name: "powers")
    for _ in 0..<5_000 {
      let (x, power) = (chance.uniform() * 1_000, (chance.uniform() - 0.5) * 20)
      #expect(abs(x.raised(to: power) / pow(x, power) - 1) < 1e-13, "\(x) to \(power)")
    }
  }

  @Test("the share of a normal distribution below a value, from end to end")
  func shares() {
    for step in -800...800 {
      let x = Double(step) / 100
      let right = erfc(-x / 2.0.squareRoot()) / 2
      #expect(abs(x.normalShare / right - 1) < 4e-13, "\(x)")
    }
    #expect(0.0.normalShare == 0.5 && 40.0.normalShare == 1 && (-40.0).normalShare == 0)
  }

  @Test("their bits, which no machine and no version of a library may change")
  func golden() {
    var digest = Digest()
    for step in 1...2_000 {
      let x = Double(step) * 0.37
      let values = [x.naturalLogarithm, (-x / 50).exponential, x.raised(to: 0.3), (x / 100 - 4).normalShare]
      for value in values { digest.mix(value.bitPattern) }
    }
    #expect(digest.value == 9_786_312_468_858_491_571)
  }
}

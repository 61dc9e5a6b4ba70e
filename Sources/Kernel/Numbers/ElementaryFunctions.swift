/// Logarithms, powers and their like, out of additions, multiplications and divisions alone, which every machine rounds alike. The C
/// library's differ in the last bit between its versions and between processors with and without fused multiplication, and a bit is
/// enough for another draw, another coefficient and another digest.
///
/// Methods and coefficients are those of Sun Microsystems' fdlibm (K. C. Ng, 1993), which states errors below one unit in the last place.
extension Double {
  private static let logarithmOf2 = (high: 6.931_471_803_691_238_164_90e-01, low: 1.908_214_929_270_587_700_02e-10)

  /// The natural logarithm: minus infinity of 0, and not a number below it.
  public var naturalLogarithm: Double {
    if !(self > 0) { return self == 0 ? -.infinity : .nan }
    if self == .infinity { return self }
    // x = 2^k (1 + f), with 1 + f between the roots of 1/2 and 2.
    let isLarge = significand > 1.414_213_562_373_095_1
    let k = Double(exponent) + (isLarge ? 1 : 0)
    let f = (isLarge ? significand / 2 : significand) - 1
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let odd =
      z
      * (6.666_666_666_666_735_130e-01 + w
        * (2.857_142_874_366_239_149e-01 + w * (1.818_357_216_161_805_012e-01 + w * 1.479_819_860_511_658_591e-01)))
    let even = w * (3.999_999_999_940_941_908e-01 + w * (2.222_219_843_214_978_396e-01 + w * 1.531_383_769_920_937_332e-01))
    let half = 0.5 * f * f
    return k * Self.logarithmOf2.high - ((half - (s * (half + (odd + even)) + k * Self.logarithmOf2.low)) - f)
  }

  /// e to the power of the number.
  public var exponential: Double {
    if isNaN { return self }
    if self > 709.782_712_893_383_97 { return .infinity }
    if self < -745.133_219_101_941_1 { return 0 }
    // x = k ln 2 + r, with r no further from 0 than half of ln 2.
    let k = (self * 1.442_695_040_888_963_387).rounded()
    let high = self - k * Self.logarithmOf2.high
    let low = k * Self.logarithmOf2.low
    let r = high - low
    let z = r * r
    let c =
      r - z
      * (1.666_666_666_666_660_190e-01 + z
        * (-2.777_777_777_701_559_338e-03 + z
          * (6.613_756_321_437_934_361e-05 + z * (-1.653_390_220_546_525_154e-06 + z * 4.138_136_797_057_238_460e-08))))
    let value = 1 - ((low - (r * c) / (2 - c)) - high)
    // In two steps, for 2^k alone may be too small or too large for a number.
    let first = Int(k) / 2
    return value * Self(sign: .plus, exponent: first, significand: 1) * Self(sign: .plus, exponent: Int(k) - first, significand: 1)
  }

  /// The number, which is not negative, to a power. Whole powers up to 64 are products; others are right to some 1e-13 of themselves.
  public func raised(to power: Double) -> Double {
    if power == power.rounded(), abs(power) <= 64 {
      var (result, base, left) = (1.0, self, Int(abs(power)))
      while left > 0 {
        if left & 1 == 1 { result *= base }
        base *= base
        left >>= 1
      }
      return power < 0 ? 1 / result : result
    }
    if self == 0 { return power > 0 ? 0 : .infinity }
    return (power * naturalLogarithm).exponential
  }

  /// The share of a normal distribution, with mean 0 and deviation 1, below the number; right to some 1e-13 of itself.
  public var normalShare: Double {
    if self > 0 { return 1 - (-self).normalShare }
    let x = -self
    if x > 38 { return 0 }
    let density = (-x * x / 2).exponential / 2.506_628_274_631_000_502
    if x < 3 {
      // The sum of x + x^3/3 + x^5/(3 5) + ..., whose terms are all positive (Abramowitz and Stegun, 26.2.11).
      var (term, sum, odd) = (x, x, 3.0)
      while term > sum * 1e-17 {
        term *= x * x / odd
        sum += term
        odd += 2
      }
      return 0.5 - density * sum
    }
    // The fraction 1 / (x + 1 / (x + 2 / (x + ...))), from within (26.2.14).
    var fraction = x
    for depth in stride(from: 120.0, through: 1, by: -1) { fraction = x + depth / fraction }
    return density / fraction
  }
}

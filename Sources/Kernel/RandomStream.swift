import Foundation

/// A named stream of chance: xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators",
/// 2021), its state filled by SplitMix64 from the seed, the stream's name and a sub-stream number.
///
/// A stream for each purpose and a sub-stream for each request keep comparisons on common random numbers: a policy
/// that draws once more cannot shift what another request gets. The vectors in the tests pin the sequence for good.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The stream `name` of the run seeded `seed`; `substream` picks one of 2^64 independent children of it.
  public init(seed: UInt64, name: String, substream: UInt64 = 0) {
    var digest = Digest()
    digest.mix(seed)
    digest.mix(bytesOf: name)
    digest.mix(substream)
    var filler = SplitMix64(state: digest.value)
    state = (filler.next(), filler.next(), filler.next(), filler.next())
  }

  /// A stream at a given state, for checking against published vectors.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let product = state.1 &* 5
    let result = (product << 7 | product >> 57) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3 << 45 | state.3 >> 19
    return result
  }

  /// Uniform in [0, 1), 53 bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in 0 ..< bound, without bias (Lemire, "Fast random integer generation in an interval", 2019).
  ///
  /// - Precondition: `bound` is positive.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "an empty range to draw from")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// The numbers below `count` in an order by chance (R. A. Fisher and F. Yates; the library's own may change from version to version).
  ///
  /// - Precondition: `count` is not negative.
  package mutating func permutation(of count: Int) -> [Int] {
    var numbers = Array(0..<count)
    for end in stride(from: count - 1, to: 0, by: -1) { numbers.swapAt(end, integer(below: end + 1)) }
    return numbers
  }

  /// Exponential with the given mean, by inversion; 1 - u is never zero, so no value is clipped and the mean is exact.
  public mutating func exponential(mean: Double) -> Double { -mean * (1 - uniform()).naturalLogarithm }

  /// Normal with mean 0 and deviation 1 (Marsaglia's polar method, one value a call).
  public mutating func normal() -> Double {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square > 0 && square < 1 { return x * (-2 * square.naturalLogarithm / square).squareRoot() }
    }
  }

  /// Gamma with the given shape and mean (Marsaglia and Tsang, "A simple method for generating gamma variables", 2000).
  ///
  /// - Precondition: `shape` and `mean` are positive.
  public mutating func gamma(shape: Double, mean: Double) -> Double {
    precondition(shape > 0 && mean > 0, "a gamma distribution needs a positive shape and mean")
    // A shape below one is drawn at shape + 1 and scaled by u^(1/shape), as the paper advises.
    let boost = shape < 1 ? (1 - uniform()).raised(to: 1 / shape) : 1
    let d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let cube = 1 + c * x
      if cube <= 0 { continue }
      let v = cube * cube * cube
      if (1 - uniform()).naturalLogarithm < 0.5 * x * x + d - d * v + d * v.naturalLogarithm { return boost * d * v * mean / shape }
    }
  }
}

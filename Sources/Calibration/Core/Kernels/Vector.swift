/// Sixteen numbers at once: as wide as the widest vector units, and cut to fit by the compiler where they are narrower.
typealias Vector = SIMD16<Float>

extension Vector {
  static let width = 16

  @inline(__always) static func load(_ pointer: UnsafePointer<Float>) -> Vector {
    unsafe UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
  }

  @inline(__always) static func load(_ pointer: UnsafeMutablePointer<Float>) -> Vector {
    unsafe UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
  }

  @inline(__always) func store(_ pointer: UnsafeMutablePointer<Float>) {
    unsafe UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Vector.self)
  }

  /// The exponential of each lane, to 2e-7 relative. Arguments are held within ±60: beyond, softmax and SiLU are at their
  /// limits to single precision, and what is kept out is denormal numbers, which would make a step's time depend on its data.
  @inline(__always) var exponential: Vector {
    let low = replacing(with: -60, where: self .< -60)
    let x = low.replacing(with: 60, where: low .> 60)
    // Adding 1.5 x 2^23 rounds to a whole number and leaves it in the low bits.
    let shifter = Vector(repeating: 12_582_912)
    let shifted = x * 1.442_695_04 + shifter
    let whole = shifted - shifter
    // ln 2 in two parts, so that the remainder keeps its low bits (Cody and Waite).
    let r = (x - whole * 0.693_359_375) - whole * -2.121_944_4e-4
    // Taylor's series to the sixth power on |r| <= ln 2 / 2: its remainder is below 1.3e-7.
    var p = r * (1.0 / 720) + (1.0 / 120)
    p = p * r + (1.0 / 24)
    p = p * r + (1.0 / 6)
    p = p * r + 0.5
    p = p * r + 1
    p = p * r + 1
    let bits = unsafe unsafeBitCast(p, to: SIMD16<Int32>.self) &+ (unsafeBitCast(shifted, to: SIMD16<Int32>.self) &<< 23)
    return unsafe unsafeBitCast(bits, to: Vector.self)
  }

  /// The sum of the lanes, always in the same order.
  @inline(__always) var total: Float {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  /// The largest lane.
  @inline(__always) var largest: Float {
    let eight = lowHalf.replacing(with: highHalf, where: highHalf .> lowHalf)
    let four = eight.lowHalf.replacing(with: eight.highHalf, where: eight.highHalf .> eight.lowHalf)
    return Swift.max(Swift.max(four.x, four.y), Swift.max(four.z, four.w))
  }

  /// Lane by lane the larger of the two.
  @inline(__always) func larger(_ other: Vector) -> Vector { replacing(with: other, where: other .> self) }
}

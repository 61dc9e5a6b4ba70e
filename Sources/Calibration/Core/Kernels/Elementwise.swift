/// What a decoder does between its matrix products. Widths are multiples of ``Vector/width``; the engine checks.
package enum Elementwise {
  /// RMSNorm (Zhang and Sennrich, arXiv 1910.07467): each row divided by its root mean square and scaled by `gain`.
  package static func normalize(
    _ input: UnsafePointer<Float>, rows: Int, width: Int, gain: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let (x, y) = unsafe (input + row * width, output + row * width)
      var sum = Vector.zero
      for i in stride(from: 0, to: width, by: Vector.width) {
        let v = unsafe Vector.load(x + i)
        sum += v * v
      }
      let scale = 1 / (sum.total / Float(width) + 1e-5).squareRoot()
      for i in stride(from: 0, to: width, by: Vector.width) { unsafe (Vector.load(x + i) * scale * Vector.load(gain + i)).store(y + i) }
    }
  }

  /// SwiGLU (Shazeer, arXiv 2002.05202): `silu(gate) x up`. A row of `input` holds the gate's values, then those of up.
  package static func gate(_ input: UnsafePointer<Float>, rows: Int, width: Int, to output: UnsafeMutablePointer<Float>) {
    for row in 0..<rows {
      let gate = unsafe input + row * 2 * width
      let up = unsafe gate + width
      let y = unsafe output + row * width
      for i in stride(from: 0, to: width, by: Vector.width) {
        let g = unsafe Vector.load(gate + i)
        unsafe (g / ((-g).exponential + 1) * Vector.load(up + i)).store(y + i)
      }
    }
  }

  /// The index of the largest of `count` numbers, the first of equals: greedy sampling.
  package static func indexOfLargest(_ values: UnsafePointer<Float>, count: Int) -> Int {
    var largest = Vector(repeating: -.infinity)
    for i in stride(from: 0, to: count, by: Vector.width) { largest = unsafe largest.larger(.load(values + i)) }
    let maximum = largest.largest
    var index = 0
    while unsafe index < count - 1 && values[index] != maximum { index += 1 }
    return index
  }
}

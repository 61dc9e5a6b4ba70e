import Foundation
import Kernel

/// Rotary positions (Su et al., arXiv 2104.09864) in the half-split form of Llama: sines and cosines of every position.
package struct RotaryTable {
  private let sines: FloatBuffer
  private let cosines: FloatBuffer
  private let half: Int

  /// A table for heads of `headSize` at positions 0 ..< positions; the base is Llama's 10,000.
  ///
  /// - Throws: ``InputError`` where memory is lacking.
  package init(headSize: Int, positions: Int) throws(InputError) {
    half = headSize / 2
    sines = try FloatBuffer(count: positions * half)
    cosines = try FloatBuffer(count: positions * half)
    for i in 0..<half {
      let frequency = pow(10_000, -Double(i) / Double(half))
      for position in 0..<positions {
        unsafe sines.base[position * half + i] = Float(sin(Double(position) * frequency))
        unsafe cosines.base[position * half + i] = Float(cos(Double(position) * frequency))
      }
    }
  }

  /// Numbers that ``gather(position:into:)`` writes: the cosines of a position, then its sines.
  var rowCount: Int { 2 * half }

  /// Copies the factors of a position, so that all layers find those of a step's rows side by side: the positions of decoding
  /// sequences lie all over the table, and its lines would be fetched from memory anew for every layer.
  func gather(position: Int, into row: UnsafeMutablePointer<Float>) {
    unsafe row.update(from: cosines.base + position * half, count: half)
    unsafe (row + half).update(from: sines.base + position * half, count: half)
  }

  /// Turns `heads` heads that lie one after the other by the factors of a gathered row.
  func rotate(_ values: UnsafeMutablePointer<Float>, heads: Int, by row: UnsafePointer<Float>) {
    unsafe turn(values, heads: heads, row, row + half)
  }

  /// Turns `heads` heads that lie one after the other to `position`.
  package func rotate(_ values: UnsafeMutablePointer<Float>, heads: Int, position: Int) {
    unsafe turn(values, heads: heads, cosines.base + position * half, sines.base + position * half)
  }

  private func turn(
    _ values: UnsafeMutablePointer<Float>, heads: Int, _ c: UnsafePointer<Float>, _ s: UnsafePointer<Float>
  ) {
    for head in 0..<heads {
      let low = unsafe values + head * 2 * half
      let high = unsafe low + half
      for i in 0..<half {
        let (a, b) = unsafe (low[i], high[i])
        unsafe low[i] = a * c[i] - b * s[i]
        unsafe high[i] = b * c[i] + a * s[i]
      }
    }
  }
}

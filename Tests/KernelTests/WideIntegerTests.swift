import Kernel
import Testing

@Suite("Wide whole numbers")
struct WideIntegerTests {
  @Test("A wide whole number becomes the nearest binary one, ties to even, whether it fits in 64 bits or not")
  func nearest() {
    let edges: [Int128] = [0, 1, 1 << 53, 1 << 54, 1 << 62, 1 << 63, 1 << 64, 1 << 100, Int128(Int64.max), Int128(Int64.min), .max / 2]
    var stream = RandomStream(seed: 7, name: "wide")
    for edge in edges {
      for offset in [-1025, -513, -512, -3, -1, 0, 1, 3, 512, 513, 1025] {
        let value = edge + Int128(offset)
        #expect(Double(nearest: value) == Double(value))
        #expect(Double(nearest: -value) == Double(-value))
      }
    }
    for _ in 0..<1000 {
      let value = (Int128(Int64(bitPattern: stream.next())) << 64 | Int128(stream.next())) >> Int128(stream.next() % 127)
      #expect(Double(nearest: value) == Double(value))
    }
  }
}

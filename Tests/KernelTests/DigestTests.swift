import Kernel
import Testing

@Suite struct DigestTests {
  private func digest(_ words: [UInt64]) -> UInt64 {
    var digest = Digest()
    for word in words { digest.mix(word) }
    return digest.value
  }

  private func digest(_ text: String) -> UInt64 {
    var digest = Digest()
    digest.mix(bytesOf: text)
    return digest.value
  }

  @Test func digestsArePinned() {
    // Worked out by a second implementation in another language.
    #expect(digest([]) == 0x243f_6a88_85a3_08d3)
    #expect(digest([1]) == 0x2183_46df_9bed_9734)
    #expect(digest([1, 2]) == 0x6a22_deaa_9fac_5070)
    #expect(digest([1, 2, .max]) == 0xa628_6652_a875_aa1f)
    #expect(digest("") == 0xf405_9588_8d3b_ce8f)
    #expect(digest("a") == 0x2395_62db_efb1_1866)
    #expect(digest("windtunnel") == 0x49a1_6d14_6120_2569)
    #expect(digest("12345678") == 0x8f29_6014_4270_395e)
    #expect(digest("é") == 0xa79a_3401_a890_7902)
  }

  @Test func valueOrderAndLengthAllCount() {
    // Every sequence of up to three of these words, all different: a change anywhere changes the digest.
    let words: [UInt64] = [0, 1, 2, 255, 1 << 32, 1 << 63, .max, 0x9E37_79B9_7F4A_7C15]
    var sequences: [[UInt64]] = [[]]
    for first in words {
      sequences.append([first])
      for second in words {
        sequences.append([first, second])
        for third in words { sequences.append([first, second, third]) }
      }
    }
    #expect(Set(sequences.map { digest($0) }).count == sequences.count)
  }

  @Test func oneBitTurnsHalfOfTheDigest() {
    var turned = 0
    for bit in UInt64(0)..<64 { turned += (digest([77, 1 << bit, 5]) ^ digest([77, 0, 5])).nonzeroBitCount }
    #expect(abs(turned - 64 * 32) < 4 * 32, "\(turned) of \(64 * 64) bits turned; 2048 are expected, deviation 32")
  }

  @Test func whereATextEndsCounts() {
    var left = Digest()
    left.mix(bytesOf: "ab")
    left.mix(bytesOf: "c")
    var right = Digest()
    right.mix(bytesOf: "a")
    right.mix(bytesOf: "bc")
    #expect(left.value != right.value)
    let texts = (0..<40).map { String(repeating: "x", count: $0) } + (1..<20).map { String(repeating: "\0", count: $0) }
    #expect(Set(texts.map { digest($0) }).count == texts.count)
  }

  @Test func signedNumbersMixAsTheirBits() {
    for number in [Int64.min, -1, 0, 1, .max] {
      var digest = Digest()
      digest.mix(number)
      #expect(digest.value == self.digest([UInt64(bitPattern: number)]))
    }
  }

  @Test func hexadecimalHasSixteenDigitsAlways() {
    #expect(Digest().hexadecimal == "243f6a8885a308d3")
    var digest = Digest()
    for number in Int64(0)..<2000 {
      digest.mix(number)
      #expect(digest.hexadecimal.utf8.count == 16)
      #expect(UInt64(digest.hexadecimal, radix: 16) == digest.value)
    }
  }
}

import Foundation
import Hardware
import Testing

@Suite("Corrections of attention, as profiles hold them")
struct AttentionCorrectionsTests {
  private func read(skew: String = "[]", overlaps: String = "[]", heads: Int = 32) throws -> AttentionCorrections {
    let residuals = #"{"rows": 2, "heldOutRows": 0, "heldOutShapes": 0, "medianError": 0, "p90Error": 0, "worstError": 0}"#
    let text = """
      {"heads": \(heads), "keyValueHeads": 8, "headSize": 128, "skew": \(skew), "mixedSkew": [], "overlaps": \(overlaps),
       "mixedResiduals": \(residuals), "skewResiduals": \(residuals), "mixedSkewResiduals": \(residuals)}
      """
    return try JSONDecoder().decode(AttentionCorrections.self, from: Data(text.utf8))
  }

  @Test("what is written is what is read")
  func roundTrip() throws {
    let corrections = try read(
      skew: #"[{"sequences": 4, "share": 0}, {"sequences": 64, "share": 1}]"#,
      overlaps: #"[{"tokens": 16, "shares": [{"sequences": 4, "share": -0.5}]}]"#)
    #expect(corrections.skew.map(\.share) == [0, 1] && corrections.overlaps[0].shares[0].share == -0.5)
    #expect(try JSONDecoder().decode(AttentionCorrections.self, from: JSONEncoder().encode(corrections)) == corrections)
  }

  @Test("between two knots a share is straight in the logarithm of the sequences, and outside it is the nearest one's")
  func interpolation() throws {
    let knots = try read(skew: #"[{"sequences": 4, "share": 0}, {"sequences": 64, "share": 1}]"#).skew
    for (sequences, share) in [(1, 0), (4, 0), (8, 0.25), (16, 0.5), (32, 0.75), (64, 1), (500, 1)] {
      #expect(abs(AttentionCorrections.share(knots, sequences: sequences) - share) < 1e-12)
    }
    #expect(AttentionCorrections.share([], sequences: 8) == 0)
  }

  @Test(
    "a share that cannot be is refused",
    arguments: [
      (#"[{"sequences": 4, "share": 1.5}]"#, "a share is -1 to 1, not 1.5"),
      (#"[{"sequences": 4, "share": -0.1}]"#, "shares are 0 to 1"),
      (#"[{"sequences": 0, "share": 0.1}]"#, "1 or more sequences"),
      (#"[{"sequences": 8, "share": 0.1}, {"sequences": 8, "share": 0.2}]"#, "in the order of their sequences"),
    ])
  func refused(skew: String, says: String) throws {
    let error = #expect(throws: DecodingError.self) { try read(skew: skew) }
    #expect("\(error!)".contains(says))
  }

  @Test("so is attention without heads, and an overlap out of order")
  func refusedBeside() throws {
    #expect("\(#expect(throws: DecodingError.self) { try read(heads: 0) }!)".contains("1 or more of these, not 0"))
    let twice = #"[{"tokens": 16, "shares": []}, {"tokens": 16, "shares": []}]"#
    #expect("\(#expect(throws: DecodingError.self) { try read(overlaps: twice) }!)".contains("in the order of their tokens"))
  }
}

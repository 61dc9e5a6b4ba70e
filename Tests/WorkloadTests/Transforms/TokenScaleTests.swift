import Kernel
import Testing
import Workload

@Suite("Lengths as another tokenizer makes them") struct TokenScaleTests {
  /// Prompts of a shared beginning of so many blocks each, and blocks of their own.
  private static func prompts(_ shared: [Int], tokens: [Int], block: Int) -> [Arrival] {
    zip(shared, tokens).enumerated().map { number, prompt in
      Arrival(
        time: seconds(Double(number)), promptTokens: prompt.1, outputTokens: 3 * number + 1,
        blockHashes: (0..<(prompt.1 / block)).map { $0 < prompt.0 ? UInt64($0) : UInt64(1000 * (number + 1) + $0) })
    }
  }

  /// How many tokens of text two prompts have in common, by their old blocks.
  private static func common(_ one: Arrival, _ other: Arrival, block: Int) -> Int {
    zip(one.blockHashes, other.blockHashes).prefix { $0 == $1 }.count * block
  }

  private func scaled(_ arrivals: [Arrival], prompt: Double, output: Double = 1, block: Int?) throws -> [Arrival] {
    try all(ScaledTokens(ArrivalList(arrivals), by: TokenScale(prompt: prompt, output: output), blockTokens: block))
  }

  @Test("factors of 1 change no bit") func neutral() throws {
    let arrivals = Self.prompts([4, 4, 2], tokens: [70, 90, 33], block: 16)
    #expect(try scaled(arrivals, prompt: 1, block: 16) == arrivals)
  }

  @Test("lengths are the nearest whole number of tokens, at least one") func lengths() throws {
    let arrivals = [1, 2, 10, 15, 1000].map { Arrival(time: .start, promptTokens: $0, outputTokens: $0) }
    #expect(try scaled(arrivals, prompt: 0.7, output: 4.5, block: nil).map(\.promptTokens) == [1, 1, 7, 11, 700])
    #expect(try scaled(arrivals, prompt: 0.001, output: 4.5, block: nil).map(\.outputTokens) == [5, 9, 45, 68, 4500])
    #expect(try scaled(arrivals, prompt: 0.001, block: nil).allSatisfy { $0.promptTokens == 1 })
  }

  @Test("prompts share a new block where they have all the old text in common that it covers, told token by token")
  func sharing() throws {
    for scale in [0.25, 0.6, 0.7, 0.8, 1.25, 2, 3.7] {
      for block in [1, 4, 16] {
        let old = Self.prompts(
          [6, 6, 3, 0, 9], tokens: [13 * block, 9 * block + block / 2, 8 * block, 5 * block, 13 * block], block: block)
        let new = try scaled(old, prompt: scale, block: block)
        for (first, second) in [(0, 1), (0, 2), (1, 2), (2, 3), (0, 4)] {
          let text = Self.common(old[first], old[second], block: block)
          // Token by token: the new token t covers the old ones up to (t + 1) / scale, rounded up.
          var expected = 0
          let most = min(new[first].blockHashes.count, new[second].blockHashes.count)
          while expected < most, ((Double((expected + 1) * block) / scale).rounded(.up)) <= Double(text) { expected += 1 }
          let found = Self.common(new[first], new[second], block: 1)
          #expect(found == expected, "x \(scale), blocks of \(block), prompts \(first) and \(second)")
        }
      }
    }
  }

  @Test("a prompt of which the trace tells no more has no block more, and one of no block none") func ends() throws {
    let whole = Self.prompts([0], tokens: [160], block: 16)[0]
    var clipped = whole
    clipped.blockHashes = Array(whole.blockHashes.prefix(5))
    let new = try scaled([whole, clipped], prompt: 0.5, block: 16)
    #expect(new.map(\.promptTokens) == [80, 80])
    #expect(new[0].blockHashes.count == 5 && new[1].blockHashes.count == 2)
    #expect(Array(new[0].blockHashes.prefix(2)) == new[1].blockHashes)
    #expect(Set(new[0].blockHashes).count == 5, "blocks of one prompt differ though two cover one old block")
    #expect(try scaled([Arrival(time: .start, promptTokens: 40, outputTokens: 1)], prompt: 2, block: 16)[0].blockHashes.isEmpty)
  }

  @Test("a factor that no tokenizer has is refused") func refusals() {
    for factor in [0, -1, 0.0009, 1001, .nan, .infinity] {
      #expect(throws: InputError.self) { try TokenScale(prompt: factor).validate() }
      #expect(throws: InputError.self) { try TokenScale(output: factor).validate() }
    }
  }
}

import Calibration
import Foundation
import Kernel
import Testing

/// Each kernel of the executed core against the loop that defines it.
struct CoreKernelTests {
  private static func numbers(_ count: Int, _ name: String) -> [Float] {
    var stream = RandomStream(seed: 7, name: name)
    return (0..<count).map { _ in Float(2 * stream.uniform() - 1) }
  }

  @Test(arguments: [1, 2, 3, 5, 16, 33])
  func `a linear layer is the naive product, and adds to what is there when asked`(rows: Int) {
    let (inputs, outputs) = (48, 80)
    let (x, w) = (Self.numbers(rows * inputs, "x"), Self.numbers(inputs * outputs, "w"))
    var y = [Float](repeating: .nan, count: rows * outputs)
    let layer = w.withUnsafeBufferPointer { MatrixProduct(weights: $0.baseAddress!, inputs: inputs, outputs: outputs) }
    withExtendedLifetime(w) {
      for accumulate in [false, true] {
        layer.apply(x, rows: rows, to: &y, accumulate: accumulate)
        for row in 0..<rows {
          for column in 0..<outputs {
            let exact = (0..<inputs).reduce(0.0) { $0 + Double(x[row * inputs + $1]) * Double(w[$1 * outputs + column]) }
            #expect(abs(Double(y[row * outputs + column]) - (accumulate ? 2 : 1) * exact) < 2e-5)
          }
        }
      }
    }
  }

  @Test func `the norm divides by the root mean square`() {
    let (x, gain) = (Self.numbers(96, "x"), Self.numbers(32, "gain"))
    var y = [Float](repeating: .nan, count: 96)
    Elementwise.normalize(x, rows: 3, width: 32, gain: gain, to: &y)
    for row in 0..<3 {
      let square = (0..<32).reduce(0.0) { $0 + pow(Double(x[row * 32 + $1]), 2) } / 32
      for i in 0..<32 {
        #expect(abs(Double(y[row * 32 + i]) - Double(x[row * 32 + i]) * Double(gain[i]) / (square + 1e-5).squareRoot()) < 1e-6)
      }
    }
  }

  @Test func `the gate is SiLU times up, at its limits too`() {
    var x = Self.numbers(64, "x").map { 20 * $0 }
    (x[0], x[1], x[2]) = (-200, 200, 0)
    var y = [Float](repeating: .nan, count: 32)
    Elementwise.gate(x, rows: 1, width: 32, to: &y)
    for i in 0..<32 {
      let gate = Double(x[i])
      let exact = gate / (1 + exp(-gate)) * Double(x[32 + i])
      #expect(abs(Double(y[i]) - exact) <= 1e-6 * max(1, abs(exact)))
    }
  }

  @Test func `greedy sampling takes the first of the largest`() {
    var logits = Self.numbers(512, "logits")
    #expect(Elementwise.indexOfLargest(logits, count: 512) == logits.firstIndex(of: logits.max()!)!)
    (logits[300], logits[40]) = (9, 9)
    #expect(Elementwise.indexOfLargest(logits, count: 512) == 40)
    #expect(Elementwise.indexOfLargest([Float](repeating: .nan, count: 16), count: 16) < 16)
  }

  @Test func `turning to a position keeps lengths, and scores hang on distance only`() throws {
    let table = try RotaryTable(headSize: 32, positions: 64)
    let (q, k) = (Self.numbers(32, "q"), Self.numbers(32, "k"))
    func turned(_ head: [Float], _ position: Int) -> [Float] {
      var copy = head
      table.rotate(&copy, heads: 1, position: position)
      return copy
    }
    func score(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    #expect(turned(q, 0) == q)
    #expect(abs(score(turned(q, 50), turned(q, 50)) - score(q, q)) < 1e-4)
    #expect(abs(score(turned(q, 60), turned(k, 52)) - score(turned(q, 20), turned(k, 12))) < 1e-4)
    #expect(abs(score(turned(q, 60), turned(k, 52)) - score(turned(q, 60), turned(k, 51))) > 1e-3)
  }

  /// Contexts that end inside, at and behind a block; groups of one, of pairs and of an odd number of heads.
  @Test(arguments: [(1, 16, 1), (4, 16, 16), (4, 16, 37), (5, 32, 100), (3, 48, 333), (2, 16, 700)])
  func `paged attention of a new token is the naive softmax`(groupSize: Int, blockTokens: Int, tokens: Int) throws {
    let fixture = try AttentionFixture(tokens: tokens, blockTokens: blockTokens, groupSize: groupSize)
    let attention = DecodeAttention(cache: fixture.cache, groupSize: groupSize)
    var scratch = [Float](repeating: .nan, count: attention.scratchCount(tokens: tokens))
    for head in 0..<AttentionFixture.heads {
      var output = [Float](repeating: .nan, count: groupSize * AttentionFixture.size)
      let query = fixture.query(head: head, position: tokens - 1).map { $0 * AttentionFixture.scale }
      attention.attend(query: query, head: head, tokens: tokens, table: fixture.table, layer: 1, scratch: &scratch, output: &output)
      for (value, exact) in zip(output, fixture.exact(head: head, position: tokens - 1)) { #expect(abs(Double(value) - exact) < 1e-5) }
    }
  }

  /// Chunks shorter and longer than a tile of queries, contexts on both sides of a tile of keys.
  @Test(arguments: [(1, 16, 0, 1), (4, 16, 0, 40), (4, 16, 250, 13), (5, 48, 241, 70), (2, 16, 300, 300), (3, 32, 511, 33)])
  func `tiled attention of a chunk is the naive causal softmax`(groupSize: Int, blockTokens: Int, context: Int, count: Int) throws {
    let fixture = try AttentionFixture(tokens: context + count, blockTokens: blockTokens, groupSize: groupSize)
    let width = AttentionFixture.heads * groupSize * AttentionFixture.size
    let attention = PrefillAttention(
      cache: fixture.cache, groupSize: groupSize, queryStride: width, outputStride: width, scale: AttentionFixture.scale)
    var scratch = [Float](repeating: .nan, count: attention.scratchCount(tokens: context + count))
    var output = [Float](repeating: .nan, count: count * width)
    for head in 0..<AttentionFixture.heads {
      let offset = head * groupSize * AttentionFixture.size
      fixture.queries.withUnsafeBufferPointer { queries in
        output.withUnsafeMutableBufferPointer { output in
          attention.attend(
            query: queries.baseAddress! + context * width + offset, head: head, count: count, context: context, table: fixture.table,
            layer: 1, scratch: &scratch, output: output.baseAddress! + offset)
        }
      }
    }
    for token in stride(from: 0, to: count, by: 7) {
      for head in 0..<AttentionFixture.heads {
        let start = token * width + head * groupSize * AttentionFixture.size
        for (index, exact) in fixture.exact(head: head, position: context + token).enumerated() {
          #expect(abs(Double(output[start + index]) - exact) < 1e-5)
        }
      }
    }
  }
}

/// Random queries, and keys and values written token by token to scattered blocks of a two-layer pool.
private struct AttentionFixture {
  static let (heads, size) = (2, 32)
  static let scale = 1 / Float(size).squareRoot()

  let cache: PagedCache
  let table: [Int32]
  let queries: [Float]
  private let keys: [Float]
  private let values: [Float]
  private let groupSize: Int

  init(tokens: Int, blockTokens: Int, groupSize: Int) throws {
    var stream = RandomStream(seed: UInt64(tokens), name: "attention")
    func numbers(_ count: Int, _ bound: Double) -> [Float] { (0..<count).map { _ in Float(bound * (2 * stream.uniform() - 1)) } }
    let blocks = (tokens + blockTokens - 1) / blockTokens
    cache = try PagedCache(
      layers: 2, blocks: blocks + 3, blockTokens: blockTokens, keyValueHeads: Self.heads, headSize: Self.size, seed: 3)
    // Odd blocks downwards, then even ones: never in order.
    let all = (0..<Int32(blocks + 3))
    table = Array((all.filter { $0 % 2 == 1 }.reversed() + all.filter { $0 % 2 == 0 }).prefix(blocks))
    self.groupSize = groupSize
    queries = numbers(tokens * Self.heads * groupSize * Self.size, 4)
    keys = numbers(tokens * Self.heads * Self.size, 2)
    values = numbers(tokens * Self.heads * Self.size, 1)
    let width = Self.heads * Self.size
    for position in 0..<tokens {
      cache.write(
        key: Array(keys[position * width..<(position + 1) * width]), value: Array(values[position * width..<(position + 1) * width]),
        position: position, table: table, layer: 1)
    }
  }

  func query(head: Int, position: Int) -> [Float] {
    let start = (position * Self.heads + head) * groupSize * Self.size
    return Array(queries[start..<start + groupSize * Self.size])
  }

  func exact(head: Int, position: Int) -> [Double] {
    let group = query(head: head, position: position)
    return (0..<groupSize).flatMap { member in
      let scores = (0...position).map { token in
        (0..<Self.size).reduce(0.0) {
          $0 + Double(group[member * Self.size + $1]) * Double(keys[(token * Self.heads + head) * Self.size + $1])
        } * Double(Self.scale)
      }
      let weights = scores.map { exp($0 - scores.max()!) }
      let total = weights.reduce(0, +)
      return (0..<Self.size).map { i in
        (0...position).reduce(0.0) { $0 + weights[$1] / total * Double(values[($1 * Self.heads + head) * Self.size + i]) }
      }
    }
  }
}

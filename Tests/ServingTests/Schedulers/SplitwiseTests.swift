import Kernel
import Record
import Serving
import Testing
import Workload

/// Splitwise's machine-level scheduler by its published rules.
@Suite struct SplitwiseTests {
  /// Iterations as (prompt tokens, decodes), in order.
  private func iterations(_ prompts: [Int], output: Int = 30, parameters: [String: ParameterValue] = [:]) throws -> [[Int64]] {
    var rules = Rules(scheduler: "splitwise", kvBlocks: 10_000, blockTokens: 16, maximumSequences: 64, budget: 8192)
    rules.modelTokens = 8192
    rules.schedulerParameters = parameters
    let arrivals = prompts.map { Arrival(time: .start, promptTokens: $0, outputTokens: output) }
    return try simulate(rules, arrivals, leaps: false).log.iterations.map { [$0[4], $0[3]] }
  }

  @Test("prompts are batched in order up to 2,048 tokens, and a longer one runs alone")
  func batches() throws {
    let found = try iterations([1000, 1000, 100, 3000, 2048, 1])
    #expect(found.prefix(5).map { $0[0] } == [2000, 100, 3000, 2048, 1])
  }

  @Test("decodes run beside prompts as far as both have room, and wait otherwise")
  func decodesRunBeside() throws {
    // Two decode beside 100 tokens; beside 2,048 they do not.
    #expect(try iterations([1000, 1000, 100, 2048, 500]).prefix(4) == [[2000, 0], [100, 2], [2048, 0], [500, 4]])
  }

  @Test("decodes that were left out four times in a row come first, for one iteration")
  func decodesComeFirst() throws {
    let found = try iterations(Array(repeating: 2048, count: 12))
    // The first prompt leaves nobody out; then four leave its decode out, and the decodes have a turn without a prompt.
    #expect(found.prefix(12).map { $0[1] } == [0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 9, 0])
    let impatient = try iterations(Array(repeating: 2048, count: 12), parameters: ["patience": .count(1)])
    #expect(impatient.prefix(7).map { $0[1] } == [0, 0, 2, 0, 3, 0, 4])
  }
}

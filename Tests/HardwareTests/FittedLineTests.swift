import Hardware
import Kernel
import Testing

/// Costs out of a profile stand on straight lines over context that meet at corners (Law 2 of the design).
struct FittedLineTests {
  private static let sizes = [1, 2, 7, 16, 61, 256]

  /// Overlap with the host puts a corner of its own into the line, the lead of the longest context another.
  private static func models() throws -> [any CostModel] {
    try [
      FittedProfiles.llama().costModel,
      FittedProfiles.llama(corrected: true) {
        $0.engine = EngineCostRules()
        $0.engine?.overlapsHost = true
        $0.engine?.hostSecondsPerIteration = 9e-3
      }.costModel,
      FittedProfiles.llama("gemma-3-27b") { $0.weightFormat = .fp8 }.costModel,
    ]
  }

  @Test("between two corners every context gets the same line, and lines meet at the corner")
  func linesMeet() throws {
    for model in try Self.models() where model.readCaps[1] == .max {
      for sequences in Self.sizes {
        var shape = Deployments.decode(sequences, context: 1)
        var corners = 0
        while shape.decodeContext.whole < sequences * 40_000 {
          let line = model.iterationCost(of: shape, chunks: .zero)
          let corner = line.time.limit
          #expect(corner >= shape.decodeContext.whole)
          guard corner < sequences * 100_000 else { break }
          for context in [shape.decodeContext.whole + 1, (shape.decodeContext.whole + corner) / 2, corner] where context <= corner {
            var later = shape
            later.decodeContext.whole = max(context, shape.decodeContext.whole)
            #expect(model.iterationCost(of: later, chunks: .zero) == line)
          }
          shape.decodeContext.whole = corner + 1
          let next = model.iterationCost(of: shape, chunks: .zero)
          let (left, right) = (line.time(of: shape.decodeContext), next.time(of: shape.decodeContext))
          // No jump: one token further costs no more than the steeper of the two slopes.
          #expect(abs((right - left).picoseconds) <= max(line.time.slopes.whole, next.time.slopes.whole))
          corners += 1
        }
        #expect(corners > 10)
      }
    }
  }

  @Test("a leap along a line equals the steps one by one, also in a model with a window")
  func leapsEqualSteps() throws {
    for model in try Self.models() {
      for sequences in Self.sizes {
        for (context, lead) in [(3, 0), (500, 1 << 20), (1020, 0), (1024, 1030), (3000, 4000)] {
          var shape = Deployments.decode(sequences, context: context, window: model.readCaps[1])
          shape.decodeContextLead = lead * sequences
          let line = model.iterationCost(of: shape, chunks: .zero)
          let grows = context < model.readCaps[1]
          var steps = 0
          while steps < 40 {
            let total = shape.decodeContext.whole + sequences
            guard total <= line.time.limit, context + steps < model.readCaps[1] || !grows else { break }
            shape.decodeContext.whole = total
            if grows { shape.decodeContext[1] += sequences }
            steps += 1
            let cost = model.iterationCost(of: shape, chunks: .zero)
            #expect(cost.time.base == line.time.base && cost.time.slopes == line.time.slopes && cost.energy == line.energy)
          }
        }
      }
    }
  }

  @Test("a batch that also prefills has a line as well, and beyond a corner it goes on without a jump")
  func mixedLines() throws {
    let model = try FittedProfiles.llama(corrected: true).costModel
    for (sequences, chunk, before) in [(1, 16, 0), (1, 100, 9000), (8, 512, 4000), (60, 700, 300), (200, 2048, 100)] {
      let chunks = model.chunkCost(tokens: chunk, contextTokens: before)
      var shape = FittedProfiles.mixed(sequences, context: 10, chunk: chunk)
      var corners = 0
      while corners < 8 {
        let line = model.iterationCost(of: shape, chunks: chunks)
        let corner = line.time.limit
        guard corner < sequences * 100_000 else { break }
        shape.decodeContext.whole = corner
        #expect(model.iterationCost(of: shape, chunks: chunks) == line)
        shape.decodeContext.whole = corner + 1
        let next = model.iterationCost(of: shape, chunks: chunks)
        let jump = next.time(of: shape.decodeContext) - line.time(of: shape.decodeContext)
        // Shares of 1024 are rounded: a nanosecond of a reading time that ends within the step.
        #expect(abs(jump.picoseconds) <= max(line.time.slopes.whole, next.time.slopes.whole) + 2000)
        corners += 1
      }
      #expect(corners == 8)
    }
  }

  @Test("more tokens, more sequences and more context never cost less")
  func monotone() throws {
    let model = try FittedProfiles.llama().costModel
    var least = Duration.zero
    for sequences in 1...300 {
      let time = model.total(Deployments.decode(sequences, context: 900)).time
      #expect(time >= least, "\(sequences) sequences")
      least = time
    }
    least = .zero
    for context in 1...5000 {
      let time = model.total(Deployments.decode(24, context: context)).time
      #expect(time > least, "context \(context)")
      least = time
    }
    var (short, long) = (Duration.zero, Duration.zero)
    for tokens in 1...3000 {
      let (first, later) = (model.chunkCost(tokens: tokens, contextTokens: 0), model.chunkCost(tokens: tokens, contextTokens: 777))
      #expect(first.time >= short && later.time >= long && later.time >= first.time, "\(tokens) tokens")
      (short, long) = (first.time, later.time)
    }
    least = .zero
    for context in 0...3000 {
      let time = model.chunkCost(tokens: 300, contextTokens: context * 50).time
      #expect(time >= least, "context \(context * 50)")
      least = time
    }
  }

  @Test("the line's values are those of the fitted surface at the corners, and close to it between them")
  func linesFollowTheSurface() throws {
    let profile = FittedProfiles.whole()
    let deployment = try FittedProfiles.llama()
    for sequences in [1, 5, 32, 256] {
      for context in [16, 48, 64, 700, 1024, 1500, 6144, 16_384] {
        let call = OperatorCall.decodeAttention(
          sequences: sequences, contextTokensPerSequence: Double(context), heads: 32, keyValueHeads: 8, headSize: 128,
          keyValueFormat: .bf16)
        let fit = try #require(profile.fit(for: call))
        let wanted = 32 * fit.surface.seconds(at: call.quantities)
        let parts = deployment.breakdown(of: Deployments.decode(sequences, context: context))
        let found = try #require(parts.first { $0.part == .decodeAttention }).time.seconds
        // A corner is a power of two, or half as much again. Below 100 tokens the surface falls a little; lines never do.
        let isCorner = context.nonzeroBitCount == 1 || context % 3 == 0 && (context / 3).nonzeroBitCount == 1
        #expect(abs(found / wanted - 1) < (isCorner && context > 100 ? 1e-4 : 0.03), "\(sequences) sequences, context \(context)")
      }
    }
  }
}

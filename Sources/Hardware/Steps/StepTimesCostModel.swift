import Kernel

/// Iterations at their measured times; the energy is that of another model, which knows the work.
///
/// A power cap changes the energy alone: times are as they were measured.
public final class StepTimesCostModel: ExplainingCostModel {
  /// The most tokens that each attention group reads of a sequence.
  public let readCaps: GroupValues<Int>

  private let work: any ExplainingCostModel
  private let times: StepTimes
  /// Iterations with prompts by tokens; those with decodes beside them; decodes alone by sequences.
  private let prompts: [Duration]
  private let mixed: [Duration]
  private let decodes: [Duration]

  /// A model of `times`; iterations of up to so many tokens and sequences are looked up, larger ones worked out each time.
  ///
  /// - Precondition: `times` is valid.
  init(_ times: StepTimes, work: any ExplainingCostModel, tabulatedTokens: Int, tabulatedSequences: Int) {
    self.work = work
    self.times = times
    readCaps = work.readCaps
    prompts = (0...tabulatedTokens).map { times.time(at: $0, on: times.prompts) }
    mixed = prompts.map { Self.stretched($0, times.mixedFactor) }
    decodes = (0...tabulatedSequences).map { times.time(at: $0, on: times.decodes) }
  }

  private static func stretched(_ time: Duration, _ factor: Double) -> Duration {
    factor == 1 ? time : RooflineRates.duration(time.seconds * factor)
  }

  /// Whether the model of the work reads it.
  public var readsContextLead: Bool { work.readsContextLead }

  /// Energy alone: the time of a prompt is that of the iteration's tokens.
  public func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost {
    ChunkCost(time: .zero, energyNanojoules: work.chunkCost(tokens: tokens, contextTokens: contextTokens).energyNanojoules)
  }

  /// What the iteration costs: its measured time at every context, and the energy of its work.
  public func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    var line = work.iterationCost(of: shape, chunks: chunks)
    line.time = ContextLine(base: time(of: shape).picoseconds, limit: line.time.limit)
    return line
  }

  private func time(of shape: BatchShape) -> Duration {
    if shape.prefillTokens == 0 {
      let sequences = shape.decodeSequences
      return sequences < decodes.count ? decodes[sequences] : times.time(at: sequences, on: times.decodes)
    }
    let table = shape.decodeSequences > 0 ? mixed : prompts
    if shape.tokens < table.count { return table[shape.tokens] }
    let time = times.time(at: shape.tokens, on: times.prompts)
    return shape.decodeSequences > 0 ? Self.stretched(time, times.mixedFactor) : time
  }

  /// The whole iteration is measured.
  public var coverage: [OperatorCoverage] { [OperatorCoverage(part: .step, operation: IterationPart.step.rawValue, basis: .measured)] }

  /// One part, for what an iteration is made of was not measured.
  public func breakdown(of shape: BatchShape, chunks: ChunkCost) -> [BreakdownPart] {
    let energy = work.breakdown(of: shape, chunks: chunks).reduce(0) { $0 + $1.energyNanojoules }
    let limit: BreakdownPart.Limit = shape.prefillTokens > 0 ? .compute : .memory
    return [BreakdownPart(part: .step, time: time(of: shape), energyNanojoules: energy, limit: limit)]
  }
}

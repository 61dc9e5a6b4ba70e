import Kernel

extension FittedCostModel {
  /// Where the iteration's time goes: see ``ExplainingCostModel/breakdown(of:chunks:)``.
  public func breakdown(of shape: BatchShape, chunks: ChunkCost = .zero) -> [BreakdownPart] {
    var parts = BreakdownList()
    for (operators, rows) in [(tokenOperators, engine.paddedTokens(shape.tokens)), (rowOperators, shape.sampledRows)]
    where rows > 0 {
      for one in operators {
        let (cost, limit) = one.cost(rows: rows, rates: rates)
        parts.add(one.work.part, cost, limit)
      }
    }
    parts.add(.prefillAttention, chunks, .compute)
    let (line, launch, energy) = attention(of: shape, chunks: chunks)
    var decode = roofline.perContextToken.multiplied(by: shape.decodeContextTokens)
    decode += roofline.perWindowToken.multiplied(by: shape.windowContextTokens)
    decode.energyNanojoules += energy
    decode.time = Duration(
      picoseconds: line.base + line.slope * Int64(shape.decodeContextTokens)
        + line.windowSlope * Int64(shape.windowContextTokens))
    parts.add(.decodeAttention, decode, roofline.decodeLimit)
    parts.add(.attentionLaunch, launch, .launch)
    parts.add(.sampler, ChunkCost(time: samplerTime + sortTime * shape.sampledRows, energyNanojoules: 0), .launch)
    let wait = waiting(for: shape, busy: parts.time)
    parts.add(.host, ChunkCost(time: wait, energyNanojoules: 0), .host)
    return parts.ordered
  }
}

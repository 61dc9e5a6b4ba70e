import Kernel

extension FittedCostModel {
  /// Where the iteration's time goes: see ``ExplainingCostModel/breakdown(of:chunks:)``.
  public func breakdown(of shape: BatchShape, chunks: ChunkCost = .zero) -> [BreakdownPart] {
    var parts = BreakdownList()
    let tokens = engine.paddedTokens(shape.tokens)
    if let overlap, overlap.splits(tokens) {
      for one in tokenOperators where !one.work.isCommunication {
        let cost = overlap.halves(tokens) { one.cost(rows: $0, rates: rates, fused: true).cost }
        parts.add(one.work.part, cost, one.cost(rows: tokens / 2, rates: rates).limit)
      }
      parts.add(.collectives, Self.parts(of: tokenOperators, rows: tokens, rates, overlap).visible(overlap), .link)
    } else {
      add(tokenOperators, rows: tokens, to: &parts)
    }
    add(rowOperators, rows: shape.sampledRows, to: &parts)
    parts.add(.prefillAttention, chunks, .compute)
    let (line, launch) = attention(of: shape, chunks: chunks)
    parts.add(.decodeAttention, line.cost(of: shape.decodeContext), roofline.decodeLimit)
    parts.add(.attentionLaunch, launch, .launch)
    var sampler = sorting.multiplied(by: shape.sampledRows)
    sampler += sampling
    parts.add(.sampler, sampler, .launch)
    let wait = waiting(for: shape, busy: parts.time)
    parts.add(.host, ChunkCost(time: wait, energyNanojoules: 0), .host)
    return parts.ordered
  }

  private func add(_ operators: [FittedOperator], rows: Int, to parts: inout BreakdownList) {
    if rows == 0 { return }
    for one in operators {
      let (cost, limit) = one.cost(rows: rows, rates: rates)
      parts.add(one.work.part, cost, limit)
    }
  }
}

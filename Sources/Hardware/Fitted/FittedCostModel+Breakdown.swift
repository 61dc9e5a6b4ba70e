import Kernel

extension FittedCostModel {
  /// Where the iteration's time goes: see ``ExplainingCostModel/breakdown(of:chunks:)``.
  public func breakdown(of shape: BatchShape, chunks: ChunkCost = .zero) -> [BreakdownPart] {
    var parts = BreakdownList()
    let even = layers(rows: Self.evenRows(of: shape.tokens, ranks, engine), slowest: nil)
    if let (rows, slowest) = unevenRows(of: shape) {
      for part in layers(rows: rows, slowest: slowest) {
        parts.add(part.part, ChunkCost(time: part.time, energyNanojoules: 0), part.limit)
      }
      for part in even { parts.add(part.part, ChunkCost(time: .zero, energyNanojoules: part.energyNanojoules), part.limit) }
    } else {
      for part in even { parts.add(part.part, ChunkCost(time: part.time, energyNanojoules: part.energyNanojoules), part.limit) }
    }
    let chunks = ranks.count == 1 ? chunks : ChunkCost(time: ranks.chunkTime(chunks.time, shape), energyNanojoules: chunks.energyNanojoules)
    add(rowOperators, rows: shape.sampledRows, to: &parts)
    parts.add(.prefillAttention, chunks, .compute)
    let (line, launch) = attention(of: shape, chunks: chunks)
    parts.add(.decodeAttention, line.cost(of: shape.decodeContext), roofline.decodeLimit)
    parts.add(.attentionLaunch, launch, .launch)
    parts.add(.sampler, sampling, .launch)
    if let linear { parts.add(.linearMixer, linear.cost(of: shape), .memory) }
    let wait = host.waiting(for: shape, busy: parts.time, ranks)
    parts.add(.host, ChunkCost(time: wait, energyNanojoules: 0), .host)
    return parts.ordered
  }

  /// The layers' parts but for attention, of a batch whose slowest rank has `slowest` tokens; nil where all have as many.
  private func layers(rows: Int, slowest: Int?) -> [BreakdownPart] {
    var parts = BreakdownList()
    guard let overlap, overlap.splits(rows) else {
      add(tokenOperators, rows: rows, slowest: slowest, to: &parts)
      return parts.ordered
    }
    for one in tokenOperators where !one.work.isCommunication {
      let rows = one.rows(of: rows, slowest: slowest)
      let cost = overlap.halves(rows) { one.cost(rows: $0, rates: rates, fused: overlap.fusesNorms).cost }
      parts.add(one.work.part, cost, one.cost(rows: rows / 2, rates: rates).limit)
    }
    parts.add(.collectives, Self.parts(of: tokenOperators, rows: rows, slowest: slowest, rates, overlap).visible(overlap), .link)
    return parts.ordered
  }

  private func add(_ operators: [FittedOperator], rows: Int, slowest: Int? = nil, to parts: inout BreakdownList) {
    if rows == 0 { return }
    for one in operators {
      let (cost, limit) = one.cost(rows: one.rows(of: rows, slowest: slowest), rates: rates)
      parts.add(one.work.part, cost, limit)
    }
  }
}

import Kernel
import Model

/// What a micro-batch takes at the feed-forward workers and on the way there and back, all layers together, by its tokens.
struct FeedForwardCost: Sendable {
  /// A micro-batch of so many tokens.
  struct Visit: Hashable, Sendable {
    var work = ChunkCost.zero
    /// Time on the link there, and on the link back.
    var there = Duration.zero
    var back = Duration.zero
    var limit = BreakdownPart.Limit.compute

    /// The stations beside attention, in picoseconds.
    var stations: [Int64] { [there.picoseconds, work.time.picoseconds, back.picoseconds] }
  }

  /// What the times rest on.
  let coverage: [OperatorCoverage]
  private let operators: [FittedOperator]
  private let rates: RooflineRates
  private let exchange: FeedForwardExchange
  private let table: [Visit]

  /// - Parameter setting: that of the whole replica.
  init(_ setting: DeploymentSetting, workers: FeedForwardWorkers, tabulatedTokens: Int) {
    var own = setting
    own.options.layout = workers.layout
    let list = own.operators(of: nil)
    rates = own.rates
    var fitted = FittedOperatorList(
      own, model: own.model, engine: own.options.engine ?? EngineCostRules(), maximumTokens: max(1, tabulatedTokens))
    let measured = fitted.fitted(list.feedForward)
    let isExpertMeasured = measured.contains { if $0.work.part == .experts, case .measured = $0.source { true } else { false } }
    let activation = list.activation(includingExperts: !isExpertMeasured)
    operators = measured + [FittedOperator(work: activation, source: .roofline)]
    exchange = FeedForwardExchange(setting, workers: workers)
    coverage = fitted.coverage + [OperatorCoverage(part: .feedForwardWait, operation: exchange.operation, basis: .roofline)]
    let (operators, rates, exchange) = (operators, rates, exchange)
    table = (0...max(1, tabulatedTokens)).map { Self.visit($0, operators, rates, exchange) }
  }

  private static func visit(
    _ tokens: Int, _ operators: [FittedOperator], _ rates: RooflineRates, _ exchange: FeedForwardExchange
  ) -> Visit {
    var visit = Visit()
    if tokens == 0 { return visit }
    var longest = Duration.zero
    for one in operators {
      let (cost, limit) = one.cost(rows: tokens, rates: rates)
      visit.work += cost
      if cost.time > longest { (longest, visit.limit) = (cost.time, limit) }
    }
    visit.there = RooflineRates.duration(exchange.secondsThere(tokens: tokens))
    visit.back = RooflineRates.duration(exchange.secondsBack(tokens: tokens))
    return visit
  }

  /// A micro-batch of so many tokens.
  func visit(tokens: Int) -> Visit { tokens < table.count ? table[tokens] : Self.visit(tokens, operators, rates, exchange) }
}

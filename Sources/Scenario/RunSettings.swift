import Kernel
import Metrics
import Serving

/// How a scenario is run and what is kept of it.
public struct RunSettings: Hashable, Sendable {
  /// What is stored of requests.
  public enum Record: Hashable, Sendable {
    /// A row for every request.
    case all
    /// No rows.
    case summaries
    /// A row for the requests of a seeded sample of this share.
    case sample(share: Double)
  }

  /// The seeds of the replications, none twice.
  public let seeds: [UInt64]
  /// What is stored of requests.
  public let record: Record
  /// Whether the distribution of token gaps is stored.
  public let recordsTokenGaps: Bool
  /// Whether every iteration is stored.
  public let recordsIterations: Bool
  /// Width of the bins of the time series; nil for none.
  public let seriesBin: Duration?
  /// Which requests are left out of latencies.
  public let warmUp: WarmUp
  /// When the run stops; nil where it ends with its last request.
  public let horizon: Duration?
  /// What policies may know of output lengths.
  public let predictor: OutputPredictor

  init(_ setting: Setting) {
    guard case .seeds(let seeds) = setting["seeds"].value else { preconditionFailure("seeds are seeds") }
    self.seeds = seeds
    let record = setting["record"]
    self.record = record.word == "all" ? .all : record.word == "summaries" ? .summaries : .sample(share: record.required(record.number))
    recordsTokenGaps = setting["token_gaps"].flag == true
    recordsIterations = setting["iterations"].flag == true
    seriesBin = setting["series"].time
    let warmUp = setting["warm_up"]
    switch warmUp.value {
    case .count(let requests, _): self.warmUp = .requests(requests)
    case .time(let time): self.warmUp = .before(Instant(time))
    default: self.warmUp = warmUp.word == "automatic" ? .automatic : .none
    }
    horizon = setting["horizon"].time
    switch setting["predictor.kind"].word {
    case "oracle": predictor = .oracle
    case "noisy": predictor = .noisy(logDeviation: setting["predictor.log_deviation"].required(setting["predictor.log_deviation"].number))
    default: predictor = .none
    }
  }
}

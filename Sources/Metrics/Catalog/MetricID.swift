/// Every figure that a run is summed up in. The raw value is its name in YAML, SQL, CSV and `windtunnel explain`.
public enum MetricID: String, Hashable, Sendable, CaseIterable, Comparable {
  /// Time to first token, one value a finished request.
  case ttft
  /// Time per output token after the first, one value a finished request of two tokens or more.
  case tpot
  /// Inter-token latency: every gap between consecutive tokens of a request, pooled over all requests.
  case itl
  /// Time between the messages that a stream brings where a step gives a request several tokens, pooled over all requests.
  case chunkGap = "chunk_gap"
  /// End-to-end latency, one value a finished request.
  case e2e
  /// End-to-end latency divided by output tokens, one value a finished request.
  case normalizedLatency = "normalized_latency"
  /// Arrival to first iteration, one value a finished request.
  case schedulingDelay = "scheduling_delay"
  /// What a task takes that is several requests, or part of one: an agent's, or a question's among others.
  case taskLatency = "task_latency"
  /// Finished requests a second.
  case requestThroughput = "request_throughput"
  /// Tasks done a second.
  case taskThroughput = "task_throughput"
  /// Requests that a task takes.
  case requestsPerTask = "requests_per_task"
  /// Output tokens a second.
  case outputThroughput = "output_throughput"
  /// Prompt and output tokens a second.
  case totalThroughput = "total_throughput"
  /// Requests a second that met every limit of the objective.
  case goodput
  /// Share of all measured requests that met every limit of the objective.
  case attainment
  /// Requests in the system, averaged over time.
  case requestsInSystem = "requests_in_system"
  /// Requests waiting for a replica's iterations, averaged over time.
  case queueLength = "queue_length"
  /// Share of the replicas' time with an iteration in progress.
  case busyShare = "busy_share"
  /// Model FLOP/s utilisation.
  case mfu
  /// Memory bandwidth utilisation.
  case mbu
  /// Share of the stages' time that pipelines lost while batches were on their way.
  case pipelineBubbleShare = "pipeline_bubble_share"
  /// Mean power of all replicas.
  case meanPower = "mean_power"
  /// The greatest mean power within a bin of the time series.
  case peakPower = "peak_power"
  /// Energy for each finished request.
  case energyPerRequest = "energy_per_request"
  /// Energy for each output token.
  case energyPerOutputToken = "energy_per_output_token"
  /// Energy above idle that prefill takes, for each finished request.
  case prefillEnergyPerRequest = "prefill_energy_per_request"
  /// Energy above idle that decoding takes, for each finished request.
  case decodeEnergyPerRequest = "decode_energy_per_request"
  /// Energy drawn with nothing to do, for each finished request.
  case idleEnergyPerRequest = "idle_energy_per_request"
  /// Energy above idle for each token prefilled.
  case prefillEnergyPerToken = "prefill_energy_per_token"
  /// Energy above idle for each token decoded.
  case decodeEnergyPerToken = "decode_energy_per_token"
  /// Carbon dioxide for each million output tokens.
  case carbonPerMillionOutputTokens = "carbon_per_million_output_tokens"
  /// Carbon dioxide for each million prompt and output tokens.
  case carbonPerMillionTokens = "carbon_per_million_tokens"
  /// Price of the cluster's time for each million output tokens.
  case costPerMillionOutputTokens = "cost_per_million_output_tokens"
  /// Price of the cluster's time for each million prompt and output tokens.
  case costPerMillionTokens = "cost_per_million_tokens"

  /// The latencies that are one value a request, in the order of their declaration.
  public static let requestLatencies: [MetricID] = RequestLatency.allCases.map(\.metric)

  /// All distributions of latency, in the order of their declaration.
  public static let latencies: [MetricID] = (requestLatencies + [.itl, .chunkGap, .taskLatency]).sorted()

  /// Orders metrics as they are declared, which is the order of every table.
  public static func < (left: MetricID, right: MetricID) -> Bool { left.order < right.order }

  /// Its place in the order of their declaration.
  var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

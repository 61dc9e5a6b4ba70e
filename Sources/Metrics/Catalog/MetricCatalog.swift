import Kernel

/// The definition of every metric, in one list: what is printed, stored and exported takes names and units from here.
public enum MetricCatalog {
  /// All definitions, in the order of ``MetricID``.
  public static let all: [MetricDefinition] = latencies + rates + levels + costs

  /// The definition of a metric.
  public static func definition(of id: MetricID) -> MetricDefinition {
    guard let definition = all.first(where: { $0.id == id }) else { preconditionFailure("metric \(id.rawValue) is not defined") }
    return definition
  }

  /// The definition that goes by `word`: an id or an alias, whatever its case.
  ///
  /// - Throws: ``InputError`` for an unknown word, with the nearest known one.
  public static func definition(named word: String) throws -> MetricDefinition {
    try Catalog(of: "metric", all, ignoresCase: true) { [$0.id.rawValue] + $0.aliases }
      .required(word, message: "no metric is called '\(word)'")
  }

  private static let tokenGaps = MetricDefinition(
    id: .itl, name: "inter-token latency", unit: "ms", formula: "time of token k - time of token k-1, k >= 2",
    meaning: "Every gap of every request in one pool, so that a long request weighs more and a stall shows in full.",
    aliases: ["tbt", "inter_token_latency", "time_between_tokens"],
    otherTools: "TBT in Sarathi-Serve and Mooncake; vLLM's ITL; not AIPerf's or GuideLLM's ITL, which is TPOT here.",
    direction: .lowerIsBetter)

  private static let chunkGaps = MetricDefinition(
    id: .chunkGap, name: "gap between messages", unit: "ms", formula: "time of token k - time of token k-1, k >= 2, where it is not 0",
    meaning: "What a client sees between two messages of a stream where a step brings several tokens at once: token gaps without those "
      + "of 0 between tokens that come together. There is none where every step brings one token, for it is ITL then.",
    aliases: ["inter_chunk_latency"],
    otherTools: "With speculation, what vLLM's benchmark calls ITL and AIPerf inter-chunk latency.", direction: .lowerIsBetter)

  private static let tasks = MetricDefinition(
    id: .taskLatency, name: "task latency", unit: "ms", formula: "last answer of the task - when it came",
    meaning:
      "One value a finished task, where the load is made of tasks: an agent's from its first call to its last answer, its tools' time "
      + "included; of questions that share calls each question's, the wait for the others included.",
    aliases: ["job_completion_time", "session_latency"], otherTools: "Job completion time in papers on agents.", direction: .lowerIsBetter)

  /// The latencies of single requests from their own definitions, with the token gaps among them.
  private static let latencies: [MetricDefinition] =
    (RequestLatency.allCases.map(\.definition.metric) + [tokenGaps, chunkGaps, tasks]).sorted { $0.id < $1.id }

  private static let rates: [MetricDefinition] = [
    MetricDefinition(
      id: .requestThroughput, name: "request throughput", unit: "requests/s", formula: "finished requests / measured period",
      meaning: "The measured period runs from the end of the warm-up to the end of the run, its draining included.",
      aliases: ["throughput", "request_rate"], otherTools: "The same in vLLM's benchmark.", direction: .higherIsBetter),
    MetricDefinition(
      id: .taskThroughput, name: "task throughput", unit: "tasks/s", formula: "finished tasks / measured period",
      meaning: "Tasks as task latency has them.", aliases: [], otherTools: "", direction: .higherIsBetter),
    MetricDefinition(
      id: .requestsPerTask, name: "requests a task", unit: "requests", formula: "requests that finished tasks took / finished tasks",
      meaning: "A request that several tasks share counts for each of them.", aliases: [], otherTools: "", direction: .descriptive),
    MetricDefinition(
      id: .outputThroughput, name: "output token throughput", unit: "tokens/s",
      formula: "output tokens of finished requests / measured period", meaning: "Tokens of unfinished requests are not counted.",
      aliases: ["tokens_per_second", "tps"], otherTools: "AIPerf: output token throughput.", direction: .higherIsBetter),
    MetricDefinition(
      id: .totalThroughput, name: "total token throughput", unit: "tokens/s",
      formula: "(prompt + output tokens of finished requests) / measured period",
      meaning: "Prompt tokens taken from a cache count, for they were served.", aliases: [],
      otherTools: "The same in vLLM's benchmark.", direction: .higherIsBetter),
    MetricDefinition(
      id: .goodput, name: "goodput", unit: "requests/s", formula: "requests meeting every limit of the objective / measured period",
      meaning: "Rejected and unfinished requests meet none.", aliases: [],
      otherTools: "DistServe means the highest rate at which 90 % of requests meet the limits: that is a capacity, found by search.",
      direction: .higherIsBetter),
    MetricDefinition(
      id: .attainment, name: "objective attainment", unit: "share",
      formula: "requests meeting every limit of the objective / all measured requests",
      meaning: "Rejected and unfinished requests count below the line.", aliases: ["slo_attainment"],
      otherTools: "SLO attainment; often computed over finished requests only, which flatters.", direction: .higherIsBetter),
  ]

  private static let levels: [MetricDefinition] = [
    MetricDefinition(
      id: .requestsInSystem, name: "requests in the system", unit: "requests", formula: "sum of end-to-end latencies / length of the run",
      meaning: "The average over time, by Little's law exact where all requests finished; not given otherwise.",
      aliases: ["concurrency"], otherTools: "AIPerf: effective concurrency.", direction: .descriptive),
    MetricDefinition(
      id: .queueLength, name: "queue length", unit: "requests", formula: "sum of scheduling delays / length of the run",
      meaning: "Requests not yet in any iteration, averaged over time; given where all requests finished.", aliases: ["queue"],
      otherTools: "vLLM: num_requests_waiting, at the moment of a scrape.", direction: .lowerIsBetter),
    MetricDefinition(
      id: .busyShare, name: "busy share", unit: "share", formula: "time with an iteration in progress / (replicas x length of the run)",
      meaning: "How much of the time replicas did anything at all; says nothing of how well.", aliases: ["utilization"],
      otherTools: "Close to what nvidia-smi calls GPU utilisation.", direction: .descriptive),
    MetricDefinition(
      id: .mfu, name: "model FLOP/s utilisation", unit: "share",
      formula: "FLOPs of the model's work / (peak FLOP/s x replicas x length of the run)",
      meaning: "Idle time counts below the line; recomputed prefill counts above it, for it was done.",
      aliases: ["model_flops_utilization"], otherTools: "PaLM's MFU leaves recomputation out; Vidur's is a mean over busy batches.",
      direction: .higherIsBetter),
    MetricDefinition(
      id: .mbu, name: "memory bandwidth utilisation", unit: "share",
      formula: "bytes of weights and KV the work must move / (peak bytes/s x replicas x length of the run)",
      meaning: "Weights once an iteration, of routed experts those that its tokens choose; KV and states read by decoding, up to a "
        + "window where there is one; KV written once a token.", aliases: ["model_bandwidth_utilization"],
      otherTools: "Databricks defines it for single-batch decoding only.", direction: .higherIsBetter),
    MetricDefinition(
      id: .pipelineBubbleShare, name: "pipeline bubble share", unit: "share",
      formula: "1 - busy time of all stages / (stages x time with a batch on its way)",
      meaning: "Stages that wait for a slower one, or that no micro-batch is there for; given where several are in flight.",
      aliases: ["bubbles", "pipeline_bubbles"],
      otherTools: "SARATHI counts the bubble time of each request; this is a share of the replicas' time.", direction: .lowerIsBetter),
  ]
}

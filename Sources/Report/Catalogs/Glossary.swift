import Kernel

/// Words of the trade that are no metric, key or policy: what they mean here, and what tells of them.
enum Glossary {
  /// A word with what is said of it.
  struct Entry {
    /// The word and others for the same, the first one leading.
    let words: [String]
    /// What it means, in a sentence or two.
    let meaning: String
    /// What of the program has to do with it.
    let here: String
  }

  /// What goes by `word`, whatever its case; blanks, hyphens and underscores are alike.
  static func entry(_ word: String) -> Entry? { entries.first { $0.words.contains { plain($0) == plain(word) } } }

  /// All words, for suggestions.
  static var words: [String] { entries.flatMap(\.words) }

  private static func plain(_ word: String) -> String { word.lowercased().replacing("_", with: " ").replacing("-", with: " ") }

  private static let entries: [Entry] = serving + planning + parallelism

  private static let planning: [Entry] = [
    Entry(
      words: ["pareto front", "pareto"],
      meaning: "The choices that no other beats: whatever has less of one figure has more of another.",
      here: "windtunnel plan marks its rows by money, energy and the p99 of what the objective limits."
    ),
    Entry(
      words: ["power usage effectiveness", "pue"],
      meaning: "Electricity that a site draws over what its machines draw: cooling and losses are the rest. 1 is the least.",
      here: "windtunnel plan --pue, and 'overhead' of a price list ('explain price-list')."
    ),
    Entry(
      words: ["capacity", "maximum rate", "sustainable rate"],
      meaning:
        "The highest request rate that a cluster serves within its objective. DistServe calls that goodput, here a figure of one run.",
      here:
        "vary workload.arrivals.rate and take the last row that meets the objective; published.yaml can search it ('explain published')."
    ),
    Entry(
      words: ["knee", "saturation", "saturation point"],
      meaning:
        "The rate at which latency begins to climb steeply, for nearly all that can be done is asked for. Capacity lies at or before it.",
      here:
        "vary workload.arrivals.rate: attainment falls and TTFT p99 climbs past the knee, and 'Stability' says where the queue grows."
    ),
    Entry(
      words: ["overload", "stability", "backlog", "stable"],
      meaning:
        "A cluster is overloaded where requests come faster than they are served, so that the queue grows. Latencies then tell its length.",
      here:
        "'Stability' judges the trend of the requests in the system with its confidence, and says 'not judged' where a trace holds too few."
    ),
    Entry(
      words: ["headroom", "spare", "spare capacity"], meaning: "How much more traffic than now a cluster would hold within its objective.",
      here: "the capacity over the rate of the load, less one; workload.rate_scale makes a trace denser."),
    Entry(
      words: ["slo", "sla", "service level objective", "promise"],
      meaning: "What is promised: limits on latencies and the share of requests that keep them.",
      here: "the section 'objective' of a scenario ('explain objective'); attainment and goodput are counted by it."),
    Entry(
      words: ["qps", "rps", "load", "offered load", "traffic"],
      meaning: "Requests that come in a second, whether they can be served or not.",
      here: "workload.arrivals.rate; request_throughput counts those that were served."),
    Entry(
      words: ["halving", "successive halving", "hyperband"],
      meaning: "A search among many cells: all get a few seeds, the best of them more, until those that are left have all.",
      here: "'windtunnel sweep --search halving --seeds 9'; the table says which cells were left off, and with how many seeds."
    ),
    Entry(
      words: ["gaussian process", "bayesian optimization", "bayesian optimisation", "expected improvement", "gp"],
      meaning:
        "A search that fits a smooth function to the cells tried so far, with its error, and tries next where it may better the best by most.",
      here: "'windtunnel sweep --search gaussian-process:30' tries 30 cells; docs/Search.md holds it against chance."
    ),
    Entry(
      words: ["concurrency limit", "closed loop", "users"],
      meaning: "So many users, each of whom sends the next request when the last has been answered: a slow server is sent less.",
      here: "workload.concurrency; with arrivals at their own times the loop is open."),
    Entry(
      words: ["percentile", "p99", "p95", "p90", "p50", "median", "tail", "tail latency"],
      meaning: "p99 is the value that 99 of 100 requests do not exceed. Means hide the tail, which is what users complain of.",
      here: "every latency is told as mean, p50, p90, p99 and maximum; of those served, where requests were rejected."),
    Entry(
      words: ["rejected", "rejection", "survivors"],
      meaning: "A request that no replica could ever hold is turned away at its arrival. Latencies are then of the survivors, and flatter.",
      here: "the share rejected stands in every table; rejected requests miss the objective."),
    Entry(
      words: ["n+1", "redundancy", "failure", "spare replica"], meaning: "One replica more than the load needs, so that one may die.",
      here: "failures: [{replica: 0, at: 1 min}] takes one away ('explain failures')."),
    Entry(
      words: ["cost", "tco", "price"], meaning: "What the cluster costs for the work it does.",
      here: "cost_per_million_output_tokens; accelerator.price sets dollars an hour. Host, network and staff are not counted."),
    Entry(
      words: ["seed", "replication", "confidence interval", "ci"],
      meaning:
        "One draw of all that chance decides. Several seeds tell what a figure owes to chance; equal ones under two scenarios cancel it.",
      here: "run.seeds, --seeds; 'windtunnel compare' pairs them."),
  ]

  private static let serving: [Entry] = [
    Entry(
      words: ["prefill"],
      meaning:
        "Computing the KV of a prompt, many tokens at once; its last token gives the first token of the answer. Bound by arithmetic.",
      here: "TTFT holds it; 'windtunnel explain SCENARIO' shows where its time goes."),
    Entry(
      words: ["decode", "decoding"], meaning: "Producing a token after the other, one a sequence and iteration. Bound by memory bandwidth.",
      here: "TPOT and ITL hold it."),
    Entry(
      words: ["continuous batching", "batching", "iteration"],
      meaning: "Sequences join and leave the batch between iterations and need not wait for each other (Orca, OSDI 2022).",
      here: "every scheduler but faster_transformer does it; engine.max_sequences and engine.max_batched_tokens bound a batch."),
    Entry(
      words: ["chunked prefill", "chunk"],
      meaning: "Long prompts are cut, so that decodes need not wait for them (Sarathi-Serve, OSDI 2024).",
      here: "the scheduler 'sarathi', which is vLLM's default; engine.max_batched_tokens is its budget."),
    Entry(
      words: ["kv cache", "kv", "kv blocks", "paged attention"],
      meaning: "Keys and values of all tokens of a sequence, kept for as long as it runs, in blocks of some tokens.",
      here: "'windtunnel explain SCENARIO' shows how many blocks there are; 'Limits' tells their peak."),
    Entry(
      words: ["preemption", "eviction"],
      meaning: "A running sequence gives up its KV for lack of blocks, and is computed anew or swapped back.",
      here: "engine.preemption; the report counts them."),
    Entry(
      words: ["prefix cache", "prefix caching", "cache hit"], meaning: "Prompts that begin alike share the KV of their beginning.",
      here: "engine.prefix_caching; it needs a trace that tells which blocks are alike."),
    Entry(
      words: ["disaggregation", "disaggregated", "pd disaggregation", "prefill decode disaggregation"],
      meaning: "Some replicas compute prompts and hand their KV over to others that decode (Splitwise, DistServe, llm-d, Dynamo).",
      here: "pools with role: prefill and role: decode; 'explain network' and 'explain pools.hand_over'."),
    Entry(
      words: ["roofline", "calibration profile", "extrapolated"],
      meaning: "An operator takes as long as its arithmetic or its bytes need at attainable rates; measured times are nearer the truth.",
      here: "reports name what was not measured ('explain calibration', 'list profiles')."),
  ]

  private static let parallelism: [Entry] = [
    Entry(
      words: ["tensor parallelism", "tp"], meaning: "Every layer is divided over accelerators, which exchange sums twice a layer.",
      here: "parallel.tensor; beyond a node its exchanges are slow."),
    Entry(
      words: ["pipeline parallelism", "pp", "pipeline"],
      meaning: "Accelerators hold layers one after the other; several batches are on their way at once.",
      here: "parallel.pipeline and parallel.micro_batches."),
    Entry(
      words: ["expert parallelism", "ep"], meaning: "The experts of a mixture lie on different accelerators, and tokens travel to theirs.",
      here: "parallel.expert, with parallel.data for the attention."),
    Entry(
      words: ["data parallelism", "dp"],
      meaning: "Copies that share the requests: replicas, or groups with attention of their own beside shared experts.",
      here: "replicas; parallel.data."),
    Entry(
      words: ["quantization", "quantisation"],
      meaning: "Weights or KV in fewer bits: less to read and to keep, and on some accelerators faster arithmetic.",
      here: "formats.weights and formats.kv."),
  ]
}

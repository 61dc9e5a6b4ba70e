import Kernel

/// What a serving engine does beside its scheduling policy, as far as it moves time or memory.
///
/// The defaults are the plainest engine there is: it plans when an iteration has ended, takes no time for requests to
/// come in and answers to go out, shares no prompts, and takes all blocks of a prompt when it admits it. The source of
/// the other values is vLLM's version 1 (`vllm/v1/core/sched/scheduler.py`, `vllm/v1/core/kv_cache_manager.py`,
/// `vllm/v1/engine/core.py`).
public struct EngineRules: Hashable, Sendable {
  /// Whether iteration i + 1 is planned while iteration i runs (vLLM: `async_scheduling`). What comes during i is then
  /// first seen by the plan of i + 2; what comes to an idle engine is planned at once. Likewise a request that ends with
  /// i keeps its place and its blocks in the plan of i + 1, which leaves it out of the batch, for its length is known
  /// (`scheduler.py`: a step beyond `max_tokens` is not scheduled; `update_from_output` frees it afterwards).
  public var asynchronousScheduling: Bool
  /// From the client's sending to the engine's queue: network, API server, tokenisation.
  public var frontEndDelay: Duration
  /// How long the one process at the door is busy with a request (parsing, tokenising): those that come together reach the
  /// queue one after the other, each this much later. Before ``frontEndDelay``.
  public var frontEndService: Duration
  /// From the end of an iteration to the client: output processing, detokenisation, streaming. The client's next request
  /// of a closed loop follows it, and so does the router's knowledge of a request's end.
  public var deliveryDelay: Duration
  /// What the first iteration takes longer that a replica runs after it starts, or starts again after a crash or when it is
  /// switched on: kernels that are compiled, chosen or loaded at their first call, outside what the engine's own warm-up runs.
  /// The accelerators wait meanwhile. Zero for an engine that is warm when it says that it is ready.
  public var coldStart: Duration
  /// After how many iterations of decodes requests that have come meanwhile are taken in (SGLang: `scheduler_recv_interval`,
  /// `scheduler_recv_skipper.py`). After an iteration with a prompt, and where nothing can run, they are at once. 1 takes
  /// them in at every plan.
  public var receiveInterval: Int
  /// Whether full blocks of prompts are shared by the identities that arrivals carry (vLLM: `enable_prefix_caching`).
  public var prefixCaching: Bool
  /// How they are kept, beyond sharing them.
  public var prefixes: PrefixRules
  /// Whether a request takes all blocks of its prompt when it is admitted, as Sarathi-Serve does. vLLM's version 1 does
  /// not: each chunk takes blocks for its own tokens, and where there are none the request admitted last gives way.
  public var reservesWholePrompt: Bool
  /// Whether a request is admitted only where its whole prompt would fit into the free blocks now, though its chunks
  /// take theirs one by one (vLLM 0.19: `scheduler_reserve_full_isl`). Implied by ``reservesWholePrompt``.
  public var admissionNeedsWholePrompt: Bool
  /// Whether a request is admitted only with room for its whole output, which it takes then: no request ever gives way
  /// (TensorRT-LLM: `CapacitySchedulerPolicy.GUARANTEED_NO_EVICT`), and no watermark is kept. What a policy sets aside itself comes first.
  public var reservesOutput: Bool
  /// How decodes read prefixes that several of them hold; with ``prefixCaching`` only, for requests that a policy has grouped.
  public var sharedPrefixAttention: SharedPrefixAttention

  /// Where the KV of preempted requests goes; nil where it is thrown away and computed anew, as in vLLM's version 1.
  public var swapSpace: SwapSpace?

  /// Rules; each default is the plainest engine's.
  public init(
    asynchronousScheduling: Bool = false, frontEndDelay: Duration = .zero, frontEndService: Duration = .zero,
    deliveryDelay: Duration = .zero, coldStart: Duration = .zero, receiveInterval: Int = 1, prefixCaching: Bool = false,
    reservesWholePrompt: Bool = true, admissionNeedsWholePrompt: Bool = false, reservesOutput: Bool = false,
    sharedPrefixAttention: SharedPrefixAttention = .off, swapSpace: SwapSpace? = nil, prefixes: PrefixRules = PrefixRules()
  ) {
    self.asynchronousScheduling = asynchronousScheduling
    self.frontEndDelay = frontEndDelay
    self.frontEndService = frontEndService
    self.deliveryDelay = deliveryDelay
    self.coldStart = coldStart
    self.receiveInterval = receiveInterval
    self.prefixCaching = prefixCaching
    self.prefixes = prefixes
    self.reservesWholePrompt = reservesWholePrompt
    self.admissionNeedsWholePrompt = admissionNeedsWholePrompt
    self.reservesOutput = reservesOutput
    self.sharedPrefixAttention = sharedPrefixAttention
    self.swapSpace = swapSpace
  }

  /// Whether requests come into the queue at the instant at which they are sent.
  var entersAtOnce: Bool { frontEndDelay.picoseconds | frontEndService.picoseconds == 0 }

  /// Refuses delays before their cause.
  func check() throws {
    try swapSpace?.check()
    if frontEndDelay < .zero { throw InputError("front_end_delay is \(frontEndDelay.seconds) s", remedy: "zero or more") }
    if frontEndService < .zero { throw InputError("front_end_service is \(frontEndService.seconds) s", remedy: "zero or more") }
    if deliveryDelay < .zero { throw InputError("delivery_delay is \(deliveryDelay.seconds) s", remedy: "zero or more") }
    if coldStart < .zero { throw InputError("cold_start is \(coldStart.seconds) s", remedy: "zero or more") }
    if receiveInterval < 1 { throw InputError("receive_interval is \(receiveInterval)", remedy: "1 or more iterations") }
    try prefixes.check(caches: prefixCaching)
  }
}

/// The options that engines have, as their own sources list them: a flag that is written and does not stand here was made up.
enum EngineOptions {
  /// Flags of `vllm serve` without their hyphens: `vllm/engine/arg_utils.py`, `vllm/entrypoints/openai/cli_args.py` of vLLM 0.19.0 (PyPI, read
  /// 2026-11-29). Every switch has an opposite with `no-` in front (`argparse.BooleanOptionalAction`).
  static let vllm = Set(
    """
    additional-config aggregate-engine-logging all2all-backend allow-deprecated-quantization allowed-local-media-path
    allowed-media-domains api-server-count async-scheduling attention-backend attention-config block-size calculate-kv-scales
    code-revision collect-detailed-traces compilation-config config-format convert cp-kv-cache-interleave-size cpu-offload-gb
    cpu-offload-params cudagraph-capture-sizes cudagraph-metrics data-parallel-address data-parallel-backend data-parallel-external-lb
    data-parallel-hybrid-lb data-parallel-rank data-parallel-rpc-port data-parallel-size data-parallel-size-local
    data-parallel-start-rank dbo-decode-token-threshold dbo-prefill-token-threshold dcp-comm-backend dcp-kv-cache-interleave-size
    decode-context-parallel-size default-mm-loras disable-cascade-attn disable-chunked-mm-input disable-custom-all-reduce
    disable-hybrid-kv-cache-manager disable-log-stats disable-nccl-for-dp-synchronization disable-sliding-window
    distributed-executor-backend distributed-timeout-seconds download-dir dtype ec-transfer-config enable-chunked-prefill enable-dbo
    enable-elastic-ep enable-ep-weight-filter enable-eplb enable-expert-parallel enable-flashinfer-autotune
    enable-layerwise-nvtx-tracing enable-log-requests enable-logging-iteration-details enable-lora enable-mfu-metrics enable-mm-embeds
    enable-prefix-caching enable-prompt-embeds enable-return-routed-experts enable-sleep-mode enable-tower-connector-lora
    enforce-eager eplb-config expert-placement-strategy fail-on-environ-validation fully-sharded-loras gdn-prefill-backend
    generation-config gpu-memory-utilization headless help hf-config-path hf-overrides hf-token host ignore-patterns
    interleave-mm-strings io-processor-plugin kernel-config kv-cache-dtype kv-cache-dtype-skip-layers kv-cache-memory-bytes
    kv-cache-metrics kv-cache-metrics-sample kv-events-config kv-offloading-backend kv-offloading-size kv-sharing-fast-prefill
    kv-transfer-config language-model-only limit-mm-per-prompt load-format logits-processors logprobs-mode
    long-prefill-token-threshold lora-dtype lora-target-modules mamba-block-size mamba-cache-dtype mamba-cache-mode
    mamba-ssm-cache-dtype master-addr master-port max-cpu-loras max-cudagraph-capture-size max-logprobs max-long-partial-prefills
    max-lora-rank max-loras max-model-len max-num-batched-tokens max-num-partial-prefills max-num-seqs max-parallel-loading-workers
    media-io-kwargs mm-encoder-attn-backend mm-encoder-only mm-encoder-tp-mode mm-processor-cache-gb mm-processor-cache-type
    mm-processor-kwargs mm-shm-cache-max-object-size-mb mm-tensor-ipc model model-impl model-loader-extra-config moe-backend nnodes
    node-rank num-gpu-blocks-override offload-backend offload-group-size offload-num-in-group offload-params offload-prefetch-step
    optimization-level otlp-traces-endpoint override-attention-dtype override-generation-config performance-mode
    pipeline-parallel-size pooler-config port prefill-context-parallel-size prefix-caching-hash-algo profiler-config
    pt-load-map-location quantization ray-workers-use-nsight reasoning-config reasoning-parser reasoning-parser-plugin
    renderer-num-workers revision runner safetensors-load-strategy scheduler-cls scheduler-reserve-full-isl scheduling-policy seed
    served-model-name show-hidden-metrics-for-version shutdown-timeout skip-mm-profiling skip-tokenizer-init specialize-active-lora
    speculative-config stream-interval structured-outputs-config tensor-parallel-size tokenizer tokenizer-mode tokenizer-revision
    trust-remote-code ubatch-size use-tqdm-on-load video-pruning-rate weight-transfer-config worker-cls worker-extension-cls
    """.split(whereSeparator: \.isWhitespace).map { "--" + $0 })

  /// Flags of `sglang.launch_server` without their hyphens: `sglang/srt/server_args.py` of SGLang 0.5.9 (PyPI, read 2026-11-29).
  static let sglang = Set(
    """
    abort-on-priority-when-disabled admin-api-key allow-auto-truncate api-key attention-backend attention-context-parallel-size
    attn-cp-size base-gpu-id bucket-e2e-request-latency bucket-inter-token-latency bucket-time-to-first-token chat-template
    checkpoint-engine-wait-weights-before-ready chunked-prefill-size collect-tokens-histogram completion-template config
    constrained-json-disable-any-whitespace constrained-json-whitespace-pattern context-length cpu-offload-gb crash-dump-folder
    cuda-graph-bs cuda-graph-max-bs custom-sigquit-handler custom-weight-loader data-parallel-size debug-tensor-dump-inject
    debug-tensor-dump-input-file debug-tensor-dump-layers debug-tensor-dump-output-folder decode-attention-backend decode-log-interval
    decrypted-config-file decrypted-draft-config-file deepep-config deepep-mode delete-ckpt-after-loading device
    disable-chunked-prefix-cache disable-cuda-graph disable-cuda-graph-padding disable-custom-all-reduce disable-fast-image-processor
    disable-flashinfer-autotune disable-flashinfer-cutlass-moe-fp4-allgather disable-hicache-numa-detect disable-hybrid-swa-memory
    disable-outlines-disk-cache disable-overlap-schedule disable-radix-cache disable-shared-experts-fusion
    disable-tokenizer-batch-decode disaggregation-bootstrap-port disaggregation-decode-dp disaggregation-decode-enable-offload-kvcache
    disaggregation-decode-polling-interval disaggregation-decode-tp disaggregation-ib-device disaggregation-mode
    disaggregation-prefill-pp disaggregation-transfer-backend dist-init-addr dist-timeout dllm-algorithm dllm-algorithm-config
    download-dir dp-size ds-channel-config-path ds-heavy-channel-num ds-heavy-channel-type ds-heavy-token-num
    ds-sparse-decode-threshold dtype dynamic-batch-tokenizer-batch-size dynamic-batch-tokenizer-batch-timeout elastic-ep-backend
    enable-attn-tp-input-scattered enable-broadcast-mm-inputs-process enable-cache-report enable-cudagraph-gc
    enable-custom-logit-processor enable-deterministic-inference enable-double-sparsity enable-dp-attention enable-dp-lm-head
    enable-draft-weights-cpu-backup enable-dynamic-batch-tokenizer enable-dynamic-chunking enable-eplb
    enable-expert-distribution-metrics enable-flashinfer-allreduce-fusion enable-fp32-lm-head enable-fused-qk-norm-rope
    enable-hierarchical-cache enable-layerwise-nvtx-marker enable-lmcache enable-lora enable-lora-overlap-loading enable-memory-saver
    enable-metrics enable-metrics-for-all-schedulers enable-mixed-chunk enable-mscclpp enable-multi-layer-eagle enable-multimodal
    enable-nan-detection enable-nccl-nvls enable-nsa-prefill-context-parallel enable-p2p-check enable-pdmux
    enable-piecewise-cuda-graph enable-precise-embedding-interpolation enable-prefill-delayer enable-prefix-mm-cache
    enable-priority-scheduling enable-profile-cuda-graph enable-request-time-stats-logging enable-return-hidden-states
    enable-return-routed-experts enable-single-batch-overlap enable-symm-mem enable-tokenizer-batch-encode enable-torch-compile
    enable-torch-compile-debug-mode enable-torch-symm-mem enable-trace enable-two-batch-overlap enable-weights-cpu-backup encoder-only
    encoder-transfer-backend encoder-urls ep ep-dispatch-algorithm ep-num-redundant-experts ep-size eplb-algorithm
    eplb-min-rebalancing-utilization-threshold eplb-rebalance-layers-per-chunk eplb-rebalance-num-iterations
    expert-distribution-recorder-buffer-size expert-distribution-recorder-mode expert-parallel-size export-metrics-to-file
    export-metrics-to-file-dir extra-metric-labels fastapi-root-path file-storage-path flashinfer-mla-disable-ragged
    flashinfer-mxfp4-moe-precision forward-hooks fp4-gemm-backend fp8-gemm-backend gc-warning-threshold-secs generation-tokens-buckets
    gpu-id-step grammar-backend grpc-mode hf-chat-template-name hicache-io-backend hicache-mem-layout hicache-ratio hicache-size
    hicache-storage-backend hicache-storage-backend-extra-config hicache-storage-prefetch-policy hicache-write-policy
    hierarchical-sparse-attention-extra-config host hybrid-kvcache-ratio init-expert-location is-embedding json-model-override-args
    keep-mm-feature-on-device kt-cpuinfer kt-max-deferred-experts-per-token kt-method kt-num-gpu-experts kt-threadpool-count
    kt-weight-path kv-cache-dtype kv-events-config language-only limit-mm-data-per-request load-balance-method load-format log-level
    log-level-http log-requests log-requests-format log-requests-level log-requests-target lora-backend lora-eviction-policy
    lora-paths lora-target-modules mamba-backend mamba-full-memory-ratio mamba-scheduler-strategy mamba-ssm-dtype mamba-track-interval
    max-loaded-loras max-lora-chunk-size max-lora-rank max-loras-per-batch max-mamba-cache-size max-prefill-tokens max-queued-requests
    max-running-requests max-total-tokens mem-fraction-static mm-attention-backend mm-enable-dp-encoder mm-max-concurrent-calls
    mm-per-request-timeout mm-process-config model model-checksum model-impl model-loader-extra-config model-path
    modelopt-checkpoint-restore-path modelopt-checkpoint-save-path modelopt-export-path modelopt-quant moe-a2a-backend
    moe-data-parallel-size moe-dense-tp-size moe-dp-size moe-runner-backend mooncake-ib-device multi-item-scoring-delimiter
    nccl-init-addr nccl-port nnodes node-rank nsa-decode-backend nsa-prefill-backend nsa-prefill-cp-mode num-continuous-decode-steps
    num-reserved-decode-tokens numa-node offload-group-size offload-mode offload-num-in-group offload-prefetch-step
    otlp-traces-endpoint page-size pdmux-config-path piecewise-cuda-graph-compiler piecewise-cuda-graph-max-tokens
    piecewise-cuda-graph-tokens pipeline-parallel-size port pp-async-batch-depth pp-max-micro-batch-size pp-size
    preferred-sampling-params prefill-attention-backend prefill-delayer-forward-passes-buckets prefill-delayer-max-delay-passes
    prefill-delayer-token-usage-low-watermark prefill-delayer-wait-seconds-buckets prefill-max-requests prefill-round-robin-balance
    priority-scheduling-preemption-threshold prompt-tokens-buckets quantization quantization-param-path quantize-and-serve
    radix-eviction-policy random-seed reasoning-parser remote-instance-weight-loader-backend
    remote-instance-weight-loader-seed-instance-ip remote-instance-weight-loader-seed-instance-service-port
    remote-instance-weight-loader-send-weights-group-ports remote-instance-weight-loader-start-seed-via-transfer-engine revision
    rl-on-policy-target rl-quant-profile sampling-backend sampling-defaults schedule-conservativeness
    schedule-low-priority-values-first schedule-policy scheduler-recv-interval served-model-name show-time-cost skip-server-warmup
    skip-tokenizer-init sleep-on-idle sm-group-num soft-watchdog-timeout speculative-accept-threshold-acc
    speculative-accept-threshold-single speculative-algorithm speculative-attention-mode speculative-draft-attention-backend
    speculative-draft-load-format speculative-draft-model speculative-draft-model-path speculative-draft-model-quantization
    speculative-draft-model-revision speculative-eagle-topk speculative-moe-a2a-backend speculative-moe-runner-backend
    speculative-ngram-branch-length speculative-ngram-capacity speculative-ngram-match-type speculative-ngram-max-bfs-breadth
    speculative-ngram-max-match-window-size speculative-ngram-min-bfs-breadth speculative-ngram-min-match-window-size
    speculative-num-draft-tokens speculative-num-steps speculative-token-map stream-interval stream-output swa-full-tokens-ratio
    tbo-token-distribution-threshold tensor-parallel-size tokenizer-metrics-allowed-custom-labels
    tokenizer-metrics-custom-labels-header tokenizer-mode tokenizer-path tokenizer-worker-num tool-call-parser tool-server
    torch-compile-max-bs torchao-config tp-size triton-attention-num-kv-splits triton-attention-reduce-in-fp32
    triton-attention-split-tile-size trust-remote-code uvicorn-access-log-exclude-prefixes warmups watchdog-timeout
    weight-loader-disable-mmap weight-version
    """.split(whereSeparator: \.isWhitespace).map { "--" + $0 })

  /// Flags of `trtllm-serve` that are written (`tensorrt_llm/commands/serve.py`), and keys of its options file
  /// (`tensorrt_llm/llmapi/llm_args.py`) of TensorRT-LLM 1.2, read 2026-11-29.
  static let tensorrt = Set(
    """
    --host --port --extra_llm_api_options tensor_parallel_size pipeline_parallel_size moe_expert_parallel_size enable_attention_dp
    max_batch_size max_num_tokens max_seq_len dtype enable_chunked_prefill disable_overlap_scheduler kv_cache_config.dtype
    kv_cache_config.tokens_per_block kv_cache_config.free_gpu_memory_fraction kv_cache_config.max_tokens kv_cache_config.enable_block_reuse
    kv_cache_config.host_cache_size scheduler_config.capacity_scheduler_policy cuda_graph_config.enable_padding
    cuda_graph_config.max_batch_size cache_transceiver_config.backend
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// Flags that a worker of Dynamo has beside those of its engine: `examples/backends/*/deploy` of Dynamo 1.3, read 2026-11-29.
  static let dynamo: Set = ["--model", "--model-path", "--disaggregation-mode", "--extra-engine-args"]
}

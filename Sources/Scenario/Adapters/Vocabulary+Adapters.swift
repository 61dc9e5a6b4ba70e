import Hardware
import Kernel
import Record

extension Vocabulary {
  /// Adapters beside the weights of a pool's model.
  static let adapters = Key(
    "adapters",
    .section([
      .required(
        "device_slots", .count(1...Adapters.mostSlots, unit: "adapters"),
        "Adapters that the accelerators of a replica have room for at once (vLLM: --max-loras)."),
      Key(
        "rank", .values(example: "16, 8"), default: "16",
        "Their rank, or ranks that adapters have in turn: adapter a has that at a modulo their number. Slots have room for the greatest."),
      Key(
        "targets",
        .word([
          Word(Adapters.Targets.allLinear.rawValue, "query, key, value and output projections, and all of the feed-forward"),
          Word(Adapters.Targets.attention.rawValue, "query, key, value and output projections"),
          Word(Adapters.Targets.none.rawValue, "no matrices: what is private to an application is read and adds no arithmetic"),
        ]), default: Adapters.Targets.allLinear.rawValue, "The matrices that have an adapter."),
      Key(
        "bytes", .quantity(.bytes, 1...1e15), default: auto, words: [Word(auto, "what the targets' values take in 16 bits")],
        "Bytes of an adapter of the greatest rank, over all accelerators of a replica; others in proportion."),
      link(
        "link", "PCI Express of the accelerator's generation",
        "The link over which adapters come from the host's memory, which holds all of them; one after the other."),
      Key(
        "kernel",
        .word([
          Word(Adapters.Kernel.segmented.rawValue, "rows of an adapter together, each adapter of its own rank (SGMV of Punica)"),
          Word(Adapters.Kernel.gathered.rawValue, "each row of a decode reads its adapter for itself (BGMV of S-LoRA and early vLLM)"),
          Word(Adapters.Kernel.padded.rawValue, "adapters of a batch copied side by side at the greatest rank"),
          Word(Adapters.Kernel.merged.rawValue, "the one adapter that runs is added to the weights, and another waits until nothing runs"),
        ]), default: Adapters.Kernel.segmented.rawValue, "How a batch is taken through different adapters."),
      Key(
        "launch", .time(.zero ... .seconds(1)), default: auto, words: [Word(auto, "as the model's kernels, costs.kernel_launch")],
        "What a kernel of adapters takes beyond its work; engines that start them one by one from the host need tens of microseconds."),
      Key(
        "overtaking", .flag, default: "true",
        "Whether requests whose adapter is there go before those that wait for theirs, as in vLLM; else these hold up all behind them."),
    ]), default: none, words: [Word(none, "requests run with the model alone")],
    "Adapters of low rank (LoRA) that requests run with. Which of them a request asks for is the workload's to say: workload.adapters.")

  /// Which adapters requests ask for.
  static let adapterLoad = Key(
    "adapters",
    .section([
      .required("count", .count(1...AdapterLoad.mostAdapters, unit: "adapters"), "Adapters that there are, numbered from 0."),
      Key(
        "alpha", .number(0...AdapterLoad.greatestAlpha), default: auto,
        words: [Word(auto, "the trace tells each request's adapter")],
        "Exponent of the power law by which adapters are drawn: adapter a has a share in proportion to (a + 1) to the minus this; 0 is equal "
          + "shares. Each request's is drawn, the same under every scheduler and cluster."),
    ]), default: none, words: [Word(none, "requests ask for none")],
    "Adapters that requests ask for, the same in all pools; what they are and where they lie is each pool's to say: adapters.")
}

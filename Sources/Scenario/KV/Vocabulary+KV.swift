import Hardware
import Kernel

extension Vocabulary {
  /// What is read and what is kept of KV.
  static let keyValues = Key(
    "kv",
    .section([
      read("What a step reads of what is kept."),
      Key(
        "scan_bytes", .quantity(.bytes, 0...1e6), default: "0 B",
        "With 'read': bytes of an index that is kept, and looked through in every step, for each token and layer. Queries that differ "
          + "little from the one before need not look anew: give the share that does."),
      Key(
        "scan_flops", .number(0...1e9), default: auto, words: [Word(auto, "2 for each byte of the index: one head, one value a byte")],
        "With 'read': FLOPs of looking through the index, for each token and layer."),
      Key(
        "select_time", .time(.zero ... .milliseconds(10)), default: "0 s",
        "With 'read': time that selecting takes in every step and layer, whatever the context: products of an index, kernels that choose "
          + "and gather. Measure it: it decides from which context on selecting pays."),
      keep("What stays of a sequence."),
      Key(
        "apply",
        .word([
          Word(
            KVTreatment.Application.afterPrefill.rawValue,
            "when the prompt is computed: it is attended to and held as a whole before, and its budget is what tokens are added to"),
          Word(KVTreatment.Application.perChunk.rawValue, "at the end of every chunk of a prompt"),
          Word(KVTreatment.Application.perStep.rawValue, "with every token, as windows do"),
        ]), default: KVTreatment.Application.afterPrefill.rawValue, "With 'keep': when tokens are given up."),
      Key(
        "compact", .flag, default: "true",
        "With 'keep' after_prefill or per_chunk: whether what stays is moved together, so that the blocks of the rest come free. Without, "
          + "a block comes free when none of its tokens stays."),
      Key(
        "upkeep", .time(.zero ... .milliseconds(1)), default: "0 ps",
        "Time that each kept token takes in every step, all layers together, beside reading it: scores, numbers that kernels unpack. "
          + "Measure it on your accelerator."),
      Key(
        "kernel",
        .word([
          Word("split", "decodes divide a long context over the accelerator's processors"),
          Word("whole", "a sequence's context is read by one processor for each KV head, so that small batches leave the others idle"),
        ]), default: "split", "How attention kernels of decodes divide their work."),
      Key(
        "groups",
        .list([
          .required("share", .fraction(0.001...1), "Its part of the layers, or of their KV heads, that would read everything."),
          read("What a step reads in it."), keep("What stays in it."),
          Key("format", .word(cacheFormats), default: auto, words: [Word(auto, "that of formats.kv")], "The format of its KV."),
        ]), default: none, words: [Word(none, "all layers alike, by 'read' and 'keep'")],
        "Layers or heads that read and keep differently; their shares come to 1. In place of 'read' and 'keep'."),
    ]), default: none, words: [Word(none, "every layer reads and keeps what the model says")],
    "What steps read of the KV cache and what stays in it, where that is less than the model asks for. It alters the layers that would "
      + "read everything; windows, states and an index of the model's own stay. Answers change with it, which is not simulated.")

  private static func read(_ meaning: String) -> Key {
    Key(
      "read",
      .section([
        Key("select", .count(0...1_000_000_000, unit: "tokens"), default: "0", "Tokens that are chosen anew in each step, out of all."),
        Key("sinks", .count(0...1_000_000_000, unit: "tokens"), default: "0", "The first tokens of a sequence, read always."),
        Key("recent", .count(0...1_000_000_000, unit: "tokens"), default: "0", "The latest tokens, read always."),
      ]), default: none, words: [Word(none, "all of it")], meaning)
  }

  private static func keep(_ meaning: String) -> Key {
    Key(
      "keep",
      .section([
        Key("sinks", .count(0...1_000_000_000, unit: "tokens"), default: "0", "The first tokens of a sequence."),
        Key("recent", .count(0...1_000_000_000, unit: "tokens"), default: "0", "The latest tokens."),
        Key("tokens", .count(0...1_000_000_000, unit: "tokens"), default: "0", "The tokens that count most, or that stand for others."),
        Key(
          "fraction", .fraction(0...1), default: "0",
          "A share of the prompt: those of it that count most and its latest, together. With 'apply: after_prefill'."),
      ]), default: none, words: [Word(none, "everything")], meaning)
  }
}

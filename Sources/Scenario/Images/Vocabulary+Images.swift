import Hardware
import Kernel
import Model
import Workload

extension Vocabulary {
  /// The word for what a model has itself.
  static let own = "own"

  /// Encoders of a name of their own, and models with one.
  static let encoders = NameCatalog(
    noun: "encoder", names: { EncoderCatalog.ids },
    canonicalName: { name throws(InputError) in
      if EncoderCatalog.ids.contains(name) { return name }
      do { return try ModelCatalog.model(named: name).id } catch {
        throw InputError(
          "unknown encoder '\(name.shortened)'",
          remedy: "one of \(EncoderCatalog.ids.joined(separator: ", ")), a model with a tower ('windtunnel list models'), or a config.json")
      }
    })

  /// What encodes images in a pool.
  static let encoder = Key(
    "encoder",
    .section([
      Key(
        "model", .nameOrFile(encoders, ending: ".json"), default: own,
        words: [Word(own, "the tower that the model's config.json describes, whose weights are the model's already")],
        "The encoder: a name (\(EncoderCatalog.ids.joined(separator: ", "))), a model whose tower is meant, or the path of a config.json. Its "
          + "weights come on top of the model's, in 16 bits."),
      Key(
        "tower",
        .word([
          Word(auto, "that for images, or the only one"), Word("vision", "the one that sees"), Word("audio", "the one that hears"),
        ]), default: auto, "Which of the model's own towers encodes."),
      Key(
        "cache", .quantity(.bytes, 0...1e15), default: "0 B",
        "Memory of each accelerator for the results of images, which are found again by the image and its number of tokens, the one used "
          + "longest ago given up first. It is taken from that of KV."),
    ]), default: none, words: [Word(none, "nothing is encoded")],
    "What encodes images (or clips of sound) on the model's accelerators: in the iteration whose chunk of a prompt touches an image first. "
      + "Which requests show images is the workload's to say: workload.images.")

  /// Images that requests show.
  static let imageLoad = Key(
    "images",
    .section([
      Key(
        "share", .fraction(0...1), default: auto, words: [Word(auto, "the trace tells each request's images")],
        "The part of the requests that show images. Each request's are drawn, the same under every scheduler and cluster."),
      Key(
        "count", .count(1...ImageLoad.mostImages, unit: "images"), default: auto, words: [Word(auto, "one, or as the trace tells")],
        "Images of each of these requests."),
      .required(
        "tokens", .count(1...ImageLoad.mostTokens, unit: "tokens"),
        "Visual tokens that an image is encoded to. They stand at the front of the prompt."),
      Key(
        "keep", .fraction(0.000001...1), default: all, words: [Word(all, "all of them")],
        "The part of them that stays in the prompt, where others are pruned or merged behind the encoder."),
      Key(
        "menu", .values(example: "64, 144, 256"), default: none, words: [Word(none, "every request keeps as many")],
        "In place of 'keep': visual tokens that are left of an image, one of these numbers by request, each as likely."),
      Key(
        "patches", .count(1...ImageEncoder.mostPatches, unit: "patches"), default: auto,
        words: [Word(auto, "as many as its tokens are made of by the encoder")],
        "Patches of an image that the encoder works on. One of fixed size takes them in as many passes."),
      Key(
        "population", .count(1...ImageLoad.mostDifferent, unit: "images"), default: none, words: [Word(none, "each image is new")],
        "Different images that there are. Prompts that begin with equal images share KV blocks as equal texts do."),
      Key(
        "alpha", .number(0...ImageLoad.greatestAlpha), default: auto, words: [Word(auto, "0, equal shares")],
        "Exponent of the power law by which they are drawn: image i has a share in proportion to (i + 1) to the minus this."),
      Key(
        "in_prompts", .flag, default: "false",
        "Whether the workload's prompts count the visual tokens already, all of them; else they are added."),
      Key(
        "block_tokens", .count(1...65_536, unit: "tokens"), default: "16 tokens",
        "Tokens that one prefix identity stands for where the workload has none of its own: a multiple of the engine's own block."),
    ]), default: none, words: [Word(none, "requests show none")],
    "Images that requests show, behind all other steps; frames of a video and clips of sound alike. What encodes them is each pool's to "
      + "say: encoder.")

  private static let all = "all"
}

import Foundation
import Kernel

/// Turns the keys of a tower in a Hugging Face config into the shape of an encoder: CLIP and SigLIP, the towers of Qwen2-VL to Qwen3-VL,
/// Pixtral, InternVL and Llama 4, and Whisper's encoder of sound.
struct EncoderConfig {
  /// The keys of the tower.
  let tower: ConfigKeys
  /// The keys of the whole config.
  let outer: ConfigKeys
  /// Whether it is one of sound.
  let isSound: Bool

  private var type: String { tower.text("model_type") ?? "" }

  /// The shape; nil where the config does not give its sizes.
  ///
  /// - Throws: ``InputError`` for sizes that no encoder has.
  func shape(named name: String, parameters: Int) throws(InputError) -> EncoderShape? {
    guard let width = try tower.givenInteger("d_model", "embed_dim", "hidden_size", "width"),
      let depth = try tower.givenInteger("encoder_layers", "depth", "num_hidden_layers", "layers", "num_layers"),
      let heads = try tower.givenInteger("encoder_attention_heads", "num_attention_heads", "num_heads", "attention_heads", "heads")
    else { return nil }
    let inner = try tower.givenInteger("encoder_ffn_dim", "intermediate_size")
    let ratio = try tower.number("mlp_ratio") ?? 4
    var shape = EncoderShape(
      name: name, isSound: isSound, layers: depth, hiddenSize: width, heads: heads,
      intermediateSize: inner ?? Int(min(1e7, max(1, ratio * Double(min(width, 1_000_000))))),
      gatedFeedForward: !isSound && isGated, patchValues: 1, patchesPerPass: nil, extraRows: 0, patchesPerToken: 1, windowPatches: nil,
      fullLayers: 0, projectorInputs: width, projectorWidth: nil, projectsOnce: isSound, parameters: parameters)
    // Further sizes multiply these.
    try shape.validate(file: tower.file)
    if isSound { try readSound(into: &shape) } else { try readImages(into: &shape) }
    try shape.validate(file: tower.file)
    return shape
  }

  private var isGated: Bool {
    tower.text("hidden_act") == "silu" || tower.has("fullatt_block_indexes") || ["pixtral", "qwen2_5_vl", "gemma4_vision"].contains(type)
  }

  /// Whisper's encoder: two convolutions over a spectrogram, the second of which halves it; positions of half a minute, which models of
  /// Qwen take two to a token.
  private func readSound(into shape: inout EncoderShape) throws(InputError) {
    let bands = try size(tower, "num_mel_bins", 80, most: 10_000)
    shape.patchValues = 3 * (bands + shape.hiddenSize)
    shape.patchesPerPass = try size(tower, "max_source_positions", 1500, most: 1_000_000)
    shape.patchesPerToken = 2
  }

  private func readImages(into shape: inout EncoderShape) throws(InputError) {
    let patch = try tower.givenInteger("patch_size", "spatial_patch_size") ?? 14
    guard 1...1000 ~= patch else { throw tower.fault("patch_size", "is \(patch), out of range", remedy: "1 to 1000") }
    let frames = try size(tower, "temporal_patch_size", 1, most: 100)
    shape.patchValues = 3 * patch * patch * frames
    let merge = try size(tower, "spatial_merge_size", 1, most: 100)
    shape.patchesPerToken = merge * merge
    if merge > 1 {
      (shape.projectorInputs, shape.projectorWidth) = (shape.hiddenSize * merge * merge, shape.hiddenSize * merge * merge)
    } else if type != "pixtral", let side = try tower.givenInteger("image_size") {
      guard patch...100_000 ~= side else { throw tower.fault("image_size", "is \(side), out of range", remedy: "\(patch) to 100000") }
      shape.patchesPerPass = (side / patch) * (side / patch)
      shape.extraRows = ["clip", "intern", "llama4"].contains { type.hasPrefix($0) } ? 1 : 0
      try readShuffle(into: &shape)
    }
    let given = try outer.givenInteger("vision_feature_layer")
    if let feature = given ?? (type.hasPrefix("clip") && outer.has("vision_config") ? -2 : nil), feature < 0 {
      // Layers behind the one whose features are taken do not run (LLaVA's takes the last but one).
      shape.layers = max(1, shape.layers + max(feature, -shape.layers) + 1)
    }
    try readWindows(patch: patch, into: &shape)
  }

  /// Patches that are put together for the projector: by a ratio of a picture's side (InternVL, Llama 4), or down to so many tokens (Gemma 3).
  private func readShuffle(into shape: inout EncoderShape) throws(InputError) {
    let (own, whole) = (try tower.number("pixel_shuffle_ratio"), try outer.number("downsample_ratio"))
    let ratio = own ?? whole ?? 1
    if ratio >= 0.01 && ratio < 1 {
      let side = Int((1 / ratio).rounded())
      shape.patchesPerToken = side * side
      shape.projectorInputs = shape.hiddenSize * side * side
    } else if let patches = shape.patchesPerPass, outer.text("model_type")?.hasPrefix("gemma3") == true {
      let tokens = try size(outer, "mm_tokens_per_image", 256, most: 1_000_000)
      shape.patchesPerToken = max(1, patches / tokens)
      shape.projectsOnce = true
    }
  }

  /// Qwen2.5-VL: all layers but a few attend within windows of so many pixels.
  private func readWindows(patch: Int, into shape: inout EncoderShape) throws(InputError) {
    guard type == "qwen2_5_vl" || tower.has("fullatt_block_indexes") else { return }
    let side = try size(tower, "window_size", 112, most: 100_000) / patch
    shape.windowPatches = max(1, side * side)
    shape.fullLayers = min(shape.layers, tower.has("fullatt_block_indexes") ? tower.count("fullatt_block_indexes") : 4)
  }

  private func size(_ keys: ConfigKeys, _ name: String, _ standard: Int, most: Int) throws(InputError) -> Int {
    let size = try keys.givenInteger(name) ?? standard
    guard 1...most ~= size else { throw keys.fault(name, "is \(size), out of range", remedy: "1 to \(most)") }
    return size
  }
}

extension EncoderShape {
  /// The encoder that the bytes of a Hugging Face `config.json` describe: of a model with a tower, or one of its own. `file` is named in
  /// errors.
  ///
  /// - Throws: ``InputError`` where it is no such config, or does not give the sizes.
  public init(huggingFaceConfig data: Data, file: String, name: String) throws(InputError) {
    let object: JSONValue
    do { object = try JSONValue(parsing: data, nonFiniteIsNull: true) } catch {
      throw InputError("is not valid JSON", file: file, line: error.line, remedy: "a Hugging Face config.json")
    }
    let outer = ConfigKeys(object: object, file: file, prefix: "", notes: ConfigNotes())
    let seeing = outer.nested("vision_config") ?? outer.nested("thinker_config.vision_config")
    let hearing = outer.nested("audio_config") ?? outer.nested("thinker_config.audio_config")
    let tower = seeing ?? hearing ?? outer
    let isSound = seeing == nil && (hearing != nil || outer.has("encoder_layers"))
    let text = outer.nested("text_config") ?? outer
    let hidden = try seeing == nil && hearing == nil ? nil : text.givenInteger("hidden_size")
    // The projector of a tower alone goes to the model's width, which is not known here: taken as the tower's own.
    let own = try tower.givenInteger("d_model", "embed_dim", "hidden_size", "width") ?? 1
    let parameters = try ConfigReader.towerParameters(tower, textHidden: min(max(hidden ?? own, 1), 1_000_000))
    let reader = EncoderConfig(tower: tower, outer: outer, isSound: isSound)
    guard let parameters, let shape = try reader.shape(named: name, parameters: parameters) else {
      throw InputError(
        "gives no encoder's layers, width and heads", file: file,
        remedy: "the config.json of a model with a 'vision_config' or 'audio_config', or that of a tower")
    }
    self = shape
  }
}

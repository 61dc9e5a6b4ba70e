import Kernel

extension ConfigReader {
  /// Towers that see and hear, which are loaded with the model.
  func readSideWeights(into shape: inout ModelShape) throws(InputError) {
    for (key, name) in [("vision_config", "vision tower"), ("audio_config", "audio tower")] {
      guard let tower = outer.nested(key) ?? outer.nested("thinker_config." + key) else { continue }
      guard let parameters = try Self.towerParameters(tower, textHidden: shape.hiddenSize) else {
        keys.notes.add("the \(name) is not counted: '\(key)' does not give its sizes")
        continue
      }
      shape.sideWeights.append(SideWeights(name, parameters: parameters))
      let reader = EncoderConfig(tower: tower, outer: outer, isSound: key == "audio_config")
      if let encoder = try reader.shape(named: "\(name) of \(shape.name)", parameters: parameters) { shape.encoders.append(encoder) }
    }
  }

  /// The weights of a transformer over patches, and of the projector to the text model. Its norms and biases are left out.
  static func towerParameters(_ tower: ConfigKeys, textHidden: Int) throws(InputError) -> Int? {
    // Qwen2-VL has the text model's width under hidden_size.
    guard let width = try tower.givenInteger("embed_dim", "hidden_size", "width", "d_model") else { return nil }
    guard let depth = try tower.givenInteger("depth", "num_hidden_layers", "layers", "num_layers", "encoder_layers") else { return nil }
    let ratio = try tower.number("mlp_ratio") ?? 4
    let inner =
      try tower.givenInteger("intermediate_size", "encoder_ffn_dim") ?? Int(min(1e7, max(1, ratio * Double(min(width, 1_000_000)))))
    for size in [width, inner] where !(1...1_000_000 ~= size) {
      throw tower.fault("hidden_size", "is out of range", remedy: "1 to 1000000")
    }
    guard 1...10_000 ~= depth else { throw tower.fault("depth", "is \(depth), out of range", remedy: "1 to 10000") }
    let type = tower.text("model_type") ?? ""
    let isGated =
      tower.text("hidden_act") == "silu" || tower.has("fullatt_block_indexes") || ["pixtral", "qwen2_5_vl", "gemma4_vision"].contains(type)
    let patch = min(max(try tower.givenInteger("patch_size", "spatial_patch_size") ?? 14, 1), 1000)
    let frames = min(max(try tower.givenInteger("temporal_patch_size") ?? 1, 1), 100)
    let merge = min(max(try tower.givenInteger("spatial_merge_size") ?? 1, 1), 100)
    let globals = min(max(try tower.givenInteger("num_global_layers") ?? 0, 0), 10_000)
    let layers = (depth + globals) * (4 * width * width + (isGated ? 3 : 2) * width * inner)
    let merged = width * merge * merge
    let output = min(max(try tower.givenInteger("out_hidden_size") ?? textHidden, 1), 1_000_000)
    // Llama-3.2-Vision brings the features of several depths to the text model at once, and has positions for every shape of tiles.
    let features = min(max(try tower.givenInteger("vision_output_dim") ?? width, 1), 1_000_000)
    let across = min(max(try tower.givenInteger("image_size") ?? 0, 0), 100_000) / patch
    let tables = type == "pixtral" ? 0 : across * across * width
    let shapes = (min(tower.count("supported_aspect_ratios"), 1000) + 1) * min(max(try tower.givenInteger("max_num_tiles") ?? 1, 1), 100)
    let projector = merge > 1 ? merged * merged + merged * output : features * output + (type == "pixtral" ? output * output : 0)
    // Qwen3-VL brings features of several depths in, each through a projector of its own.
    let projectors = 1 + tower.count("deepstack_visual_indexes")
    return layers + tables * shapes + 3 * frames * patch * patch * width + min(projectors, 100) * projector
  }
}

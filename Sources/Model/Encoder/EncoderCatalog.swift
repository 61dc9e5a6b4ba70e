import Foundation
import Kernel

/// Encoders that are known by a name, beside those of the models of the ``ModelCatalog``.
public enum EncoderCatalog {
  private static let entries: [(id: String, source: String, config: String)] = [
    (
      "clip-vit-l-336", "config.json of huggingface.co/openai/clip-vit-large-patch14-336",
      #"{"hidden_size":1024,"image_size":336,"intermediate_size":4096,"model_type":"clip_vision_model","num_attention_heads":16,"#
        + #""num_hidden_layers":24,"patch_size":14}"#
    ),
    (
      "siglip-so400m-384", "config.json of huggingface.co/google/siglip-so400m-patch14-384",
      #"{"hidden_size":1152,"image_size":384,"intermediate_size":4304,"model_type":"siglip_vision_model","num_attention_heads":16,"#
        + #""num_hidden_layers":27,"patch_size":14}"#
    ),
    (
      "whisper-large-v3", "config.json of huggingface.co/openai/whisper-large-v3",
      #"{"d_model":1280,"encoder_attention_heads":20,"encoder_ffn_dim":5120,"encoder_layers":32,"max_source_positions":1500,"#
        + #""num_mel_bins":128}"#
    ),
  ]

  /// Their names.
  public static var ids: [String] { entries.map(\.id) }

  /// Where the sizes of a named encoder were read.
  public static func source(of id: String) -> String? { entries.first { $0.id == id }?.source }

  /// The encoder of a name: its own, or that of a model with one.
  ///
  /// - Throws: ``InputError`` where nothing of that name is known, or the model has none.
  public static func encoder(named name: String) throws(InputError) -> EncoderShape {
    if let entry = entries.first(where: { $0.id == name }) {
      return try EncoderShape(huggingFaceConfig: Data(entry.config.utf8), file: entry.id, name: entry.id)
    }
    let model = try ModelCatalog.model(named: name)
    guard let encoder = model.shape.encoders.first else {
      throw InputError(
        "the model '\(model.id)' has no encoder whose sizes are known",
        remedy: "one of \(ids.joined(separator: ", ")), a model with a tower such as llava-1.5-7b, or the path of a config.json")
    }
    return encoder
  }
}

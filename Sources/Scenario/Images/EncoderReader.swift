import Foundation
import Hardware
import Kernel
import Model
import Serving
import Workload

/// The encoder of a pool.
enum EncoderReader {
  /// Puts `encoder` of a pool among the options, whose other settings stand.
  ///
  /// - Throws: ``InputError`` at the section that cannot be, or where only one of pool and workload knows of images.
  static func apply(
    _ pool: Setting, to options: inout DeploymentOptions, model: ModelShape, load: ImageLoad?, workload: Setting
  ) throws(InputError) {
    let setting = pool["encoder"]
    guard let load else {
      if setting.members.isEmpty { return }
      throw setting.place.error(
        "a pool with an encoder, and no request that shows an image", remedy: "'workload.images: {share: 40 %, tokens: 576}'")
    }
    if setting.members.isEmpty {
      throw workload["images"].place.error(
        "requests show images, and a pool has no encoder for them",
        remedy: "'encoder: {model: clip-vit-l-336}' in every pool, or 'encoder: {}' where the model has a tower of its own")
    }
    let (shape, isPartOfModel) = try shape(setting, of: model)
    var encoder = ImageEncoder(shape, isPartOfModel: isPartOfModel, imageTokens: load.tokens)
    encoder.patches = workload["images.patches"].count
    encoder.cacheBytes = Int(setting["cache"].required(setting["cache"].number).rounded())
    options.encoder = encoder
    do { try encoder.validate(options: options) } catch { throw error.placed(at: setting.place) }
  }

  private static func shape(_ setting: Setting, of model: ModelShape) throws(InputError) -> (EncoderShape, isPartOfModel: Bool) {
    let named = setting["model"]
    if let file = named.file {
      guard let data = FileManager.default.contents(atPath: file.path) else { throw named.place.error("\(file.written) cannot be read") }
      do {
        return (try EncoderShape(huggingFaceConfig: data, file: file.path, name: file.written), false)
      } catch { throw error.placed(at: named.place) }
    }
    let name = named.required(named.word)
    if name != Vocabulary.own {
      do { return (try EncoderCatalog.encoder(named: name), false) } catch { throw error.placed(at: named.place) }
    }
    let tower = setting["tower"].required(setting["tower"].word)
    let found = tower == Vocabulary.auto ? model.encoders.first : model.encoders.first { $0.isSound == (tower == "audio") }
    guard let found else {
      let wanted = tower == Vocabulary.auto ? "tower" : "\(tower) tower"
      throw setting.place.error(
        "\(model.name) has no \(wanted) whose sizes are known",
        remedy: "'encoder.model', such as clip-vit-l-336, or the path of a config.json")
    }
    return (found, true)
  }

  /// What an engine knows of a pool's encoder.
  static func rules(_ plan: EncoderPlan?) -> EncoderRules? {
    plan.map { EncoderRules(bytesPerToken: $0.bytesPerToken, cacheBytes: $0.encoder.cacheBytes) }
  }
}

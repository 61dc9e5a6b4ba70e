import Foundation
import Kernel

extension ModelShape {
  /// The shape that a Hugging Face `config.json` describes; a folder stands for the `config.json` in it.
  ///
  /// - Throws: ``InputError`` naming file and key where the file cannot be read, is no JSON object, or lacks a size.
  public init(huggingFaceConfigPath path: String) throws(InputError) {
    throw InputError("not built yet", file: path)
  }
}

import Foundation
import Kernel

extension ModelShape {
  /// The shape that a Hugging Face `config.json` describes; a folder stands for the `config.json` in it.
  ///
  /// A model that also sees or hears keeps its language model under `text_config`, which is what is read. An unknown
  /// `model_type` is read by the keys that most configs share.
  ///
  /// - Throws: ``InputError`` naming file and key where the file cannot be read, is no JSON object, or lacks a size.
  public init(huggingFaceConfigPath path: String) throws(InputError) {
    var file = path
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError("no such file", file: path, remedy: "give the path of a Hugging Face config.json, or a model of the catalog")
    }
    if isFolder.boolValue { file += (path.hasSuffix("/") ? "" : "/") + "config.json" }
    guard let size = (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? Int else {
      throw InputError("no config.json in this folder", file: path)
    }
    guard size <= 16 << 20 else {
      throw InputError("\(size) bytes are too many for a config.json", file: file, remedy: "a file of at most 16 MiB")
    }
    guard let data = FileManager.default.contents(atPath: file) else { throw InputError("cannot be read", file: file) }
    try self.init(huggingFaceConfig: data, file: file)
  }

  /// The shape that the bytes of a Hugging Face `config.json` describe; `file` is named in errors.
  ///
  /// - Throws: as ``init(huggingFaceConfigPath:)``.
  public init(huggingFaceConfig data: Data, file: String) throws(InputError) {
    let object: JSONValue
    do { object = try JSONValue(parsing: data) } catch {
      throw InputError("is not valid JSON", file: file, line: error.line, remedy: "a Hugging Face config.json")
    }
    guard object.members != nil else {
      throw InputError("is not a JSON object", file: file, remedy: "a Hugging Face config.json")
    }
    let outer = HuggingFaceKeys(object: object, file: file, prefix: "")
    let keys = outer.nested("text_config") ?? outer.nested("language_config") ?? outer
    self = try HuggingFaceReader(keys: keys, outer: outer).shape()
    try validate(file: file)
  }
}

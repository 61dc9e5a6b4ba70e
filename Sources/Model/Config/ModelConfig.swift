import Foundation
import Kernel

/// A Hugging Face `config.json`, read: the shape that it describes and what had to be taken for granted.
public struct ModelConfig: Sendable {
  /// The model's shape.
  public let shape: ModelShape
  /// What the file left open and the reader filled in, a line each.
  public let notes: [String]
  /// Those of them that hold of the model however its config is written: how servers load it, and what of it is not counted.
  public let notesOfModel: [String]

  /// The largest file that is read.
  private static let mostBytes = 16 << 20

  /// Reads a config; a folder stands for the `config.json` in it. What ModelOpt writes beside it into `hf_quant_config.json` is read
  /// as well, and the sampling of a `generation_config.json`.
  ///
  /// A model that also sees or hears keeps its language model under `text_config`, which is what is read. An architecture that is
  /// not known is refused by name.
  ///
  /// - Throws: ``InputError`` naming file and key where the file cannot be read, is no JSON object, or lacks a size.
  public init(path: String) throws(InputError) {
    var file = path
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError("no such file", file: path, remedy: "give the path of a Hugging Face config.json, or a model of the catalog")
    }
    if isFolder.boolValue { file += (path.hasSuffix("/") ? "" : "/") + "config.json" }
    guard FileManager.default.fileExists(atPath: file) else { throw InputError("no config.json in this folder", file: path) }
    func beside(_ name: String) -> String { URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(name).path }
    func contents(_ path: String) throws(InputError) -> Data? {
      FileManager.default.fileExists(atPath: path) ? try Self.contents(of: path) : nil
    }
    let (quantization, generation) = (beside("hf_quant_config.json"), beside("generation_config.json"))
    try self.init(
      Self.contents(of: file), file: file, quantizationBeside: contents(quantization), besideFile: quantization,
      generation: contents(generation), generationFile: generation)
  }

  private static func contents(of file: String) throws(InputError) -> Data {
    guard let size = (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? Int else {
      throw InputError("cannot be read", file: file)
    }
    guard size <= mostBytes else {
      throw InputError("\(size) bytes are too many for a config.json", file: file, remedy: "a file of at most 16 MiB")
    }
    guard let data = FileManager.default.contents(atPath: file) else { throw InputError("cannot be read", file: file) }
    return data
  }

  /// Reads the bytes of a config; `file` is named in errors. `quantizationBeside` are those of an `hf_quant_config.json`, `generation`
  /// those of a `generation_config.json`.
  ///
  /// - Throws: as ``init(path:)``.
  public init(
    _ data: Data, file: String, quantizationBeside: Data? = nil, besideFile: String = "hf_quant_config.json", generation: Data? = nil,
    generationFile: String = "generation_config.json"
  ) throws(InputError) {
    let notes = ConfigNotes()
    let outer = ConfigKeys(object: try Self.object(data, file), file: file, prefix: "", notes: notes)
    var beside: ConfigKeys?
    if let quantizationBeside {
      let object = try Self.object(quantizationBeside, besideFile)
      beside = ConfigKeys(object: object, file: besideFile, prefix: "", notes: notes)
      beside = beside?.nested("quantization") ?? beside
    }
    let keys = ["text_config", "language_config", "llm_config", "thinker_config.text_config"].lazy.compactMap { outer.nested($0) }.first
    let family = try ModelFamily.family(of: keys ?? outer, in: outer)
    let inner = (keys ?? outer).with(defaults: ModelFamily.defaults(of: family.type), of: family.type)
    let reader = ConfigReader(keys: inner, outer: outer, family: family.family, type: family.type, quantizationBeside: beside)
    var shape = try reader.shape()
    if let generation { shape.sampling = try GenerationConfig(generation, file: generationFile).sampling }
    self.shape = shape
    self.notes = notes.lines
    notesOfModel = notes.ofModel
  }

  private static func object(_ data: Data, _ file: String) throws(InputError) -> JSONValue {
    let object: JSONValue
    do { object = try JSONValue(parsing: data, nonFiniteIsNull: true) } catch {
      throw InputError("is not valid JSON", file: file, line: error.line, remedy: "a Hugging Face config.json")
    }
    guard object.members != nil else {
      throw InputError("is not a JSON object", file: file, remedy: "a Hugging Face config.json")
    }
    return object
  }
}

extension ModelShape {
  /// The shape that a Hugging Face `config.json` describes; what had to be taken for granted is in ``ModelConfig/notes``.
  ///
  /// - Throws: as ``ModelConfig/init(path:)``.
  public init(huggingFaceConfigPath path: String) throws(InputError) { self = try ModelConfig(path: path).shape }

  /// The shape that the bytes of a Hugging Face `config.json` describe; `file` is named in errors.
  ///
  /// - Throws: as ``ModelConfig/init(path:)``.
  public init(huggingFaceConfig data: Data, file: String) throws(InputError) { self = try ModelConfig(data, file: file).shape }
}

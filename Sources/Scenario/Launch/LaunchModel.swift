import Kernel
import Model

/// The model of a pool as engines are told it.
struct LaunchModel: Hashable, Sendable {
  /// What is handed to the engine: a repository of the Hugging Face hub, or a folder.
  let argument: String
  /// The path of the config.json that the scenario names; nil for a model of the catalog.
  let file: String?

  /// A model as a scenario names it: an id of the catalog, or the path of a config.json.
  ///
  /// - Throws: ``InputError`` where the catalog does not have it.
  init(id: String) throws(InputError) {
    argument = try ModelCatalog.model(named: id).hubID
    file = nil
  }

  /// The model whose config.json the scenario names; engines take the folder that it lies in.
  init(file: String) {
    self.file = file
    let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
    argument = file.split(separator: "/").last == "config.json" ? (folder.isEmpty ? "/" : folder) : file
  }
}

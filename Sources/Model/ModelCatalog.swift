import Kernel

/// The models that are known by name. Others come from a Hugging Face `config.json`.
public enum ModelCatalog {
  /// All models, family by family.
  public static let models: [CatalogModel] =
    llamaFamily + mistralFamily + qwenFamily + googleAndMicrosoft + mixturesOfExperts + classics
    + executableModels

  /// The model with this short id or hub id, in any case.
  ///
  /// - Throws: ``InputError`` with the nearest id where there is no such model.
  public static func model(named name: String) throws(InputError) -> CatalogModel {
    let lowered = name.lowercased()
    if let model = models.first(where: { $0.id == lowered || $0.hubID.lowercased() == lowered }) { return model }
    let names = models.map(\.id) + models.map(\.hubID)
    let hint = Nearest.match(lowered, among: names).map { "did you mean '\($0)'?" }
    throw InputError(
      "unknown model '\(name)'", remedy: hint ?? "list the models, or give the path of a Hugging Face config.json")
  }
}

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
    try catalog.required(name)
  }

  private static let catalog = Catalog(
    of: "model", models, ignoresCase: true, otherwise: "list the models, or give the path of a Hugging Face config.json"
  ) { [$0.id, $0.hubID] }
}

import Kernel

/// The models that are known by name. Others come from a Hugging Face `config.json`.
public enum ModelCatalog {
  /// All models, family by family, without their quantised checkpoints.
  public static let models = read(entries.filter { !$0.isQuantized }).models

  /// The models that the executed core is calibrated with.
  public static let executableModels = read(executableEntries).models

  /// Every checkpoint, the quantised ones too.
  public static let checkpoints = whole.models

  /// What is wrong with entries that cannot be read, a fault of this program each; there is none in a sound one.
  public static let faults = whole.faults

  private static let whole = read(entries)

  /// The models of entries, and what is wrong with those that cannot be read.
  package static func read(_ entries: [CatalogEntry]) -> (models: [CatalogModel], faults: [InputError]) {
    var (models, faults): ([CatalogModel], [InputError]) = ([], [])
    for entry in entries {
      do { models.append(try CatalogModel(entry)) } catch { faults.append(error) }
    }
    return (models, faults)
  }

  /// The ids of all models, quantised checkpoints after the others.
  public static let ids: [String] = entries.filter { !$0.isQuantized }.map(\.id) + entries.filter(\.isQuantized).map(\.id)

  /// Every repository of the hub that is known.
  public static let hubIDs: [String] = entries.flatMap(\.hubIDs)

  /// The model with this short id or hub id, in any case.
  ///
  /// - Throws: ``InputError`` with the nearest id where there is no such model.
  public static func model(named name: String) throws(InputError) -> CatalogModel { try CatalogModel(catalog.required(name)) }

  static let entries: [CatalogEntry] = {
    let models = publishedLlama + publishedQwen + publishedGoogle + publishedMixtures + publishedOthers + unpublished + executableEntries
    return models + models.flatMap(\.checkpoints)
  }()

  private static let catalog = Catalog(
    of: "model", entries, ignoresCase: true, otherwise: "list the models, or give the path of a Hugging Face config.json"
  ) { [$0.id] + $0.hubIDs }
}

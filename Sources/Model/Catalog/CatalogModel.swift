import Foundation
import Kernel

/// A model of the catalog: its shape and where the figures come from.
public struct CatalogModel: Hashable, Sendable {
  /// The short id that scenarios use, such as `llama-3.1-8b`.
  public let id: String
  /// The repository at the Hugging Face hub that the figures are from, such as `meta-llama/Llama-3.1-8B`.
  public let hubID: String
  /// All repositories with this very shape, ``hubID`` first.
  public let hubIDs: [String]
  /// Its sizes.
  public let shape: ModelShape
  /// How servers load it, and what of it is not counted. What its config leaves to the library is the catalog's own matter.
  public let notes: [String]
  /// Parameters as published by the authors or counted by the hub, as precise as published.
  public let publishedParameters: Double
  /// Parameters active for one token, as published, for a mixture of experts.
  public let publishedActiveParameters: Double?
  /// Where sizes and counts were read.
  public let source: String

  /// Reads the sizes of an entry.
  ///
  /// - Throws: ``InputError`` where its config cannot be read, which is a fault of the catalog and says so.
  init(_ entry: CatalogEntry) throws(InputError) {
    id = entry.id
    hubIDs = entry.hubIDs
    hubID = entry.hubIDs[0]
    publishedParameters = entry.parameters
    publishedActiveParameters = entry.active
    source = entry.source
    var named: ModelShape
    switch entry.content {
    case .shape(let shape):
      named = shape
      notes = []
    case .config(let text, let quantization):
      let config: ModelConfig
      do {
        config = try ModelConfig(Data(text.utf8), file: entry.id, quantizationBeside: quantization.map { Data($0.utf8) })
      } catch {
        throw InputError(
          "the catalog's own config of '\(entry.id)' cannot be read: \(error.message)",
          remedy: "this is a fault of the program, not of your input; the model's config.json can be given in its place")
      }
      named = config.shape
      notes = config.notesOfModel
    }
    if let beside = entry.beside { named.sideWeights.append(SideWeights("towers beside the text model", parameters: beside)) }
    named.name = entry.id
    named.sampling = PublishedSampling.sampling(ofRepositories: entry.hubIDs)
    shape = named
  }
}

import Foundation
import Hardware
import Kernel
import Model

/// Shorthand for the tests: deployments by name, and batches.
enum Deployments {
  /// Some models of every family of the catalog, for what would take long with all of them.
  static let models: [CatalogModel] = ModelCatalog.models.enumerated().filter { $0.offset % 6 == 0 }.map(\.element)

  static func make(
    _ model: String, on accelerator: String, tensor: Int = 1, _ change: (inout DeploymentOptions) -> Void = { _ in }
  ) throws -> Deployment {
    var options = DeploymentOptions()
    options.layout.tensor = tensor
    change(&options)
    return try Deployment(
      model: ModelCatalog.model(named: model).shape, accelerator: AcceleratorCatalog.accelerator(named: accelerator), options: options)
  }

  /// So many sequences that decode with `context` tokens each.
  static func decode(_ sequences: Int, context: Int, window: Int = .max) -> BatchShape {
    var shape = BatchShape()
    var caps = GroupValues(whole: Int.max, others: .max)
    caps[1] = window
    shape.addDecodes(sequences, contextTokens: context, readCaps: caps)
    return shape
  }

  /// The whole prompts of `tokens` tokens.
  static func prefill(_ tokens: Int) -> BatchShape {
    var shape = BatchShape()
    shape.prefillTokens = tokens
    shape.prefillChunks = 1
    shape.sampledRows = 1
    return shape
  }

  /// The repository's sibling folder of measured figures, where it is at hand.
  static let data: URL? = {
    let here = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    let root = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.deletingLastPathComponent().appendingPathComponent("shared/data")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  /// The rows of a CSV file of the data folder, by column name.
  static func rows(_ path: String) throws -> [[String: String]] {
    guard let data else { return [] }
    let text = try String(contentsOf: data.appendingPathComponent(path), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { Dictionary(zip(header, $0), uniquingKeysWith: { first, _ in first }) }
  }
}

extension CostModel {
  /// Time and energy of an iteration at the shape's own context.
  func total(_ shape: BatchShape, chunks: ChunkCost = .zero) -> ChunkCost {
    let cost = iterationCost(of: shape, chunks: chunks)
    return ChunkCost(
      time: cost.time(of: shape.decodeContext), energyNanojoules: cost.nanojoules(of: shape.decodeContext))
  }

  /// Milliseconds of decoding.
  func decodeMilliseconds(_ sequences: Int, context: Int) -> Double {
    total(Deployments.decode(sequences, context: context, window: readCaps[1])).time.milliseconds
  }

  /// Milliseconds of prefilling a whole prompt.
  func prefillMilliseconds(_ tokens: Int) -> Double {
    total(Deployments.prefill(tokens), chunks: chunkCost(tokens: tokens, contextTokens: 0)).time.milliseconds
  }
}

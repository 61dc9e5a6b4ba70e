import Foundation
import Kernel
import Yams

/// What a bundle's `meta.yaml` says about its measurements.
struct BundleMetadata {
  /// The accelerator's marketing name.
  var accelerator: String
  /// The model that was measured, by its hub id.
  var model: String
  /// Version of the engine.
  var engineVersion: String
  /// Version of CUDA.
  var cudaVersion: String
  /// Day of the measurement, `2026-04-24`.
  var date: String
  /// Whether unequal contexts are part of the profile (`skew_profile: enabled`, true where it says nothing). Where they are
  /// not, the profiler's own predictions leave them out, and a `skew.csv` in the folder was not taken with its other tables.
  var timesUnequalContexts: Bool

  /// Reads the file.
  ///
  /// - Throws: ``InputError`` where it is missing, no YAML, or lacks a key.
  init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path), data.count < 1 << 20 else {
      throw InputError("cannot be read", file: path, remedy: "a bundle's folder holds meta.yaml beside its tp folders")
    }
    let root: Node?
    do {
      root = try compose(yaml: String(decoding: data, as: UTF8.self))
    } catch let error as YamlError {
      throw InputError("is no YAML: \(error)", file: path, remedy: "the file as the profiler wrote it")
    }
    func text(_ key: String) throws -> String {
      guard let value = root?[key]?.string, !value.isEmpty else {
        throw InputError("the key '\(key)' is missing", file: path, line: root?.mark?.line, remedy: "the file as the profiler wrote it")
      }
      return value
    }
    accelerator = try text("gpu")
    model = try text("model")
    engineVersion = try text("vllm_version")
    cudaVersion = try text("cuda_version")
    date = String(try text("profiled_at").prefix(10))
    switch root?["skew_profile"]?["enabled"] {
    case nil: timesUnequalContexts = true
    case let node?:
      guard let flag = node.bool else {
        throw InputError(
          "'enabled' of 'skew_profile' is neither true nor false", file: path, line: node.mark?.line,
          remedy: "the file as the profiler wrote it")
      }
      timesUnequalContexts = flag
    }
  }
}

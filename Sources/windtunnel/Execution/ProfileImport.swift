import Calibration
import Foundation
import Hardware
import Kernel

/// Published tables of operator times, of whichever of the known forms.
struct ProfileImport {
  let paths: [String]
  let accelerator: String?
  let name: String?

  /// Fits the tables; `progress` is told of each operator.
  ///
  /// - Throws: ``InputError`` for tables that cannot be read, with file and line.
  func run(date: String, progress: @escaping (String) -> Void) throws -> (profile: CalibrationProfile, remarks: [String]) {
    for path in paths where !FileManager.default.fileExists(atPath: path) {
      throw InputError("there is no such file or folder", file: path, remedy: "give a folder of operator tables")
    }
    let bundles = paths.filter { FileManager.default.fileExists(atPath: $0 + "/meta.yaml") }
    if bundles.count == paths.count { return (try bundleProfile(date: date, progress), []) }
    guard let path = paths.first, paths.count == 1 else {
      throw InputError(
        "several tables can be fitted together only where all are bundles", file: paths.first { !bundles.contains($0) },
        remedy: "folders with a meta.yaml each, or a single --from")
    }
    let tables = try OperatorTableImport(path: path, accelerator: accelerator, id: name, date: date, progress: progress)
    return (tables.profile, tables.remarks)
  }

  private func bundleProfile(date: String, _ progress: @escaping (String) -> Void) throws -> CalibrationProfile {
    guard let accelerator else {
      throw InputError("a bundle does not say which accelerator of the catalog it is of", file: paths[0], remedy: "give --accelerator")
    }
    let entry = try AcceleratorCatalog.accelerator(named: accelerator)
    return try BundleImport.profile(paths: paths, id: name ?? entry.id, accelerator: entry, date: date, progress: progress)
  }
}

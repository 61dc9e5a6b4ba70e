import Foundation
import Hardware
import Kernel

/// Finds the tables of one accelerator in a folder of AIConfigurator's: `<system>_<table>_<software>.csv`.
struct AIConfiguratorFiles {
  /// A table of operator times.
  enum Table: String, CaseIterable {
    case matrixProduct16 = "gemm_bfloat16"
    case matrixProduct8 = "gemm_fp8"
    case matrixProduct4 = "gemm_nvfp4"
    case prefillAttention = "context_attention"
    case decodeAttention = "generation_attention"
    case latentPrefill = "mla_context"
    case latentDecode = "mla_generation"
    case linearAttention = "gdn"
    case mixture = "moe"
    case mixture4 = "moe4bit"
    case customAllReduce = "custom_allreduce"
    case collectives = "nccl"
    case sampler
  }

  /// AIConfigurator's systems, and what they are called in ``AcceleratorCatalog``.
  static let systems: [(prefix: String, accelerator: String)] = [
    ("a100_sxm", "a100-80gb"), ("h100_sxm", "h100-sxm"), ("h200_sxm", "h200"), ("b200_sxm", "b200"), ("l40s", "l40s"),
    ("b300_sxm", "b300"), ("gb200", "gb200"), ("rtx_pro_6000_server", "rtx-pro-6000-server"),
  ]

  /// The accelerator's id in ``AcceleratorCatalog``.
  let accelerator: String
  /// The tables, with their paths, in the order of ``Table``.
  let tables: [(table: Table, path: String)]
  /// The software that was measured, as the files' names give it.
  let software: [String]
  /// Tables of the same system that hold no operator which is fitted, or are packed.
  let passedOver: [String]
  /// The table of fp8 products by blocks, which is not fitted but held against those of fp8; nil where there is none.
  let blockScaled: String?

  /// Looks through a folder, or takes a single file.
  ///
  /// - Parameter accelerator: which system, where a folder holds several or the names do not say; nil to go by the names.
  init(path: String, accelerator: String?) throws(InputError) {
    let files = try Self.csvFiles(at: path)
    var found: [(table: Table, file: String, prefix: String, software: String)] = []
    for file in files {
      guard let match = Self.parted((file as NSString).lastPathComponent) else { continue }
      found.append((match.table, file, match.prefix, match.software))
    }
    guard !found.isEmpty else {
      throw InputError(
        "holds no table of AIConfigurator", file: path, remedy: "names such as h100_sxm_gemm_bfloat16_vllm0.24.0.csv are looked for")
    }
    let prefixes = Set(found.map(\.prefix)).sorted()
    let prefix = try Self.prefix(among: prefixes, accelerator, path)
    // What `measure_gpu.py` writes by itself is the driver's name, which the catalog may know.
    let known =
      Self.systems.first { $0.prefix == prefix }?.accelerator
      ?? (try? AcceleratorCatalog.accelerator(named: prefix.replacing("_", with: "-")))?.id
    guard let id = try accelerator.map({ name throws(InputError) in try AcceleratorCatalog.accelerator(named: name).id }) ?? known else {
      throw InputError(
        "'\(prefix)' is no known system", file: path, remedy: "say which accelerator it is; known systems are \(Self.list)")
    }
    self.accelerator = id
    let own = found.filter { $0.prefix == prefix }
    tables = Table.allCases.flatMap { table in own.filter { $0.table == table }.map { ($0.table, $0.file) } }
    software = Set(own.map(\.software)).sorted()
    let read = Set(own.map { ($0.file as NSString).lastPathComponent })
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    passedOver = names.filter { name in
      name.hasPrefix(prefix + "_") && (name.hasSuffix(".csv") || name.hasSuffix(".csv.gz")) && !read.contains(name)
    }.sorted()
    blockScaled = passedOver.first { $0.hasPrefix(prefix + "_gemm_fp8_block_") && $0.hasSuffix(".csv") }
      .map { (path as NSString).appendingPathComponent($0) }
  }

  private static var list: String { systems.map(\.prefix).joined(separator: ", ") }

  private static func prefix(among prefixes: [String], _ accelerator: String?, _ path: String) throws(InputError) -> String {
    if prefixes.count == 1 { return prefixes[0] }
    guard let accelerator else {
      throw InputError(
        "holds tables of several systems: \(prefixes.joined(separator: ", "))", file: path, remedy: "say which accelerator to fit")
    }
    let id = try AcceleratorCatalog.accelerator(named: accelerator).id
    guard let prefix = systems.first(where: { $0.accelerator == id })?.prefix, prefixes.contains(prefix) else {
      throw InputError("holds no table of '\(id)'", file: path, remedy: "found \(prefixes.joined(separator: ", "))")
    }
    return prefix
  }

  /// `h100_sxm_gemm_fp8_vllm0.24.0.csv` in its parts.
  private static func parted(_ name: String) -> (prefix: String, table: Table, software: String)? {
    guard name.hasSuffix(".csv") else { return nil }
    for table in Table.allCases {
      guard let range = name.range(of: "_\(table.rawValue)_") else { continue }
      let software = name[range.upperBound...].dropLast(4)
      // gemm_fp8_block is another table than gemm_fp8.
      if software.contains("_") { continue }
      return (String(name[..<range.lowerBound]), table, table == .collectives ? "NCCL \(software)" : String(software))
    }
    return nil
  }

  /// The CSV files of a folder by name, or the one file.
  static func csvFiles(at path: String) throws(InputError) -> [String] {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError("does not exist", file: path, remedy: "a folder of CSV tables, or one table")
    }
    guard isFolder.boolValue else { return [path] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(".csv") }.sorted().map { (path as NSString).appendingPathComponent($0) }
  }
}

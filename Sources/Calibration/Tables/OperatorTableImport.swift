import Foundation
import Hardware
import Kernel

/// Turns published tables of operator times into a calibration profile: what `windtunnel calibrate --from PATH` does.
public struct OperatorTableImport: Sendable {
  /// The fitted profile; its operators carry their residuals.
  public var profile: CalibrationProfile
  /// What a reader of the tables should know: noise, tables left out.
  public var remarks: [String]

  /// Fits the tables at a path: a folder of AIConfigurator's (`h100_sxm_gemm_bfloat16_vllm0.24.0.csv` and its siblings), a
  /// folder of Vidur's (`mlp.csv`, `attention.csv`, `all_reduce.csv`), or one such table.
  ///
  /// - Parameters:
  ///   - path: the folder or file.
  ///   - accelerator: the accelerator by its name in ``AcceleratorCatalog``; nil to go by the files' names.
  ///   - id: what to call the profile; nil for the accelerator's name.
  ///   - date: the day of the fit, `2026-11-23`.
  ///   - progress: told of each operator as it is fitted.
  /// - Throws: ``InputError`` with file and line for a missing column, a value that cannot be, an empty table, or no table.
  public init(
    path: String, accelerator: String? = nil, id: String? = nil, date: String, progress: (String) -> Void = { _ in }
  ) throws(InputError) {
    if try VidurTables.recognises(path) {
      try self.init(vidur: path, accelerator: accelerator, id: id, date: date, progress: progress)
    } else {
      try self.init(configurator: path, accelerator: accelerator, id: id, date: date, progress: progress)
    }
  }

  private init(
    configurator path: String, accelerator: String?, id: String?, date: String, progress: (String) -> Void
  ) throws(InputError) {
    let files = try AIConfiguratorFiles(path: path, accelerator: accelerator)
    let entry = try AcceleratorCatalog.accelerator(named: files.accelerator)
    let tables = AIConfiguratorTables(accelerator: entry)
    var sets: [TableSet] = []
    for (kind, path) in files.tables { sets += try tables.sets(kind, TimingTable(path: path)) }
    let latent = try Self.latentAttention(files, tables, sets, progress)
    sets += latent.sets
    self.init(
      sets, entry, id, Self.origin(files.software), date: date, library: "kernels of \(files.software.joined(separator: ", "))", progress)
    remarks += latent.remarks
    let products = files.tables.first { $0.table == .matrixProduct8 }
    if let products, let blocks = files.blockScaled {
      remarks.append(try BlockScaledComparison(TimingTable(path: blocks), with: TimingTable(path: products.path)).remark)
    }
    if !files.passedOver.isEmpty {
      remarks.append("passed over, for they are packed or no operator of theirs is fitted: \(files.passedOver.joined(separator: ", "))")
    }
  }

  /// Latent attention, which only a folder with products in 16 bits has: its tables hold the products as well.
  private static func latentAttention(
    _ files: AIConfiguratorFiles, _ tables: AIConfiguratorTables, _ sets: [TableSet], _ progress: (String) -> Void
  ) throws(InputError) -> AIConfiguratorTables.LatentRows {
    var rows = AIConfiguratorTables.LatentRows()
    let own = files.tables.filter { $0.table == .latentPrefill || $0.table == .latentDecode }
    if own.isEmpty { return rows }
    guard let set = sets.first(where: { $0.fitting.kind == .matrixProduct && $0.fitting.format == .bf16 }) else {
      rows.remarks = ["latent attention: passed over, for no table of products in bf16 says what its products take"]
      return rows
    }
    progress("products within latent attention")
    let products = set.fitted().fit
    for (kind, path) in own {
      let more = try tables.latentAttention(TimingTable(path: path), prefill: kind == .latentPrefill, products: products)
      rows.sets += more.sets
      rows.remarks += more.remarks
    }
    return rows
  }

  /// Where tables in AIConfigurator's form come from: `measure_gpu.py` writes them too, and puts PyTorch's version into their names.
  private static func origin(_ software: [String]) -> CalibrationProfile.Origin {
    let measured = software.contains { $0.hasPrefix("torch") }
    let published = software.contains { !$0.hasPrefix("torch") }
    let sources = [
      published ? ("AIConfigurator operator tables (NVIDIA, github.com/ai-dynamo/aiconfigurator)", "Apache-2.0") : nil,
      measured ? ("measurements by Windtunnel's measure_gpu.py", "own measurement") : nil,
    ].compactMap(\.self)
    return CalibrationProfile.Origin(
      source: sources.map(\.0).joined(separator: "; "), software: software.joined(separator: ", "),
      licence: sources.map(\.1).joined(separator: "; "))
  }

  private init(
    vidur path: String, accelerator: String?, id: String?, date: String, progress: (String) -> Void
  ) throws(InputError) {
    guard let accelerator else {
      throw InputError("Vidur's tables do not say which accelerator they are of", file: path, remedy: "name it, such as a100-80gb")
    }
    let entry = try AcceleratorCatalog.accelerator(named: accelerator)
    let sets = try VidurTables(accelerator: entry).sets(path)
    let origin = CalibrationProfile.Origin(
      source: "profiling tables of Vidur (github.com/microsoft/vidur)", software: "Sarathi-Serve kernels", licence: "MIT")
    self.init(sets, entry, id, origin, date: date, library: "as profiled by Vidur", progress)
  }

  private init(
    _ sets: [TableSet], _ accelerator: Accelerator, _ id: String?, _ origin: CalibrationProfile.Origin, date: String,
    library: String, _ progress: (String) -> Void
  ) {
    var operators: [OperatorFit] = []
    var pools: [AccuracyPool] = []
    remarks = []
    for set in sets {
      progress(set.name)
      let (fit, errors) = set.fitted()
      let steps = set.neighbourErrors
      operators.append(fit)
      if let place = pools.firstIndex(where: { $0.isOf(fit) }) {
        pools[place].add(fit, errors, steps)
      } else {
        pools.append(AccuracyPool(fit, errors, steps))
      }
      if let noise = set.noise { remarks.append(noise) }
    }
    profile = CalibrationProfile(
      id: id ?? accelerator.id, accelerator: accelerator.id, origin: origin, date: date, machine: accelerator.name,
      library: library, operators: operators, accuracy: pools.map(\.accuracy))
  }
}

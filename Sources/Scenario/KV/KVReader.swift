import Hardware
import Kernel
import Model

/// Makes what is read and kept of KV of a scenario's `kv`.
enum KVReader {
  /// What a pool's `kv` alters; nil where there is none.
  ///
  /// - Throws: ``InputError`` at a setting that cannot be, or has no effect.
  static func treatment(_ pool: Setting) throws(InputError) -> KVTreatment? {
    let setting = pool["kv"]
    if pool["formats.kv"].word == NumberFormat.int2.rawValue && upkeep(setting) == 0 {
      throw untold(pool["formats.kv"])
    }
    if setting.members.isEmpty { return nil }
    var treatment = KVTreatment()
    let groups = setting["groups"].items
    treatment.application = setting["apply"].word.flatMap(KVTreatment.Application.init(rawValue:)) ?? .afterPrefill
    treatment.compacts = setting["compact"].required(setting["compact"].flag)
    treatment.upkeepSeconds = upkeep(setting)
    treatment.wholeKernel = setting["kernel"].word == "whole"
    if groups.isEmpty {
      treatment.groups = [try group(setting, share: 1)]
    } else {
      if let other = ["read", "keep"].first(where: { !setting[$0].members.isEmpty }) {
        throw setting[other].place.error("'kv.\(other)' beside 'kv.groups', each of which says its own", remedy: "one of the two")
      }
      treatment.groups = []
      for item in groups {
        var group = try group(item, share: item["share"].required(item["share"].number))
        group.format = item["format"].word.flatMap(NumberFormat.init(rawValue:))
        if group.format == .int2 && treatment.upkeepSeconds == 0 {
          throw untold(item["format"])
        }
        treatment.groups.append(group)
      }
    }
    treatment.selectSeconds = setting["select_time"].required(setting["select_time"].time).seconds
    if treatment.selectSeconds > 0 && !treatment.groups.contains(where: { $0.read != nil }) {
      throw setting["select_time"].place.error("selecting takes time, and nothing is selected", remedy: "'kv.read', or no 'kv.select_time'")
    }
    treatment.scan = try scan(setting, reads: treatment.groups.contains { $0.read != nil })
    return treatment
  }

  private static func untold(_ format: Setting) -> InputError {
    format.place.error(
      "KV in two bits, which kernels unpack, and nothing says how long that takes",
      remedy: "'kv.upkeep': the time of a token in a step, measured on your accelerator")
  }

  private static func upkeep(_ setting: Setting) -> Double { setting.member("upkeep")?.time?.seconds ?? 0 }

  private static func scan(_ setting: Setting, reads: Bool) throws(InputError) -> AttentionGroup.Scan {
    let bytes = setting["scan_bytes"].required(setting["scan_bytes"].number)
    let flops = setting["scan_flops"].number ?? 2 * bytes
    if bytes + flops > 0 && !reads {
      throw setting[bytes > 0 ? "scan_bytes" : "scan_flops"].place.error(
        "an index is looked through, and nothing is selected by it", remedy: "'kv.read' that selects, or no index")
    }
    return AttentionGroup.Scan(bytesPerToken: bytes, flopsPerToken: flops)
  }

  private static func group(_ setting: Setting, share: Double) throws(InputError) -> KVTreatment.Group {
    var group = KVTreatment.Group(share: share)
    let (read, keep) = (setting["read"], setting["keep"])
    func tokens(_ setting: Setting, _ names: [String]) -> Int { names.reduce(0) { $0 + setting[$1].required(setting[$1].count) } }
    if !read.members.isEmpty {
      let count = tokens(read, ["select", "sinks", "recent"])
      if count == 0 { throw read.place.error("a step reads no token", remedy: "'select', 'sinks' or 'recent' above 0") }
      group.read = count
    }
    if !keep.members.isEmpty {
      let count = tokens(keep, ["sinks", "recent", "tokens"])
      let share = keep["fraction"].required(keep["fraction"].number)
      let millionths = Int((share * Double(AttentionGroup.millionths)).rounded())
      if count + millionths == 0 {
        throw keep.place.error("no token of a sequence stays", remedy: "tokens, or a fraction of the prompt, above 0")
      }
      group.keep = KVTreatment.Budget(tokens: count, promptMillionths: millionths)
    }
    if group.read != nil && group.keep != nil {
      throw read.place.error("'read' beside 'keep': nothing says what is selected of what stays", remedy: "one of the two")
    }
    return group
  }

  /// The model with the groups that `kv` makes of its layers.
  ///
  /// - Throws: ``InputError`` at `kv` for groups that cannot be.
  static func apply(_ treatment: KVTreatment?, to shape: ModelShape, _ pool: Setting) throws(InputError) -> ModelShape {
    guard let treatment else { return shape }
    do { return try treatment.shape(of: shape) } catch { throw error.placed(at: pool["kv"].place) }
  }

  /// Refuses `kv` beside what nothing says about.
  ///
  /// - Throws: ``InputError`` at `kv`.
  static func check(_ treatment: KVTreatment?, _ options: DeploymentOptions, _ pool: Setting) throws(InputError) {
    guard let treatment else { return }
    do { try treatment.check(options) } catch { throw error.placed(at: pool["kv"].place) }
  }
}

import Kernel

/// What an engine is told for a pool, and what it cannot be told.
struct LaunchCommand: Sendable {
  /// The engine.
  let engine: LaunchEngine
  /// The preset that the command stands for.
  let preset: String
  /// Whether this engine was simulated; the others are what comes nearest.
  let isSimulated: Bool
  /// The options, in the order of the table.
  let arguments: [LaunchArgument]
  /// Settings that the options do not carry, each with its text: what a reader needs to have the whole pool again.
  let beside: [(key: String, text: String)]
  /// Of these, what the engine would have to do and cannot be told; for an engine that was not simulated, where it differs.
  let differences: [(key: String, text: String, own: String?)]

  /// Degrees without which nothing can be started.
  private static let essential: Set = ["parallel.tensor", "parallel.pipeline", "parallel.data"]

  /// What is written for `pool` on `engine`.
  ///
  /// - Throws: ``InputError`` where the engine cannot be divided so.
  init(_ engine: LaunchEngine, for pool: LaunchPool, form: LaunchEngine.Form = .command, beside file: String) throws(InputError) {
    let isSimulated = LaunchEngine(preset: pool.preset) == engine
    let preset = isSimulated ? pool.preset : engine.ownPreset
    var arguments: [LaunchArgument] = []
    var (known, untold): (Set<String>, Set<String>) = ([], [])
    for row in engine.rows(preset: preset, form: form) {
      known.formUnion(row.keys)
      if let written = row.write(pool.values) { arguments += written } else { untold.formUnion(row.keys) }
    }
    if let degree = untold.intersection(Self.essential).sorted().first {
      throw InputError(
        "\(engine.name) cannot be told \(degree): \(pool.values[degree] ?? "") beside the other degrees of this layout",
        remedy: "data-parallel attention over whole accelerators there")
    }
    if engine == .tensorrt && pool.values.role == "prefill" && untold.contains("engine.async_scheduling") {
      arguments.append(LaunchArgument("disable_overlap_scheduler", .flag(true)))
    }
    let own = try pool.defaults(preset: preset, beside: file)
    let isKept = { (key: String) in !known.contains(key) || untold.contains(key) }
    var lines = [("accelerator.name", pool.accelerator), ("engine.preset", preset)]
    if let file = pool.model.file { lines.append(("model", SettingWriter.quotedWhereNeeded(file))) }
    let written = Set(lines.map(\.0))
    let others = pool.changed + untold.subtracting(pool.changed).sorted()
    for key in others where isKept(key) && !written.contains(key) {
      // Of an engine that was not simulated, what it does itself is its own.
      if !isSimulated && (key.hasPrefix("engine.") || key.hasPrefix("scheduler.")) { continue }
      lines.append((key, pool.values[key] ?? ""))
    }
    let compared = isSimulated ? others : EngineFigure.all.map { "engine." + $0.name }.flatMap(pool.paths(under:)) + others
    var seen: Set<String> = []
    let differences = compared.filter { key in
      guard isKept(key), LaunchNotes.isBehaviour(key), seen.insert(key).inserted else { return false }
      return isSimulated || !key.hasPrefix("engine.") || untold.contains(key) || own[key] != pool.values[key]
    }
    (self.engine, self.preset, self.isSimulated, self.arguments, beside) = (engine, preset, isSimulated, arguments, lines)
    self.differences = differences.map { ($0, pool.values[$0] ?? "", isSimulated ? nil : own[$0]) }
  }
}

extension LaunchPool {
  /// The paths of the settings under a key: itself, or those of its parts.
  fileprivate func paths(under key: String) -> [String] {
    if values[key] != nil { return [key] }
    return values.texts.keys.filter { $0.hasPrefix(key + ".") }.sorted()
  }
}

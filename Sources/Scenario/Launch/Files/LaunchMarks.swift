/// The comments above a manifest: what each pool is, what its engine cannot be told, and what a reader needs beside the flags.
struct LaunchMarks {
  let plan: LaunchPlan
  let commands: [LaunchCommand]

  /// The lines.
  var lines: [String] {
    var lines = LaunchText.comment("\(plan.scenario.name), \(commands[0].engine.name) (\(commands[0].preset)).")
    if !commands[0].isSimulated { lines += LaunchText.comment("Equivalent: \(plan.preset) was simulated, and not this engine.") }
    var said: Set<String> = []
    for difference in commands.flatMap({ command in command.differences.map { LaunchNotes.text($0, engine: command.engine) } })
    where said.insert(difference).inserted { lines += LaunchText.comment(difference + ".") }
    lines += LaunchText.marks(plan.cluster)
    for (index, command) in commands.enumerated() {
      let pool = plan.pools[index]
      let label = plan.label(of: index)
      if let name = pool.name { lines.append("# \(LaunchText.poolMark) \(label)=\(SettingWriter.quotedWhereNeeded(name))") }
      lines += LaunchText.marks(command.beside.map { ((pool.name == nil ? "" : "\(label):") + $0.key, $0.text) })
    }
    return lines
  }
}

extension Scenario {
  /// The canonical text of this cluster under a load that no scenario names, such as that of a recorded run: `words` stand in
  /// place of the workload, and where the times were measured and not calculated, `calibration` in place of the calibration.
  ///
  /// It tells what a stored run was, and in what two of them differ; it is no scenario that could be read back.
  public func resolvedText(underLoad words: String, calibration: String? = nil) -> String {
    var members = settings
    for index in members.indices {
      switch members[index].key {
      case "workload": members[index].setting.value = .text(words)
      case "calibration": if let calibration { members[index].setting.value = .text(calibration) }
      default: break
      }
    }
    return SettingWriter.text(members)
  }
}

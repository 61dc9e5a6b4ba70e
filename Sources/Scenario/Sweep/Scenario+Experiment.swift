import Kernel

extension Scenario {
  /// The digest of all that a run's results depend on but its seed and the program: the resolved text without the name, the reason and
  /// the list of seeds. Sixteen hexadecimal digits.
  ///
  /// Two runs of equal experiment, seed and program are the same run, whatever their scenarios are called and however many seeds
  /// they were made with. What is recorded is part of it, for a run that has rows of requests is not made up for by one that has none.
  public var experiment: String {
    var members = settings.filter { $0.key != "name" && $0.key != "because" }
    for index in members.indices where members[index].key == "run" {
      members[index].setting.value = .section(members[index].setting.members.filter { $0.key != "seeds" })
    }
    var digest = Digest()
    digest.mix(bytesOf: SettingWriter.text(members))
    return digest.hexadecimal
  }
}

/// Finding a scenario by what a person types: a path, or a name in the folder `scenarios`.
enum ScenarioPath {
  private static let files = NamedFile(
    folder: "scenarios", noun: "scenario", remedy: "give the path of a scenario file; 'windtunnel list scenarios' shows those at hand")

  /// The file meant by `word`: a path with or without `.yaml`, from here or from the folder `scenarios`, here or as it was installed.
  ///
  /// - Throws: ``InputError`` naming the nearest scenario where there is no such file.
  static func resolve(_ word: String) throws -> String { try files.resolve(word) }

  /// The scenarios in the folder `scenarios` and one folder below it, by name.
  static func names() -> [String] { files.names() }

  /// The file of one of ``names()``.
  static func path(ofName name: String) -> String { files.path(ofName: name) }
}

/// A file that a scenario names.
package struct FileReference: Hashable, Sendable {
  /// The path as seen from the folder of the scenario, which is what provenance keeps.
  package var written: String
  /// The path to open.
  package var path: String
  /// The digest of its bytes, sixteen hexadecimal digits.
  package var digest: String
}

import Hardware
import Kernel

/// The profiles that come with the program, as scenarios name them: `h100`, or with the digest that ties a resolved
/// scenario to the very figures, `h100@<digest>`.
enum ShippedProfiles {
  /// All names, without digests.
  static var names: [String] { ProfileCatalog.entries.map(\.id) }

  /// The name with its digest.
  ///
  /// - Throws: ``InputError`` where there is no such profile, with the nearest name, or where it has changed since the
  ///   name was written.
  static func canonicalName(_ written: String) throws(InputError) -> String {
    let parts = written.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let entry = try find(parts[0])
    let digest = entry.digest.hexadecimal
    if parts.count == 2 && parts[1] != digest {
      throw InputError(
        "the profile '\(entry.id)' has changed: its digest is \(digest), not \(parts[1].shortened)",
        remedy: "write '\(entry.id)' to take the profile as it is now")
    }
    return "\(entry.id)@\(digest)"
  }

  /// The profile of a name, with or without digest.
  ///
  /// - Throws: ``InputError`` where there is none of that name.
  static func document(named name: String) throws(InputError) -> ProfileDocument {
    try find(String(name.prefix { $0 != "@" })).document
  }

  /// What stands for `auto` on an accelerator: its profile's name with the digest, or nil where there is none.
  static func automaticName(accelerator: String) -> String? {
    ProfileCatalog.entry(forAccelerator: accelerator).map { "\($0.id)@\($0.digest.hexadecimal)" }
  }

  private static func find(_ name: String) throws(InputError) -> ProfileCatalog.Entry {
    try Catalog(
      of: "calibration profile", ProfileCatalog.entries, ignoresCase: true,
      otherwise: "one of \(names.joined(separator: ", ")), roofline, or the path of a .json file"
    ) { [$0.id] }.required(name, message: "unknown calibration profile '\(name.shortened)'")
  }
}

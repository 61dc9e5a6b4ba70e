import Hardware
import Kernel

/// The profiles that come with the program, as scenarios name them: `h100`, or with the digest that ties a resolved
/// scenario to the very figures, `h100@<digest>`.
enum ShippedProfiles {
  /// All names, without digests.
  static var names: [String] { all.map(\.id) }

  /// The name with its digest.
  ///
  /// - Throws: ``InputError`` where there is no such profile, with the nearest name, or where it has changed since the
  ///   name was written.
  static func canonicalName(_ written: String) throws(InputError) -> String {
    let parts = written.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let profile = try find(parts[0])
    let digest = profile.digest.hexadecimal
    if parts.count == 2 && parts[1] != digest {
      throw InputError(
        "the profile '\(profile.id)' has changed: its digest is \(digest), not \(parts[1].shortened)",
        remedy: "write '\(profile.id)' to take the profile as it is now")
    }
    return "\(profile.id)@\(digest)"
  }

  /// The profile of a name, with or without digest.
  ///
  /// - Throws: ``InputError`` as ``canonicalName(_:)``.
  static func profile(named name: String) throws(InputError) -> CalibrationProfile {
    try find(String(name.prefix { $0 != "@" }))
  }

  /// What stands for `auto` on an accelerator: its profile's name with the digest, or nil where there is none.
  static func automaticName(accelerator: String) -> String? {
    all.first { $0.accelerator == accelerator }.map { "\($0.id)@\($0.digest.hexadecimal)" }
  }

  private static func find(_ name: String) throws(InputError) -> CalibrationProfile {
    let lowered = name.lowercased()
    if let profile = all.first(where: { $0.id == lowered }) { return profile }
    let hint = Nearest.match(lowered, among: names).map { "did you mean '\($0)'?" }
    throw InputError(
      "unknown calibration profile '\(name.shortened)'",
      remedy: hint ?? (names.isEmpty ? "roofline, or the path of a .json file" : "one of \(names.joined(separator: ", ")), roofline, or a .json file"))
  }

  private static let all: [CalibrationProfile] = []
}

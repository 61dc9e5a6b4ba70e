import Kernel

/// Where the times of a pool's iterations come from.
public enum CalibrationChoice: Hashable, Sendable {
  /// Datasheet figures and efficiencies.
  case roofline
  /// A profile that comes with the program, by name and digest such as `h100@2b77...`.
  case shipped(String)
  /// A profile in a file, at the path to open, with the digest of the file's bytes.
  case file(path: String, digest: String)

  init(_ setting: Setting) {
    if let file = setting.file {
      self = .file(path: file.path, digest: file.digest)
    } else {
      let word = setting.required(setting.word)
      self = word == Vocabulary.roofline ? .roofline : .shipped(word)
    }
  }
}

extension Vocabulary {
  /// The word for costs that come from datasheets and efficiencies.
  static let roofline = "roofline"

  /// The calibration of a pool.
  static let calibration = Key(
    "calibration", .nameOrFile(profiles, ending: ".json"), default: auto,
    words: [
      Word(auto, "the profile that comes with the program for the accelerator, or the roofline where there is none"),
      Word(roofline, "datasheet figures and the efficiencies under 'costs'"),
    ],
    "Where operator times come from: a profile ('windtunnel list profiles') or the path of one that 'windtunnel calibrate' wrote.")

  private static let profiles = NameCatalog(
    noun: "profile", names: { ShippedProfiles.names },
    canonicalName: { name throws(InputError) in try ShippedProfiles.canonicalName(name) })
}

import Hardware
import Kernel

/// Where the times of a pool's iterations come from.
public enum CalibrationChoice: Hashable, Sendable {
  /// Datasheet figures and efficiencies.
  case roofline
  /// A profile that comes with the program, by name and digest such as `h100@2b77...`.
  case shipped(String)
  /// A profile in a file, at the path to open.
  case file(path: String)

  init(_ setting: Setting) {
    if let file = setting.file {
      self = .file(path: file.path)
    } else {
      let word = setting.required(setting.word)
      self = word == Vocabulary.roofline ? .roofline : .shipped(word)
    }
  }

  /// The profile; nil for the roofline.
  ///
  /// - Throws: ``InputError`` where a file holds no profile.
  public func profile() throws(InputError) -> CalibrationProfile? {
    switch self {
    case .roofline: nil
    case .shipped(let name): try ShippedProfiles.profile(named: name)
    case .file(let path): try CalibrationProfile(path: path)
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

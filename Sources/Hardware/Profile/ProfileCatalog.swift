import Foundation
import Kernel

/// The calibration profiles that come with the program: fitted surfaces and their errors, with the source of the measurements,
/// and no measurement. Their files stand in the folder `Profiles`, which is built beside the program and installed with it.
public enum ProfileCatalog {
  /// One profile by its file, which is read when it is asked for.
  public struct Entry: Sendable {
    /// The profile's name.
    public let id: String
    /// The accelerator's id in ``AcceleratorCatalog``.
    public let accelerator: String
    /// The profile with its JSON and digest; the digest takes the file's bytes and no reading of them.
    public let document: ProfileDocument

    fileprivate init(id: String, accelerator: String) {
      self.id = id
      self.accelerator = accelerator
      document = ProfileDocument(shippedAt: Installation.resources("Profiles", else: Bundle.module.bundlePath) + "/\(id).json")
    }

    /// The profile.
    public var profile: CalibrationProfile { document.profile }
    /// The profile's ``CalibrationProfile/digest``.
    public var digest: Digest { document.digest }
  }

  /// All profiles, in the order of the accelerators' catalog. Where an accelerator has several, the first stands for it.
  public static let entries: [Entry] = [
    ("a100", "a100-80gb"), ("h100", "h100-sxm"), ("h200", "h200"), ("l40s", "l40s"), ("rtx4090", "rtx-4090"),
    ("rtx-pro-6000", "rtx-pro-6000"), ("b200", "b200"), ("b300", "b300"), ("gb200", "gb200"),
    ("rtx-pro-6000-server", "rtx-pro-6000-server"),
  ].map { Entry(id: $0.0, accelerator: $0.1) }

  /// The passes of samplers as they were measured on an H200, and what Triton and FlashInfer take there: a file of its own, so that the
  /// operators of engines can be imported anew beside it. Profiles without samplers take theirs from it.
  static let samplers = Entry(id: "h200-samplers", accelerator: SamplerScale.measuredOn)

  /// The profile of that name; nil where there is none.
  public static func entry(named id: String) -> Entry? { entries.first { $0.id == id } }

  /// The profile that stands for an accelerator; nil where none was measured.
  public static func entry(forAccelerator id: String) -> Entry? { entries.first { $0.accelerator == id } }
}

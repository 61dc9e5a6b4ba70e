import Foundation
import Kernel
import Synchronization

/// The calibration profiles that come with the program: fitted surfaces and their errors, with the source of the measurements,
/// and no measurement. Their files stand in the folder `Profiles`, which is built beside the program.
public enum ProfileCatalog {
  /// One profile by its file, which is read when it is asked for.
  public struct Entry: Sendable {
    /// The profile's name.
    public let id: String
    /// The accelerator's id in ``AcceleratorCatalog``.
    public let accelerator: String
    fileprivate let position: Int

    /// The profile.
    public var profile: CalibrationProfile { ProfileCatalog.file(self).profile }
    /// The profile's ``CalibrationProfile/digest``.
    public var digest: Digest { ProfileCatalog.file(self).digest }
  }

  /// All profiles, in the order of the accelerators' catalog. Where an accelerator has several, the first stands for it.
  public static let entries: [Entry] = [
    ("a100", "a100-80gb"), ("h100", "h100-sxm"), ("h200", "h200"), ("l40s", "l40s"), ("rtx4090", "rtx-4090"),
    ("rtx-pro-6000", "rtx-pro-6000"), ("b200", "b200"),
  ].enumerated().map { position, names in Entry(id: names.0, accelerator: names.1, position: position) }

  /// The profile of that name; nil where there is none.
  public static func entry(named id: String) -> Entry? { entries.first { $0.id == id } }

  /// The profile that stands for an accelerator; nil where none was measured.
  public static func entry(forAccelerator id: String) -> Entry? { entries.first { $0.accelerator == id } }

  private struct File {
    let profile: CalibrationProfile
    let digest: Digest
  }

  private static let files = Mutex<[File?]>(Array(repeating: nil, count: entries.count))

  private static func file(_ entry: Entry) -> File {
    files.withLock { files in
      if let known = files[entry.position] { return known }
      let path = Bundle.module.bundlePath + "/Profiles/\(entry.id).json"
      do {
        let profile = try CalibrationProfile(path: path)
        let file = File(profile: profile, digest: profile.digest)
        files[entry.position] = file
        return file
      } catch {
        preconditionFailure("a profile of our own cannot be read: \(error)")
      }
    }
  }
}

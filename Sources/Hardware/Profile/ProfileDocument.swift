import Foundation
import Kernel

/// A calibration profile with its JSON and the digest of that, each worked out when it is first asked for and never again.
///
/// Reading a profile takes ten milliseconds and writing one forty, so that what uses it in several places, such as the runs of a
/// study and the database that they are stored in, shares one document.
public final class ProfileDocument: Sendable {
  private struct Parts {
    var profile: CalibrationProfile?
    var json: Data?
    var digest: Digest?
  }

  private let parts: LockedValue<Parts>
  private let file: String

  /// The document of a profile at hand.
  public init(_ profile: CalibrationProfile) {
    parts = LockedValue(Parts(profile: profile))
    file = profile.id
  }

  /// The document in a file of the program's own, whose bytes are those of ``CalibrationProfile/json``.
  init(shippedAt path: String) {
    parts = LockedValue(Parts())
    file = path
  }

  /// The profile.
  public var profile: CalibrationProfile {
    parts.withLock { parts in
      if let known = parts.profile { return known }
      do {
        let profile = try CalibrationProfile(json: json(&parts), file: file)
        parts.profile = profile
        return profile
      } catch {
        preconditionFailure("a profile of our own cannot be read: \(error)")
      }
    }
  }

  /// The profile's ``CalibrationProfile/json``.
  public var json: Data { parts.withLock { json(&$0) } }

  /// The profile's ``CalibrationProfile/digest``.
  public var digest: Digest {
    parts.withLock { parts in
      if let known = parts.digest { return known }
      let digest = CalibrationProfile.digest(ofJSON: json(&parts))
      parts.digest = digest
      return digest
    }
  }

  /// Name and digest: what a run's provenance calls the profile.
  public var name: String { "\(profile.id)@\(digest.hexadecimal)" }

  private func json(_ parts: inout Parts) -> Data {
    if let known = parts.json { return known }
    let json: Data
    if let profile = parts.profile {
      json = profile.json
    } else if let bytes = FileManager.default.contents(atPath: file) {
      json = bytes
    } else {
      preconditionFailure("a profile of our own is missing: \(file)")
    }
    parts.json = json
    return json
  }
}

import Foundation
import Kernel

extension CalibrationProfile {
  /// The digest of the profile's JSON: what a run's provenance names it by, behind its name.
  public var digest: Digest { Self.digest(ofJSON: json) }

  static func digest(ofJSON json: Data) -> Digest {
    var digest = Digest()
    digest.mix(json.bytes)
    return digest
  }
}

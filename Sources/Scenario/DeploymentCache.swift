import Hardware
import Kernel
import Model

/// Deployments and profiles that scenarios of one piece of work share, such as the variants of a study or the probes of a search:
/// a model on an accelerator with the same options is worked out once, and its tables of costs are held once.
///
/// What is shared never changes, so that results do not depend on who asked first.
public final class DeploymentCache: Sendable {
  private struct Key: Hashable {
    let model: ModelShape
    let accelerator: Accelerator
    /// Without the profile, whose surfaces would take longer to hash than a deployment takes to look up.
    let options: DeploymentOptions
    /// The profile's document, which the cache or the catalog keeps alive.
    let document: ObjectIdentifier?
  }

  private struct Parts {
    var deployments: [Key: Deployment] = [:]
    var files: [String: ProfileDocument] = [:]
  }

  private let parts = LockedValue(Parts())

  /// A cache with nothing in it.
  public init() {}

  /// The document of a calibration; nil for the roofline.
  ///
  /// - Throws: ``InputError`` where a file holds no profile.
  func document(of choice: CalibrationChoice) throws(InputError) -> ProfileDocument? {
    switch choice {
    case .roofline: return nil
    case .shipped(let name): return try ShippedProfiles.document(named: name)
    case .file(let path, let digest):
      let key = "\(digest) \(path)"
      if let known = parts.withLock({ $0.files[key] }) { return known }
      let read = ProfileDocument(try CalibrationProfile(path: path))
      return parts.withLock { parts in
        let document = parts.files[key] ?? read
        parts.files[key] = document
        return document
      }
    }
  }

  /// The deployment with these options and the profile of `document`.
  ///
  /// - Throws: ``InputError`` as ``Deployment/init(model:accelerator:options:)``.
  func deployment(
    of model: ModelShape, on accelerator: Accelerator, options: DeploymentOptions, document: ProfileDocument?
  ) throws(InputError) -> Deployment {
    var options = options
    options.profile = nil
    let key = Key(model: model, accelerator: accelerator, options: options, document: document.map { ObjectIdentifier($0) })
    if let known = parts.withLock({ $0.deployments[key] }) { return known }
    options.profile = document?.profile
    let deployment = try Deployment(model: model, accelerator: accelerator, options: options)
    parts.withLock { $0.deployments[key] = deployment }
    return deployment
  }
}

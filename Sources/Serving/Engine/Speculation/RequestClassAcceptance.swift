/// How drafts for one class of requests are accepted, where that is not how it is for all.
public struct RequestClassAcceptance: Hashable, Sendable {
  /// Its part of the load, against those of the other classes of requests.
  public var share: Double
  /// The classes of acceptance that its requests are drawn from; nil for those of all requests.
  public var classes: [AcceptanceClass]?

  /// A class of requests.
  public init(share: Double, classes: [AcceptanceClass]? = nil) {
    self.share = share
    self.classes = classes
  }
}

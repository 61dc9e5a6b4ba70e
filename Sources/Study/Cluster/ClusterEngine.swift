/// What a cluster runs the parts of a sweep or a plan with.
public protocol ClusterEngine: Sendable {
  /// What it is called in messages.
  var name: String { get }
  /// Whether it gives parts that fail to another machine by itself, as often as it was told to.
  var repeatsByItself: Bool { get }
  /// What becomes of the parts when this program ends, in a sentence without its end.
  var farewell: String { get }

  /// Asks the cluster to make some of the parts.
  ///
  /// - Throws: ``InputError`` with the cluster's own words where it will not.
  func submit(_ parts: [Int]) throws

  /// What the cluster says of each part that it knows; nil where it does not answer now. `begun` are parts of which a process has been
  /// heard of.
  ///
  /// - Throws: ``InputError`` where it cannot be asked at all.
  func states(begun: Set<Int>) throws -> [Int: PartState]?

  /// Takes a part back that goes on without coming further.
  func cancel(_ part: Int)

  /// Lets go of the parts, as this program ends before they do.
  func leave()
}

import Kernel

/// A kind of request: how much of the load it is, and what it is owed.
public struct RequestClass: Hashable, Sendable {
  /// As written in the scenario.
  public var name: String
  /// Its part of the load, in proportion to the other classes' shares.
  public var share: Double
  /// How urgent it is; 0 is served first.
  public var priority: Int
  /// When the first token is due after the arrival; nil where it is not said.
  public var firstTokenDue: Duration?

  /// A class.
  public init(name: String, share: Double, priority: Int = 0, firstTokenDue: Duration? = nil) {
    self.name = name
    self.share = share
    self.priority = priority
    self.firstTokenDue = firstTokenDue
  }

  /// The greatest ``priority``.
  public static let lowestPriority = 1000

  /// Refuses classes that nothing can be drawn from.
  package static func check(_ classes: [RequestClass]) throws {
    for kind in classes {
      if !(kind.share >= 0 && kind.share.isFinite) {
        throw InputError("class '\(kind.name)' has a share of \(kind.share)", remedy: "zero or more")
      }
      if kind.priority < 0 || kind.priority > lowestPriority {
        throw InputError("class '\(kind.name)' has priority \(kind.priority)", remedy: "between 0 and \(lowestPriority)")
      }
      if let due = kind.firstTokenDue, due <= .zero {
        throw InputError("class '\(kind.name)' is due before it comes", remedy: "a ttft above zero")
      }
    }
    if !classes.isEmpty && classes.allSatisfy({ $0.share == 0 }) {
      throw InputError("no class has a share of the load", remedy: "a share above zero for one of them")
    }
  }

  /// Whether the class of a request depends on the seed: whether more than one has a share.
  public static func draws(_ classes: [RequestClass]) -> Bool { classes.count { $0.share > 0 } > 1 }

  /// The class of a request, drawn from its own sub-stream: the same whatever the cluster, its policies and the number of
  /// classes that others fall into.
  package static func draw(_ classes: [RequestClass], seed: UInt64, request: Int) -> Int {
    var stream = RandomStream(seed: seed, name: "class", substream: UInt64(request))
    let whole = classes.reduce(0) { $0 + $1.share }
    var left = stream.uniform() * whole
    for (index, kind) in classes.enumerated() {
      left -= kind.share
      if left < 0 { return index }
    }
    // Rounding may leave a crumb behind the last share above zero.
    return classes.lastIndex { $0.share > 0 } ?? 0
  }

  /// How many of the requests numbered `requests` are of each class, those that were turned away included: a draw each.
  public static func counts(_ classes: [RequestClass], seed: UInt64, requests: Range<Int>) -> [Int] {
    var counts = [Int](repeating: 0, count: classes.count)
    if classes.isEmpty { return counts }
    for request in requests { counts[draw(classes, seed: seed, request: request)] += 1 }
    return counts
  }
}

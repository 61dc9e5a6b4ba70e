import Kernel

/// What of the measurements was not compared, and why: nothing is passed over in silence.
public struct LeftOut: Hashable, Sendable {
  /// What was left out for one reason.
  public struct Entry: Hashable, Sendable {
    /// Why, such as `unknown model 'x'`.
    public let reason: String
    /// What it was, a name or a line each.
    public fileprivate(set) var names: [String]
  }

  /// The reasons, in the order in which they first came.
  public private(set) var entries: [Entry] = []

  /// Nothing.
  public init() {}

  /// How many things were left out.
  public var count: Int { entries.reduce(0) { $0 + $1.names.count } }

  /// Names that a sentence gives; those beyond are counted.
  private static let mostNames = 3

  /// A sentence for each reason: how many, why, and the first of them.
  public var texts: [String] {
    entries.map { entry in
      let more = entry.names.count - Self.mostNames
      let names = entry.names.prefix(Self.mostNames).joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "")
      return "\(entry.names.count) left out: \(entry.reason) (\(names))"
    }
  }

  /// Leaves something out for a reason.
  mutating func add(_ name: String, _ reason: String) {
    if let index = entries.firstIndex(where: { $0.reason == reason }) {
      entries[index].names.append(name)
    } else {
      entries.append(Entry(reason: reason, names: [name]))
    }
  }

  /// Leaves something out for a fault of the input, at the line where it stands.
  mutating func add(_ name: String, _ fault: InputError) { add(fault.line.map { "\(name), line \($0)" } ?? name, fault.message) }

  /// Adds what another part of the measurements left out.
  mutating func add(_ other: LeftOut) { for entry in other.entries { for name in entry.names { add(name, entry.reason) } } }

  /// What can be made of the elements of a record, and what is left out because of a fault in it.
  ///
  /// - Throws: the first ``InputError`` where nothing can be used.
  static func sorting<Element, Made>(_ elements: [Element], name: (Element) -> String, _ make: (Element) throws -> Made) throws
    -> (made: [Made], leftOut: LeftOut)
  {
    var (made, leftOut) = ([Made](), LeftOut())
    var first: InputError?
    for element in elements {
      do { made.append(try make(element)) } catch let fault as InputError {
        first = first ?? fault
        leftOut.add(name(element), fault)
      }
    }
    if let first, made.isEmpty { throw first }
    return (made, leftOut)
  }
}

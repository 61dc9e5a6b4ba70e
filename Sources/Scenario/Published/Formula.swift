import Kernel

/// Arithmetic over named numbers, as a published figure needs it: `decode / 4 / ((hybrid - prefill) / 3)`.
///
/// Numbers, names, the four operations, parentheses, `max(...)` and `min(...)`.
public struct Formula: Hashable, Sendable {
  indirect enum Node: Hashable, Sendable {
    case number(Double)
    case name(String)
    case binary(Character, Node, Node)
    case extreme(isGreatest: Bool, [Node])
  }

  /// As it was written.
  public let text: String
  let root: Node

  /// The formula in `text`.
  ///
  /// - Throws: ``Quantity/Fault`` saying what cannot be read.
  init(_ text: String) throws(Quantity.Fault) {
    var parser = FormulaParser(text)
    root = try parser.whole()
    self.text = text
  }

  /// The names in it, in the order of their first use.
  public var names: [String] { Self.names(root).reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }

  /// The name that the formula is, where it is nothing more.
  public var soleName: String? {
    guard case .name(let name) = root else { return nil }
    return name
  }

  /// Its value; nil where a name has none, or where a division has no result.
  public func value(_ lookUp: (String) -> Double?) -> Double? {
    guard let value = Self.value(root, lookUp), value.isFinite else { return nil }
    return value
  }

  private static func names(_ node: Node) -> [String] {
    switch node {
    case .number: []
    case .name(let name): [name]
    case .binary(_, let left, let right): names(left) + names(right)
    case .extreme(_, let items): items.flatMap(names)
    }
  }

  private static func value(_ node: Node, _ lookUp: (String) -> Double?) -> Double? {
    switch node {
    case .number(let number): return number
    case .name(let name): return lookUp(name)
    case .binary(let sign, let left, let right):
      guard let left = value(left, lookUp), let right = value(right, lookUp) else { return nil }
      switch sign {
      case "+": return left + right
      case "-": return left - right
      case "*": return left * right
      default: return left / right
      }
    case .extreme(let isGreatest, let items):
      let values = items.compactMap { value($0, lookUp) }
      return values.count < items.count ? nil : isGreatest ? values.max() : values.min()
    }
  }
}

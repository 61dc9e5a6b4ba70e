import Hardware
import Kernel
import Scenario

/// The accelerators that are there: so many of each type, and no others.
public struct PlanInventory: Hashable, Sendable {
  /// So many accelerators of a type.
  public struct Stock: Hashable, Sendable {
    /// The accelerator's id.
    public let accelerator: String
    /// How many there are.
    public let count: Int
  }

  /// The types, none twice, in the order given.
  public let stocks: [Stock]

  /// An inventory of `name=count` values.
  ///
  /// - Throws: ``InputError`` for an accelerator that is not known or stands twice, and a count that is none.
  public init(_ values: PlanValues) throws(InputError) {
    stocks = try values.parts { word throws(InputError) in
      let parts = word.split(separator: "=", omittingEmptySubsequences: false).map { String($0).trimmingBlanks }
      guard parts.count == 2, let count = Int(parts[1]), (1...65_536).contains(count) else {
        throw InputError("'\(word.prefix(60))' is no accelerator with a count", remedy: "such as h100-sxm=8, from 1 to 65536 of each")
      }
      return Stock(accelerator: try AcceleratorCatalog.accelerator(named: parts[0]).id, count: count)
    }
    for (index, stock) in stocks.enumerated() where stocks[..<index].contains(where: { $0.accelerator == stock.accelerator }) {
      throw values.error("has '\(stock.accelerator)' twice", remedy: "keep one of them")
    }
  }

  /// How many there are of a type; 0 of one that is not there.
  public func count(of accelerator: String) -> Int { stocks.first { $0.accelerator == accelerator }?.count ?? 0 }
}

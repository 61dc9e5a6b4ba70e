import Kernel

/// What accelerators cost, as a file says: with the day it is of and where the figures are from.
public struct PriceList: Hashable, Sendable {
  /// What one accelerator costs.
  public struct Entry: Hashable, Sendable {
    /// The accelerator's id in the catalog.
    public let accelerator: String
    /// US dollars an hour, rented; nil where the list has no such price.
    public let onDemand: Double?
    /// US dollars an hour, rented for ``reservedYears``.
    public let reserved: Double?
    /// The term of ``reserved``, in years.
    public let reservedYears: Double?
    /// US dollars an hour, rented until somebody pays more.
    public let spot: Double?
    /// US dollars to buy it, with its share of the machine around it.
    public let purchaseDollars: Double?
    /// Years that the purchase, and what was emitted for it, are spread over.
    public let lifeYears: Double?
    /// Kilograms of carbon dioxide emitted to make it, with its share of the machine; nil where the list does not say.
    public let embodiedKilograms: Double?

    /// Whether the list has a price of this kind.
    public func has(_ kind: PriceKind) -> Bool {
      switch kind {
      case .onDemand: onDemand != nil
      case .reserved: reserved != nil
      case .spot: spot != nil
      case .owned: purchaseDollars != nil
      }
    }
  }

  /// Hours of a year, over which a purchase is spread: 365.25 days.
  public static let hoursPerYear = 8766.0

  /// What the list is called.
  public let name: String
  /// The day of the prices, `2026-03-17`.
  public let date: String
  /// Where the figures are from.
  public let source: String
  /// The file, as it was named.
  public let file: String
  /// US dollars for a kilowatt-hour, where accelerators are owned; nil where the list does not say.
  public let dollarsPerKilowattHour: Double?
  /// Watts drawn from the grid for one that machines draw (power usage effectiveness); nil where the list does not say.
  public let overhead: Double?
  /// The accelerators, none twice.
  public let entries: [Entry]

  /// The kinds of which it has a price, in the order in which one is chosen where none is asked for.
  public var kinds: [PriceKind] { PriceKind.allCases.filter { kind in entries.contains { $0.has(kind) } } }

  /// The entry of an accelerator.
  public func entry(of accelerator: String) -> Entry? { entries.first { $0.accelerator == accelerator } }

  /// Whether the prices are more than a year old on a day, `2027-03-18`.
  public func isStale(today: String) -> Bool {
    guard let year = Int(date.prefix(4)) else { return false }
    return today.prefix(10) > "\(year + 1)" + date.dropFirst(4)
  }

  /// Reads the list in the file at `path`.
  ///
  /// - Throws: ``InputError`` with file, line and column: prices without a date or a source, in another currency, of an accelerator that
  ///   is not known or stands twice, and a price that lacks what it goes by.
  public static func load(path: String) throws(InputError) -> PriceList {
    do { return try PriceListReader.list(bytes: try RegularFile.bytes(of: path, limit: YAMLLimits.bytes), file: path) } catch {
      throw error.file == nil ? InputError(error.message, file: path, remedy: error.remedy) : error
    }
  }

  /// Reads a list from `text` as if it stood in `file`.
  ///
  /// - Throws: ``InputError`` as ``load(path:)``.
  public static func read(_ text: String, file: String) throws(InputError) -> PriceList {
    try PriceListReader.list(bytes: Array(text.utf8), file: file)
  }
}

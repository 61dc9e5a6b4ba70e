/// One axis of a chart: what its values are and how they are laid out.
package struct Axis: Hashable, Sendable {
  /// How values become places.
  package enum Scale: Hashable, Sendable {
    /// Equal differences are equally far apart.
    case linear
    /// Equal ratios are equally far apart; values that are not above zero have no place.
    case logarithmic
    /// Names at equal distances; the value of a name is its index. On the vertical axis the first is at the top.
    case categories([String])
  }

  /// How the values of ticks are written.
  package enum Format: Hashable, Sendable {
    /// As numbers.
    case number
    /// As whole numbers, of what there are no parts of.
    case count
    /// Shares of one as per cent.
    case percent
    /// Seconds, in the unit that suits them.
    case time
    /// US dollars.
    case dollars
  }

  /// What the values are, with their unit where the ticks do not have it.
  package var label: String
  /// How values become places.
  package var scale: Scale
  /// How ticks are written.
  package var format: Format
  /// The values that are shown; nil for those that the marks have.
  package var domain: ClosedRange<Double>?
  /// Whether a linear axis begins at zero where its values are not below it.
  package var beginsAtZero: Bool

  /// An axis.
  package init(
    _ label: String, scale: Scale = .linear, format: Format = .number, domain: ClosedRange<Double>? = nil, beginsAtZero: Bool = false
  ) {
    self.label = label
    self.scale = scale
    self.format = format
    self.domain = domain
    self.beginsAtZero = beginsAtZero
  }

  /// The names of categories; nil of numbers.
  var names: [String]? { if case .categories(let names) = scale { names } else { nil } }
}

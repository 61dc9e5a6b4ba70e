/// What a validation found: measured beside simulated, group by group.
public struct ValidationReport: Sendable {
  /// One measured thing with its figures: a run, an experiment's stage, a point of a table.
  public struct Group: Sendable {
    /// What tells it from the others.
    public let name: String
    /// The family that errors are summed up by, such as the model; empty where there is but one.
    public let family: String
    /// The figures.
    public let figures: [ValidationFigure]
    /// Whether the sums over groups count it: a stage is part of its experiment, which is counted already.
    public let isCounted: Bool
    /// What it was measured on; nil where that is no server that others could resemble.
    public let subject: Subject?
    /// How far the requests are apart beyond these figures; empty where they are not known one by one.
    public let distributions: [DistributionDistance]

    /// A group.
    public init(
      _ name: String, family: String = "", figures: [ValidationFigure], isCounted: Bool = true, subject: Subject? = nil,
      distributions: [DistributionDistance] = []
    ) {
      self.name = name
      self.family = family
      self.figures = figures
      self.isCounted = isCounted
      self.subject = subject
      self.distributions = distributions
    }
  }

  /// A table of its own that a kind of record has.
  public struct Table: Sendable {
    /// What it shows.
    public let title: String
    /// Headings; the first column holds names, all others numbers.
    public let columns: [String]
    /// Cells, as many in each row as there are columns.
    public let rows: [[String]]

    /// A table.
    public init(title: String, columns: [String], rows: [[String]]) {
      self.title = title
      self.columns = columns
      self.rows = rows
    }
  }

  /// What was validated.
  public let title: String
  /// Facts about it, each with a short heading.
  public let facts: [(heading: String, text: String)]
  /// What was measured, in the order of the record.
  public let groups: [Group]
  /// What else is to be known of both sides.
  public var notes: [String]
  /// What the record does not tell and was taken for granted.
  public var assumptions: [String]
  /// What was not compared.
  public var leftOut: LeftOut
  /// Tables beside the figures.
  public var tables: [Table]
  /// Numbers of the stored runs of measurements and of simulations, where both were stored.
  public let storedPairs: [(measured: Int64, simulated: Int64)]
  /// Numbers of stored simulations that have no measured run beside them.
  public let storedSimulations: [Int64]

  /// A report.
  public init(
    title: String, facts: [(heading: String, text: String)], groups: [Group], notes: [String] = [], assumptions: [String] = [],
    leftOut: LeftOut = LeftOut(), storedPairs: [(measured: Int64, simulated: Int64)] = [], storedSimulations: [Int64] = [],
    tables: [Table] = []
  ) {
    self.title = title
    self.facts = facts
    self.groups = groups
    self.notes = notes
    self.assumptions = assumptions
    self.leftOut = leftOut
    self.storedPairs = storedPairs
    self.storedSimulations = storedSimulations
    self.tables = tables
  }

  /// Several reports as one, in their order; one stays as it is.
  static func joined(_ reports: [ValidationReport]) -> ValidationReport {
    if reports.count == 1 { return reports[0] }
    var (leftOut, assumptions) = (LeftOut(), [String]())
    for report in reports {
      leftOut.add(report.leftOut)
      for text in report.assumptions where !assumptions.contains(text) { assumptions.append(text) }
    }
    return ValidationReport(
      title: "\(reports.count) records", facts: reports.flatMap { [("Record", $0.title)] + $0.facts }, groups: reports.flatMap(\.groups),
      notes: reports.flatMap(\.notes), assumptions: assumptions, leftOut: leftOut, storedPairs: reports.flatMap(\.storedPairs),
      storedSimulations: reports.flatMap(\.storedSimulations), tables: reports.flatMap(\.tables))
  }

  /// The names of the figures, in the order in which they first come.
  public var figureNames: [String] {
    var names: [String] = []
    for group in groups { for figure in group.figures where !names.contains(figure.name) { names.append(figure.name) } }
    return names
  }

  /// The families, in the order in which they first come.
  public var families: [String] {
    var families: [String] = []
    for group in groups where !families.contains(group.family) { families.append(group.family) }
    return families
  }

  /// The absolute errors of the groups that count: of one figure or of all, of one family or of all.
  public func absoluteErrors(of figure: String? = nil, family: String? = nil, counted: Bool = true) -> [Double] {
    groups.filter { $0.isCounted == counted && (family == nil || $0.family == family) }
      .flatMap(\.figures).filter { figure == nil || $0.name == figure }.map { $0.error.magnitude }
  }

  /// The figure that is furthest off, with its group, of the groups that count; nil where no error is finite.
  public var furthest: (group: String, figure: ValidationFigure)? {
    let figures = groups.filter(\.isCounted).flatMap { group in group.figures.map { (group: group.name, figure: $0) } }
    return figures.filter { $0.figure.error.isFinite }.max { $0.figure.error.magnitude < $1.figure.error.magnitude }
  }

  /// The absolute errors of the peer, where it has any.
  public var absolutePeerErrors: [Double] { groups.filter(\.isCounted).flatMap(\.figures).compactMap { $0.peerError?.magnitude } }
}

extension Array where Element == Double {
  /// The mean; nil of nothing.
  public var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }

  /// The quantile, interpolated linearly as numpy does; nil of nothing.
  public func quantile(_ fraction: Double) -> Double? {
    guard !isEmpty else { return nil }
    let sorted = self.sorted()
    let position = Double(count - 1) * fraction
    let below = Swift.min(Int(position), count - 1)
    return sorted[below] + (sorted[Swift.min(below + 1, count - 1)] - sorted[below]) * (position - Double(below))
  }
}

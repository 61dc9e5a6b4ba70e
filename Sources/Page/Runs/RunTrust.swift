import Metrics
import Report
import Store
import Study

/// How far the figures of runs are to be trusted: what their costs rest on, how far fits and simulations were off, and what chance does.
struct RunTrust {
  let source: RunSource
  private let operators: [OperatorBasis]
  private let residuals: [FitResidual]
  private let pairs: [MeasuredPair]
  private let errors: [Int64: [(measure: Measure, error: Double)]]
  private let ownChecks: [FidelityCheck]

  /// Measures that a validation is told in.
  private static let measures = [Measure(.ttft, .p50), Measure(.ttft, .p99), Measure(.tpot, .p50), Measure(.e2e, .p50)]
  /// Validations of a table.
  private static let mostPairs = 20

  init(source: RunSource) throws {
    self.source = source
    let first = source.numbers[0]
    operators = try source.store.operatorBases(ofRun: first)
    residuals = try source.store.residuals(ofRun: first)
    pairs = Array(try source.store.measuredPairs().filter { !source.numbers.contains($0.measured) }.prefix(Self.mostPairs))
    let metrics = Self.measures.map(\.metric)
    let measured = try source.store.findings(ofRuns: pairs.map(\.measured), metrics: metrics)
    let simulated = try source.store.findings(ofRuns: pairs.map(\.simulated), metrics: metrics)
    var errors: [Int64: [(measure: Measure, error: Double)]] = [:]
    for (index, pair) in pairs.enumerated() {
      errors[pair.measured] = Self.measures.compactMap { measure in
        guard let real = measure.value(in: measured[index]), let ours = measure.value(in: simulated[index]), real > 0 else { return nil }
        return (measure, ours / real - 1)
      }
    }
    self.errors = errors
    ownChecks = try source.store.fidelityChecks()
  }

  var section: PageSection {
    PageSection("trust", "How far to trust it", basis + fits + checked + chance + validations + granted)
  }

  // MARK: Costs

  private var basis: [PageBlock] {
    if isMeasured { return [.text("These requests were measured on a server, not simulated.")] }
    guard !operators.isEmpty else {
      return [
        .text("The database does not say what the times of operators rest on (calibration: \(source.runs[0].provenance.calibration)).")
      ]
    }
    let measured = operators.count { $0.basis == "measured" }
    let others = operators.filter { $0.basis != "measured" }
    let text =
      "Of \(operators.count) operators of an iteration \(measured) rest on measurements of such shapes, "
      + "\(others.count { $0.basis == "extrapolated" }) on measurements of other shapes, and \(others.count { $0.basis == "roofline" }) on "
      + "datasheet figures (roofline)."
    if others.isEmpty { return [.text(text)] }
    let severalPools = Set(operators.map(\.pool)).count > 1
    let table = DataTable(
      (severalPools ? [DataTable.Column("pool", key: "pool", isNumber: false)] : []) + [
        DataTable.Column("part", key: "part", isNumber: false), DataTable.Column("operator", key: "operator", isNumber: false),
        DataTable.Column("rests on", key: "basis", isNumber: false),
      ],
      others.map { one in
        DataTable.Row(
          (severalPools ? [DataTable.Cell(one.pool)] : []) + [
            DataTable.Cell(one.part), DataTable.Cell(one.operation),
            DataTable.Cell(one.basis == "roofline" ? "datasheet" : "other shapes"),
          ])
      })
    return [
      .text(text),
      .folded("Operators that were not measured so", [.table(table, caption: "Not measured at such shapes", isSortable: false)]),
    ]
  }

  private var fits: [PageBlock] {
    let shown = residuals.filter { $0.heldOutRows > 0 }
    guard !shown.isEmpty else { return [] }
    let names = shown.map { Set(shown.map(\.profile)).count > 1 ? "\($0.profile): \($0.operation)" : $0.operation }
    func points(_ value: (FitResidual) -> Double) -> [Mark.Point] {
      shown.enumerated().map { index, fit in
        Mark.Point(value(fit), Double(index), note: "\(names[index]): \(NumberText.percent(value(fit)))")
      }
    }
    let worst = shown.max { $0.medianError < $1.medianError } ?? shown[0]
    let chart = Chart(
      title: "How far off the fits are, on measurements kept aside",
      summary: "The greatest median error is that of \(worst.operation): \(NumberText.percent(worst.medianError)).",
      x: Axis("absolute error", format: .percent, beginsAtZero: true), y: Axis("", scale: .categories(names)),
      marks: [
        .points(Mark.Points(points(\.medianError), label: "half are below", series: 0)),
        .points(Mark.Points(points(\.p90Error), label: "nine in ten are below", series: 1)),
      ])
    let table = DataTable(
      [
        DataTable.Column("operator", key: "operator", isNumber: false), DataTable.Column("kept aside", key: "held_out_rows"),
        DataTable.Column("median", key: "median_error_share"), DataTable.Column("p90", key: "p90_error_share"),
        DataTable.Column("worst", key: "worst_error_share"),
      ],
      zip(names, shown).map { name, fit in
        DataTable.Row([
          DataTable.Cell(name), DataTable.Cell(Double(fit.heldOutRows)) { NumberText.count(Int($0)) },
          DataTable.Cell(fit.medianError, NumberText.percent), DataTable.Cell(fit.p90Error, NumberText.percent),
          DataTable.Cell(fit.worstError, NumberText.percent),
        ])
      })
    let caption = "Measurements that the fits had not seen; whole iterations are nearer than single operators, whose errors cancel in part."
    return [.figure(Figure("fit-errors", chart, caption: caption, table: table))]
  }

  // MARK: Checks

  private var isMeasured: Bool { source.runs[0].provenance.calibration == "measured" }

  private var checked: [PageBlock] {
    guard !isMeasured, let cluster = try? source.cluster.get() else { return [] }
    return CheckBlocks(deployments: cluster.deployments, own: ownChecks).blocks
  }

  // MARK: Chance

  private var chance: [PageBlock] {
    let results = source.results
    let measure = Measure(.ttft, .p99)
    if results.runs.count > 1 {
      guard let mean = results.mean(of: measure), let interval = results.interval(of: measure), mean > 0 else {
        return [.text("\(results.runs.count) seeds.")]
      }
      return [
        .text(
          "\(results.runs.count) seeds: the 99th percentile of the time to first token is \(NumberText.figure(mean)) ms "
            + "± \(NumberText.figure(interval.halfWidth)) (95 %, over the seeds).")
      ]
    }
    return [
      .text("One seed only: how much chance has to do with it is told by several (run.seeds), and intervals here are of this one load.")
    ]
  }

  // MARK: Validation

  private var validations: [PageBlock] {
    if pairs.isEmpty {
      return [.text("This database holds no validation against a real server: 'windtunnel validate --against' stores one.")]
    }
    let table = DataTable(
      [DataTable.Column("measured", key: "measured", isNumber: false), DataTable.Column("runs", key: "runs", isNumber: false)]
        + Self.measures.map { DataTable.Column($0.label, key: "\($0.word)_error_share") },
      pairs.map { pair in
        let known = errors[pair.measured] ?? []
        return DataTable.Row(
          [DataTable.Cell(pair.name), DataTable.Cell("\(pair.measured) and \(pair.simulated)")]
            + Self.measures.map { measure in
              DataTable.Cell(known.first { $0.measure == measure }?.error) { NumberText.signed($0 * 100, decimals: 1) + " %" }
            })
      })
    return [.table(table, caption: "Validations in this database: simulated less measured", isSortable: false)]
  }

  private var granted: [PageBlock] {
    guard let cluster = try? source.cluster.get() else { return [] }
    let notes = DeploymentNotes.notes(cluster.deployments)
    return notes.isEmpty ? [] : [.list(notes)]
  }
}

extension Measure {
  /// The measure in running text, such as `TTFT p99`.
  var label: String {
    MetricID.latencies.contains(metric) ? "\(metric.rawValue.uppercased()) \(statistic.rawValue)" : definition.name
  }
}

import Hardware
import Metrics

/// The errors of power shares that were fitted without what they are tried on, as a table.
enum HeldOutShares {
  /// The tables, one an accelerator: as shipped, fitted to all, and with each model, each engine version and the accelerator left out.
  static func tables(_ states: [PowerFit.State], shipped: (String) -> PowerShares?) -> [ValidationReport.Table] {
    names(states.map(\.accelerator)).map { accelerator in
      let own = states.filter { $0.accelerator == accelerator }
      var rows: [[String]] = []
      func add(_ name: String, _ shares: PowerShares?, on tried: [PowerFit.State]) {
        guard let shares else {
          return rows.append([name] + [String](repeating: "-", count: 4) + ["\(tried.count)", "-", "-"])
        }
        let errors = tried.map { $0.error(shares).magnitude }
        let timed = tried.filter(\.isTimed).map { $0.error(shares).magnitude }
        rows.append(
          [name] + shares.list.map(share) + ["\(tried.count)", percent(errors.quantile(0.5)), percent(timed.quantile(0.5))])
      }
      add("nothing, as shipped", shipped(accelerator), on: own)
      add("nothing, as fitted", PowerFit.shares(own), on: own)
      for family in names(own.map(\.family)) {
        add(family, PowerFit.shares(own.filter { $0.family != family }), on: own.filter { $0.family == family })
      }
      let engines = names(own.map(\.engine))
      for engine in engines where engines.count > 1 {
        add(engine, PowerFit.shares(own.filter { $0.engine != engine }), on: own.filter { $0.engine == engine })
      }
      for other in names(states.map(\.accelerator)) where other != accelerator {
        add("itself, fit of " + other, PowerFit.shares(states.filter { $0.accelerator == other }), on: own)
      }
      return ValidationReport.Table(
        title: "Power shares of \(accelerator)" + (engines.count > 1 ? "" : ", one engine version: \(engines[0])"),
        columns: ["left out of its fit", "active", "compute", "memory", "sampler", "states", "off %", "timed %"], rows: rows)
    }
  }

  private static func names(_ all: [String]) -> [String] {
    var names: [String] = []
    for name in all where !names.contains(name) { names.append(name) }
    return names
  }

  private static func share(_ value: Double) -> String { decimals(value, 100) }

  private static func percent(_ value: Double?) -> String { value.map { decimals($0 * 100, 10) } ?? "-" }

  private static func decimals(_ value: Double, _ parts: Double) -> String { "\((value * parts).rounded() / parts)" }
}

import Kernel
import Store
import Study

/// The table of checks: what was measured on real servers and simulated, how far off it was, and whether anything was fitted to it.
package enum CheckListing {
  /// The table within so many columns, where `namesLeftOut` with the names of columns that are left out.
  package static func text(_ checks: [FidelityCheck], width: Int, namesLeftOut: Bool = false) -> String {
    var table = TextTable([
      .init("check", isNumber: false), .init("runs", weight: 1), .init("E2E %", weight: 2), .init("TTFT %"), .init("TPOT %"),
    ])
    let origins = distinct(checks.map(origin))
    func heading(_ check: FidelityCheck) -> String {
      let number = origins.firstIndex(of: origin(check)).map { " [\($0 + 1)]" } ?? ""
      return "\(check.server.accelerator), \(check.server.engine), \(check.load)\(number)"
    }
    for title in distinct(checks.map(heading)) {
      table.add([title] + Array(repeating: "", count: 4))
      for check in checks where heading(check) == title { table.add(row(check)) }
    }
    let legend =
      [("errors", "median absolute errors of means, - where nothing was measured; of some runs the gap between tokens stands for TPOT")]
      + origins.enumerated().map { ("[\($0 + 1)]", $1) }
    let lines = legend.map { TextLayout.paragraph($0.0, $0.1, margin: 8, width: width) }
    return ([table.list(width: width, namesLeftOut: namesLeftOut), ""] + lines).joined(separator: "\n")
  }

  private static func row(_ check: FidelityCheck) -> [String] {
    let (server, errors) = (check.server, check.errors)
    let formats = server.model.contains(server.weights) && server.keyValues == "bf16" ? "" : server.formats
    let name = [server.model, server.layout, formats].filter { !$0.isEmpty }.joined(separator: " ")
    return ["  " + name, NumberText.count(check.runs)] + [errors.e2e, errors.ttft, errors.tpot ?? errors.itl].map(cell)
  }

  private static func distinct(_ texts: [String]) -> [String] { texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }

  private static func cell(_ error: Double?) -> String { error.map(NearestCheckText.percent) ?? "-" }

  /// Whose measurements, when they were simulated, and what was fitted to them.
  private static func origin(_ check: FidelityCheck) -> String {
    "\(check.source); simulated on \(check.date); "
      + (check.fitted.isEmpty ? "nothing was fitted to it" : "fitted to it: \(check.fitted)")
  }

  /// The table in JSON, as `windtunnel list checks` prints it.
  static func members(_ check: FidelityCheck) -> JSONMembers {
    let (server, errors) = (check.server, check.errors)
    return [
      ("model", .text(server.model)), ("parameters", .number(server.parameters)), ("architecture", .text(server.architecture)),
      ("accelerator", .text(server.accelerator)), ("tensor", .of(whole: server.tensor)), ("pipeline", .of(whole: server.pipeline)),
      ("data", .of(whole: server.data)), ("expert", .of(whole: server.expert)), ("weights", .text(server.weights)),
      ("keyValues", .text(server.keyValues)), ("engine", .text(server.engine)), ("costs", .text(server.costs)),
      ("load", .text(check.load)),
      ("runs", .of(whole: check.runs)), ("e2eError", .of(number: errors.e2e)), ("ttftError", .of(number: errors.ttft)),
      ("tpotError", .of(number: errors.tpot)), ("itlError", .of(number: errors.itl)), ("fitted", .text(check.fitted)),
      ("source", .text(check.source)), ("date", .text(check.date)),
    ]
  }
}

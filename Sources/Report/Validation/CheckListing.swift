import Kernel
import Store
import Study

/// The table of checks: what was measured on real servers and simulated, how far off it was, and whether anything was fitted to it.
package enum CheckListing {
  /// The table within so many columns, where `namesLeftOut` with the names of columns that are left out.
  package static func text(_ checks: [FidelityCheck], width: Int, namesLeftOut: Bool = false) -> String {
    var table = TextTable([
      .init("check", isNumber: false), .init("of"), .init("runs", weight: 2), .init("E2E %", weight: 3), .init("TTFT %"),
      .init("TPOT %", weight: 1), .init("ITL %"),
    ])
    let origins = checks.reduce(into: [String]()) { if !$0.contains(origin($1)) { $0.append(origin($1)) } }
    var heading = ""
    for check in checks {
      let (server, errors) = (check.server, check.errors)
      let next = "\(server.accelerator), \(server.engine), \(check.load)"
      if next != heading { table.add([next] + Array(repeating: "", count: 6)) }
      heading = next
      let number = origins.firstIndex(of: origin(check)).map { "\($0 + 1)" } ?? ""
      let name = [server.model, server.layout, server.formats].filter { !$0.isEmpty }.joined(separator: " ")
      table.add(["  " + name, number, NumberText.count(check.runs)] + [errors.e2e, errors.ttft, errors.tpot, errors.itl].map(cell))
    }
    let legend =
      [TextLayout.paragraph("errors", "median absolute errors of means, - where nothing was measured", margin: 8, width: width)]
      + origins.enumerated().map { TextLayout.paragraph("\($0 + 1)", $1, margin: 8, width: width) }
    return ([table.list(width: width, namesLeftOut: namesLeftOut), ""] + legend).joined(separator: "\n")
  }

  private static func cell(_ error: Double?) -> String { error.map(NearestCheckText.percent) ?? "-" }

  /// Whose measurements, when they were simulated, and what was fitted to them.
  private static func origin(_ check: FidelityCheck) -> String {
    "\(check.source); simulated on \(check.date); "
      + (check.fitted.isEmpty ? "nothing was fitted to it" : "\(check.fitted) were fitted to it")
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

import Foundation
import Kernel
import Store

/// The table of checks as a file: CSV, a row a check.
public enum CheckTable {
  /// The checks that come with the program, in the order of their file.
  public static let shipped: [FidelityCheck] =
    (try? read(String(decoding: PackageResources.checks_csv, as: UTF8.self), file: "the program's checks.csv")) ?? []

  private static let columns = [
    "model", "parameters", "architecture", "accelerator", "tensor", "pipeline", "data", "expert", "weights", "keyValues", "engine", "costs",
    "load",
    "runs", "e2eError", "ttftError", "tpotError", "itlError", "fitted", "source", "date",
  ]

  /// Reads a table.
  ///
  /// - Throws: ``InputError`` with the line of what cannot be.
  public static func read(_ text: String, file: String) throws(InputError) -> [FidelityCheck] {
    let table = try CSVTable(text, file: file, required: columns)
    var checks: [FidelityCheck] = []
    for row in table.rows { checks.append(try check(row)) }
    return checks
  }

  private static func check(_ row: CSVRow) throws(InputError) -> FidelityCheck {
    func text(_ name: String) throws(InputError) -> String {
      if row[name].isEmpty { throw row.fault("'\(name)' is empty", remedy: "a word, as windtunnel validate --checks writes it") }
      return row[name]
    }
    func error(_ name: String) throws(InputError) -> Double? {
      guard let number = try row.number(name) else { return nil }
      if number < 0 { throw row.fault("'\(name)' is \(number)", remedy: "a share of what was measured, 0 or more") }
      return number
    }
    let degrees = 1...4096
    let server = FidelityCheck.Server(
      model: try text("model"), parameters: try row.positive("parameters"), architecture: try text("architecture"),
      accelerator: try text("accelerator"), tensor: try row.requiredWhole("tensor", in: degrees),
      pipeline: try row.requiredWhole("pipeline", in: degrees), data: try row.requiredWhole("data", in: degrees),
      expert: try row.requiredWhole("expert", in: degrees), weights: try text("weights"), keyValues: try text("keyValues"),
      engine: try text("engine"), costs: try text("costs"))
    return FidelityCheck(
      server: server, load: try text("load"), runs: try row.requiredWhole("runs", in: 1...1_000_000),
      errors: .init(e2e: try error("e2eError"), ttft: try error("ttftError"), tpot: try error("tpotError"), itl: try error("itlError")),
      fitted: row["fitted"], source: try text("source"), date: try text("date"))
  }

  /// The text of a table; errors to a tenth of a per cent, in which they are told.
  public static func text(_ checks: [FidelityCheck]) -> String {
    func share(_ error: Double?) -> String { error.map { FixedDecimal.text($0, digits: 4) } ?? "" }
    let rows = checks.map { check -> [String] in
      let (server, errors) = (check.server, check.errors)
      return [
        server.model, FixedDecimal.text(server.parameters, digits: 0), server.architecture, server.accelerator, "\(server.tensor)",
        "\(server.pipeline)", "\(server.data)", "\(server.expert)", server.weights, server.keyValues, server.engine, server.costs,
        check.load,
        "\(check.runs)", share(errors.e2e), share(errors.ttft), share(errors.tpot), share(errors.itl), check.fitted, check.source,
        check.date,
      ]
    }
    return ([columns] + rows).map { $0.map(field).joined(separator: ",") + "\n" }.joined()
  }

  private static func field(_ text: String) -> String {
    let line = text.replacing("\n", with: " ").replacing("\r", with: " ")
    return line.contains(",") || line.contains("\"") ? "\"" + line.replacing("\"", with: "\"\"") + "\"" : line
  }

  /// Writes `checks` into the table at `path`, made where there is none: all rows of the same sources there give way to them.
  ///
  /// - Throws: ``InputError`` where the file is no such table, or cannot be written.
  public static func add(_ checks: [FidelityCheck], to path: String) throws {
    var known: [FidelityCheck] = []
    if FileManager.default.fileExists(atPath: path) {
      guard let bytes = FileManager.default.contents(atPath: path) else {
        throw InputError("the file cannot be read", file: path, remedy: "check its permissions")
      }
      known = try read(String(decoding: bytes, as: UTF8.self), file: path)
    }
    // In the place of the first row of a source its new rows stand, so that a table made anew keeps its order.
    let sources = checks.reduce(into: [String]()) { if !$0.contains($1.source) { $0.append($1.source) } }
    var all: [FidelityCheck] = []
    var placed: [String] = []
    for row in known {
      if !sources.contains(row.source) {
        all.append(row)
      } else if !placed.contains(row.source) {
        placed.append(row.source)
        all += checks.filter { $0.source == row.source }
      }
    }
    all += checks.filter { !placed.contains($0.source) }
    let file = try ReplacingFile(path: path)
    try file.append(text(all))
    try file.complete()
  }
}

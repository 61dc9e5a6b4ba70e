import Kernel
import Study

/// The KV capacities that servers logged, against what is planned for them.
package enum CapacityTable {
  /// The table within so many columns; with `sources` it says where each was logged, and how the server was started,
  /// and where `namesLeftOut` the columns for which there was no room.
  ///
  /// The last two columns say how far the plan is off where nothing that was found on the model, or on the version of the engine, is
  /// used: a figure that hides another mechanism would show there.
  ///
  /// - Throws: ``InputError`` where a model does not fit.
  package static func text(width: Int, sources: Bool, namesLeftOut: Bool = false) throws -> String {
    let rows = ReportedCapacityCatalog.all
    if sources { return rows.map { origin($0, width: width) }.joined(separator: "\n") }
    // From a usual window on the names of models give way and no error is left out.
    func weight(_ weight: Int) -> Int? { width < 80 ? weight : nil }
    var table = TextTable([
      .init("model", isNumber: false), .init("on", isNumber: false), .init("vLLM", weight: weight(0)), .init("logged"), .init("planned"),
      .init("error"), .init("model", name: "error without the model", weight: weight(1)),
      .init("vers.", name: "error without the version", weight: weight(1)), .init("bound", weight: 2),
    ])
    for row in rows {
      let plan = try row.plan()
      table.add([
        row.model + (row.weights.map { " \($0)" } ?? ""), place(row), row.version, thousands(row.tokens), thousands(plan.keyValueTokens),
        signed(row.error(of: plan)), signed(try row.errorWithoutModel()), signed(try row.errorWithoutVersion()),
        row.bound.map { NumberText.percent($0) } ?? "",
      ])
    }
    return table.list(width: width, namesLeftOut: namesLeftOut) + "\n\n" + TextLayout.paragraph("", legend, width: width)
  }

  private static let legend =
    "Thousands of tokens that the KV cache holds: as vLLM logged it at its start, and as planned with its preset and what the server was "
    + "started with. Errors in percent: with all that is known, without what was found on this model, and without what was found on this "
    + "version. Not promised: Llama 4 Scout, whose server kept 1.8 GiB of each accelerator for what is not known, and version 0 of vLLM (0.6). "
    + "'windtunnel list capacities --sources' says where each was logged."

  private static func place(_ row: ReportedCapacity) -> String {
    let name = row.accelerator.hasPrefix("{") ? String(row.accelerator.dropFirst("{name: ".count).prefix { $0 != "," }) : row.accelerator
    return row.tensor > 1 ? "\(row.tensor) x \(name)" : name
  }

  private static func thousands(_ tokens: Int) -> String { NumberText.fixed(Double(tokens) / 1000, decimals: 1) }

  private static func signed(_ share: Double) -> String { NumberText.signed(share * 100, decimals: 1) }

  private static func origin(_ row: ReportedCapacity, width: Int) -> String {
    let heading = "\(row.model) on \(place(row)):"
    var text = "\(NumberText.count(row.tokens)) tokens, vLLM \(row.version), started with \(row.settings.joined(separator: ", ")). "
    text += "Source: \(row.source)."
    if let note = row.note { text += " " + note }
    return TextLayout.paragraph(heading, text, margin: 2, width: width)
  }
}

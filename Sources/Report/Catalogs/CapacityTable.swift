import Kernel
import Study

/// The KV capacities that servers logged, against what is planned for them.
package enum CapacityTable {
  /// The table within so many columns; with `sources` it says where each was logged, and how the server was started.
  ///
  /// The last two columns say how far the plan is off where nothing that was found on the model, or on the version of the engine, is
  /// used: a figure that hides another mechanism would show there.
  ///
  /// - Throws: ``InputError`` where a model does not fit.
  package static func text(width: Int, sources: Bool) throws -> String {
    let rows = ReportedCapacityCatalog.all
    if sources { return rows.map { origin($0, width: width) }.joined(separator: "\n") }
    var table = TextTable([
      .init("model", isNumber: false), .init("on", isNumber: false), .init("vLLM", weight: 5), .init("logged"), .init("planned"),
      .init("error"), .init("no model", weight: 3), .init("no version", weight: 4), .init("bound", weight: 2),
    ])
    for row in rows {
      let plan = try row.plan()
      table.add([
        row.model + (row.weights.map { " in \($0)" } ?? ""), place(row), row.version, NumberText.count(row.tokens),
        NumberText.count(plan.keyValueTokens), signed(row.error(of: plan)), signed(try row.errorWithoutModel()),
        signed(try row.errorWithoutVersion()), row.bound.map { NumberText.percent($0) } ?? "",
      ])
    }
    return table.text(width: width) + "\n\n" + TextLayout.paragraph("", legend, width: width)
  }

  private static let legend =
    "Tokens of KV that vLLM logged at its start, and that are planned with its preset and what the server was started with. The last "
    + "columns: the error without the figures found on this model, without those found on this version, and the most that is promised. "
    + "Rows without a promise: version 0 of vLLM is not modelled; the checkpoint of llama-4-scout leaves parts in 16 bits. "
    + "'windtunnel list capacities --sources' says where each was logged."

  private static func place(_ row: ReportedCapacity) -> String {
    let name = row.accelerator.hasPrefix("{") ? String(row.accelerator.dropFirst("{name: ".count).prefix { $0 != "," }) : row.accelerator
    return row.tensor > 1 ? "\(row.tensor) x \(name)" : name
  }

  private static func signed(_ share: Double) -> String {
    let tenths = (share * 1000).rounded() / 10
    return (tenths > 0 ? "+" : "") + NumberText.fixed(tenths, decimals: 1) + " %"
  }

  private static func origin(_ row: ReportedCapacity, width: Int) -> String {
    let heading = "\(row.model) on \(place(row)):"
    var text = "\(NumberText.count(row.tokens)) tokens, vLLM \(row.version), started with \(row.settings.joined(separator: ", ")). "
    text += "Source: \(row.source)."
    if let note = row.note { text += " " + note }
    return TextLayout.paragraph(heading, text, margin: 2, width: width)
  }
}

import Report

/// How runs are made again, and how to see that they are the same: commands, digests, and the whole scenario.
struct RunAgain {
  /// The runs, the baseline's first where there are several.
  let sides: [RunSource]

  /// Runs of a table; those beyond are in the database.
  private static let mostRuns = 40

  var section: PageSection {
    var blocks: [PageBlock] = [
      .text("The scenario below, saved as a file, gives the same runs; paths in it are relative to the file's folder."),
      .commands(commands), .table(digests, caption: "Equal digests of events mean equal runs", isSortable: false),
    ]
    if hidden > 0 { blocks.append(.text("\(NumberText.count(hidden)) more runs are in \(RunOriginText.file(sides[0].store.path)).")) }
    for (index, side) in sides.enumerated() {
      let title = sides.count > 1 ? "Scenario \(index + 1): \(side.name)" : "The whole scenario"
      blocks.append(.folded(title, [.code(side.runs[0].provenance.scenario)]))
    }
    return PageSection("again", "Again", blocks)
  }

  private var commands: String {
    let store = RunOriginText.file(sides[0].store.path)
    var lines = sides.enumerated().map { index, side in
      let file = sides.count > 1 ? "scenario-\(index + 1).yaml" : "scenario.yaml"
      let seeds = side.runs.count == 1 ? " --seed \(side.runs[0].provenance.seed)" : ""
      return "windtunnel run \(file)\(seeds) --store \(Self.quoted(store))"
    }
    if sides.count > 1 {
      lines.append("windtunnel compare \(sides.map(Self.word).joined(separator: " ")) --store \(Self.quoted(store))")
    }
    lines.append("windtunnel report \(sides.map(Self.word).joined(separator: " ")) --store \(Self.quoted(store))")
    return lines.joined(separator: "\n")
  }

  private static func word(_ side: RunSource) -> String {
    let (first, last) = (side.numbers[0], side.numbers[side.numbers.count - 1])
    return first == last ? "run:\(first)" : "run:\(first)..\(last)"
  }

  /// A word as a shell takes it whole.
  private static func quoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || "-_./".unicodeScalars.contains($0)
    }
    return plain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  private var hidden: Int { sides.reduce(0) { $0 + max(0, $1.runs.count - Self.mostRuns) } }

  private var digests: DataTable {
    let columns = ["run", "scenario", "seed", "scenario hash", "trace", "events", "calibration", "revision", "version", "made"]
    let rows = sides.flatMap { side in
      side.runs.prefix(Self.mostRuns).map { run in
        let origin = run.provenance
        return DataTable.Row(
          [
            "\(run.id)", origin.name, "\(origin.seed)", String(origin.scenarioHash.prefix(8)), String(origin.traceDigest.prefix(8)),
            String(run.eventDigest?.prefix(8) ?? "-"), origin.calibration, origin.revision, origin.version, origin.created,
          ].map { DataTable.Cell($0) })
      }
    }
    return DataTable(columns.map { DataTable.Column($0, key: $0.replacing(" ", with: "_"), isNumber: false) }, rows)
  }
}

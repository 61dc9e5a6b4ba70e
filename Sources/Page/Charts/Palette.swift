/// The colours of charts and pages: six of series that people who confuse colours tell apart, in the light, in the dark and in print,
/// where dashes and shapes tell them apart as well.
///
/// Hues after Okabe and Ito, "Color Universal Design", 2008, darkened or lightened until each has a contrast of 3:1 with the background
/// (WCAG 2.2, 1.4.11).
enum Palette {
  /// A colour of the palette.
  struct Colour {
    let name: String
    let light: String
    let dark: String
  }

  /// Colours of series.
  static let series = [
    Colour(name: "s0", light: "#0067a8", dark: "#6cb8f0"), Colour(name: "s1", light: "#c04a00", dark: "#ff9a57"),
    Colour(name: "s2", light: "#007a58", dark: "#45d0a4"), Colour(name: "s3", light: "#a04a86", dark: "#e79ccb"),
    Colour(name: "s4", light: "#866500", dark: "#e0bf4f"), Colour(name: "s5", light: "#5c5c5c", dark: "#b4b4b4"),
  ]

  /// Colours of everything else.
  static let others = [
    Colour(name: "ink", light: "#1a1c1e", dark: "#e8e8e6"), Colour(name: "soft", light: "#5a6067", dark: "#a5abb2"),
    Colour(name: "grid", light: "#e3e5e8", dark: "#33383d"), Colour(name: "ground", light: "#ffffff", dark: "#16181a"),
    Colour(name: "limit", light: "#b3123a", dark: "#ff7d93"),
  ]

  /// Dashes of lines, series by series.
  static let dashes = ["", "7 3", "2 3", "9 3 2 3", "4 2", "12 3"]

  /// Style rules of a chart in which `colour` stands for each colour.
  private static func rules(_ colour: (Colour) -> String) -> String {
    func named(_ name: String) -> String { others.first { $0.name == name }.map(colour) ?? "" }
    var rules =
      "text{font:12px system-ui,'Segoe UI','Helvetica Neue',Arial,'DejaVu Sans',sans-serif;fill:\(named("ink"))}"
      + ".soft{fill:\(named("soft"))}.bold{font-weight:600}.end{text-anchor:end}.mid{text-anchor:middle}"
      + ".grid{stroke:\(named("grid"));fill:none}.base{stroke:\(named("soft"));fill:none}"
      + ".rule{stroke:\(named("limit"));fill:none;stroke-dasharray:5 4}.rule-text{fill:\(named("limit"))}"
      + ".ground{fill:\(named("ground"))}.halo{stroke:\(named("ground"));stroke-width:3;paint-order:stroke;stroke-linejoin:round}"
      + ".line{fill:none;stroke-width:2;stroke-linejoin:round}.band{fill-opacity:.18}.span{fill-opacity:.12}"
      + ".dot{stroke-width:1.5}.hollow{stroke-width:1.5;fill:\(named("ground"))}.none{fill:none;stroke:\(named("grid"))}"
      + ".on{fill:\(named("ground"))}"
    for (index, series) in series.enumerated() {
      rules += ".k\(index){stroke:\(colour(series))}.f\(index){fill:\(colour(series))}"
      if !dashes[index].isEmpty { rules += ".line.k\(index){stroke-dasharray:\(dashes[index])}" }
    }
    return rules
  }

  /// Rules of a chart that is a file of its own.
  static let standalone = rules(\.light)

  /// Rules of the charts of a page, whose colours are variables.
  static let page: String = {
    let inPage = rules { "var(--\($0.name))" }
    return inPage.split(separator: "}", omittingEmptySubsequences: true).map { "svg.chart \($0)}" }.joined()
  }()

  /// The variables of a page, in the light or the dark.
  static func variables(isDark: Bool) -> String {
    (series + others).map { "--\($0.name):\(isDark ? $0.dark : $0.light)" }.joined(separator: ";")
  }
}

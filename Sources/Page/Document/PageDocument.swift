import Workload

/// A page: one HTML file that needs no network and no other file. It is light and dark, prints on A4, and can be read aloud: behind every
/// figure is the table of its numbers.
package struct PageDocument: Hashable, Sendable {
  /// What the page is about, such as `chat-70b`.
  package var title: String
  /// What it is of, such as `Plan 1 of results.sqlite`.
  package var origin: String
  /// What ends the page: which program made it of what.
  package var footer: String
  /// The sections.
  package var sections: [PageSection]
  /// Values for the page's script, as JSON, by their ids.
  package var values: [String: String]

  /// A page.
  package init(title: String, origin: String, footer: String, sections: [PageSection], values: [String: String] = [:]) {
    self.title = title
    self.origin = origin
    self.footer = footer
    self.sections = sections
    self.values = values
  }

  /// The figures of all sections, in their order.
  package var figures: [Figure] { sections.flatMap { $0.blocks.flatMap(\.figures) } }

  /// What a page may do: have its own style and script. Nothing may be fetched, sent, framed or opened by it.
  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"

  /// The text of the file.
  package var html: String {
    let style =
      ":root{" + Palette.variables(isDark: false) + "}@media (prefers-color-scheme:dark){:root{" + Palette.variables(isDark: true)
      + "}}@media print{:root{" + Palette.variables(isDark: false) + "}}" + Palette.page
    let head: [Markup] = [
      .element("meta", ["charset": "utf-8"]), .element("meta", ["http-equiv": "Content-Security-Policy", "content": Self.policy]),
      .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .element("meta", ["name": "color-scheme", "content": "light dark"]),
      .element("meta", ["name": "generator", "content": "windtunnel"]),
      .element("title", [:], "\(title) · \(origin)"), .style(style), .resource("style", PackageResources.page_css),
    ]
    let header = Markup.element(
      "header", [:], [.element("p", ["class": "origin"], origin), .element("h1", [:], title), contents])
    let data = (values.map { ($0.key, $0.value) } + [("figures", figureValues)]).sorted { $0.0 < $1.0 }
    return Markup.document(
      head: head,
      body: [
        header, .element("main", [:], sections.map(Self.markup)), .element("footer", [:], [.element("p", [:], footer)]),
        Markup(data.map { Markup.values(id: "values-\($0.0)", json: $0.1) }), .resource("script", PackageResources.page_js),
        // A page that nothing can be asked of has no use for it.
        values["sweep"] == nil ? .empty : .resource("script", PackageResources.sweep_js),
        values["what-if"] == nil ? .empty : .resource("script", PackageResources.what_if_js),
      ])
  }

  private var contents: Markup {
    .element(
      "nav", ["aria-label": "Contents"],
      [
        .element(
          "ol", [:],
          sections.map { section in .element("li", [:], [.element("a", ["href": "#\(section.id)"], section.title)]) })
      ])
  }

  private static func markup(_ section: PageSection) -> Markup {
    .element(
      "section", ["id": section.id, "aria-labelledby": "\(section.id)-title"],
      [.element("h2", ["id": "\(section.id)-title"], section.title)] + section.blocks.map(\.markup))
  }

  /// What the figures are drawn from, for other programs.
  private var figureValues: String {
    let members = figures.map { figure -> String in
      let columns = figure.table.columns.map { JSONText.quoted($0.key) }.joined(separator: ",")
      let rows = figure.table.rows.map { row in
        "[" + row.cells.map { $0.value.map { "\($0)" } ?? ($0.text == "-" ? "null" : JSONText.quoted($0.text)) }.joined(separator: ",")
          + "]"
      }
      return JSONText.quoted(figure.name) + ":{\"title\":" + JSONText.quoted(figure.chart.title) + ",\"columns\":[" + columns
        + "],\"rows\":[" + rows.joined(separator: ",") + "]}"
    }
    return "{" + members.joined(separator: ",\n") + "}"
  }
}

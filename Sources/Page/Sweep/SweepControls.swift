import Report
import Study

/// What can be chosen in the page of a sweep: the axes and the measure of its map, and the values of the cells in its table. Without a script
/// they are hidden, and the page shows what it shows first.
struct SweepControls {
  private let page: SweepPage

  init(_ page: SweepPage) { self.page = page }

  /// The choices of the map.
  var map: Markup {
    let keys = page.keys.map(\.title)
    return controls(
      "map-controls",
      [
        select("map-measure", "Measure", SweepValues.measures(page).map(MeasureText.title), chosen: 0),
        select("map-x", "Across", keys, chosen: SweepMaps.axes(page.keys)?.x ?? 0),
        select("map-y", "Down", keys, chosen: SweepMaps.axes(page.keys)?.y ?? 0),
      ])
  }

  /// The choices of the table: a value of each key, or all of them.
  var filters: Markup {
    controls(
      "cell-filters",
      page.keys.enumerated().map { index, key in select("filter-\(index)", key.title, ["all"] + key.values.prefix(200), chosen: 0) }
        + [.element("output", ["id": "cells-shown", "for": "cell-filters"], "")])
  }

  private func controls(_ id: String, _ children: [Markup]) -> Markup {
    .element("div", ["class": "controls", "id": id, "hidden": "hidden"], children)
  }

  private func select(_ id: String, _ title: String, _ options: [String], chosen: Int) -> Markup {
    .element(
      "label", [:],
      [
        Markup(title),
        .element(
          "select", ["id": id, "data-first": "\(chosen)"],
          options.enumerated().map { index, text in
            .element("option", ["value": "\(index)", "selected": index == chosen ? "selected" : nil], text)
          }),
      ])
  }
}

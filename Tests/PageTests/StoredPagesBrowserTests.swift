import Foundation
import Page
import Testing

@Suite(
  "Pages of runs, comparisons and sweeps in a browser", .enabled(if: Browser.isInstalled, "chromium and chromedriver are not installed"))
struct StoredPagesBrowserTests {
  @Test("fit a telephone, a tablet and a screen, in the light and the dark, and have no complaint")
  func looks() throws {
    let pages = try StoredRunsCase.pages.get()
    try Browser.run { browser in
      for page in [pages.runs, pages.comparison, pages.sweep] {
        try browser.open(html: page.html)
        for width in [360, 800, 1400] {
          try browser.resize(width: width)
          #expect(try browser.number("document.documentElement.scrollWidth") <= Double(width), "\(page.origin) is wider than \(width)")
        }
        try browser.prefer(dark: true)
        #expect(try browser.text("getComputedStyle(document.documentElement).backgroundColor") == "rgb(22, 24, 26)")
        try browser.prefer(dark: false)
        #expect(try browser.complaints().isEmpty, "\(page.origin)")
      }
    }
  }

  @Test("a sweep's map is drawn over other keys and by other measures, its table cut to chosen values, and a link brings both back")
  func sweep() throws {
    let html = try StoredRunsCase.pages.get().sweep.html
    try Browser.run { browser in
      try browser.open(html: html)
      let title = "document.querySelector('#figure-map h3').textContent"
      let first = try browser.text(title)
      let rows = "[...document.querySelector('#cells table').tBodies[0].rows].filter(r => !r.hidden).length"
      #expect(try browser.number(rows) == 12)
      try choose("map-measure", "2", in: browser)
      let second = try browser.text(title)
      #expect(second != first && second.hasSuffix(first.drop { $0 != " " }))
      #expect(try browser.number("document.querySelectorAll('#figure-map .wide svg rect.f0').length") == 6)
      #expect(try browser.number("document.querySelectorAll('#figure-map table tbody tr').length") == 6)
      // The same key cannot be across and down: the other one gives way.
      let across = try browser.text("document.getElementById('map-x').value")
      try choose("map-y", across, in: browser)
      #expect(try browser.text("document.getElementById('map-x').value") != across)
      try choose("filter-0", "1", in: browser)
      #expect(try browser.number(rows) == 6)
      #expect(try browser.text("document.getElementById('cells-shown').textContent") == "6 of 12 cells")
      let (address, shown) = (try browser.text("location.hash"), try browser.text(title))
      try browser.open(html: html, fragment: address)
      #expect(try browser.text(title) == shown)
      #expect(try browser.number(rows) == 6)
      // A link from anybody does no harm.
      try browser.open(html: html, fragment: "#map-x=<b>&map-measure=99&filter-0=-1")
      #expect(try browser.text(title) == first)
      #expect(try browser.complaints().isEmpty)
    }
  }

  private func choose(_ id: String, _ value: String, in browser: Browser) throws {
    try browser.evaluate(
      "const s = document.getElementById('\(id)'); s.value = '\(value)'; s.dispatchEvent(new Event('change')); return s.value")
  }
}

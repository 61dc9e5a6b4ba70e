import Foundation
import Page
import Testing

@Suite("The page of a plan in a browser", .enabled(if: Browser.isInstalled, "chromium and chromedriver are not installed"))
struct PlanBrowserTests {
  @Test("fits a telephone, a tablet and a screen, in the light and the dark, and has no complaint; on paper it is A4")
  func looks() throws {
    let html = try PlanPageCase.html.get()
    try Browser.run { browser in
      try browser.open(html: html)
      for width in [360, 800, 1400] {
        try browser.resize(width: width)
        #expect(try browser.number("document.documentElement.scrollWidth") <= Double(width), "wider than \(width)")
        // Of the two drawings of each figure one is shown.
        let shown =
          "[...document.querySelectorAll('figure')].filter(f => [...f.querySelectorAll('svg')].filter(s => s.checkVisibility()).length === 1).length"
        let figures = try browser.number("document.querySelectorAll('figure').length")
        #expect(try browser.number(shown) == figures)
      }
      let ground = "getComputedStyle(document.documentElement).backgroundColor"
      try browser.prefer(dark: false)
      let light = try browser.text(ground)
      try browser.prefer(dark: true)
      #expect(light == "rgb(255, 255, 255)")
      #expect(try browser.text(ground) == "rgb(22, 24, 26)")
      #expect(try browser.complaints().isEmpty)
      let pdf = String(decoding: try browser.pdf(), as: UTF8.self)
      let boxes = pdf.matches(of: /\/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]/).map { (Double($0.output.1), Double($0.output.2)) }
      #expect(boxes.count > 1)
      for (width, height) in boxes { #expect(abs((width ?? 0) - 595) < 2 && abs((height ?? 0) - 842) < 2) }
    }
  }

  @Test("of two types each has its replicas and its price; what no run tells of both together is said with what was simulated")
  func mixedWhatIf() throws {
    let html = try PlanPageCase.mixedHTML.get()
    try Browser.run { browser in
      func told(_ id: String) throws -> String { try browser.text("document.getElementById('what-\(id)').textContent") }
      func number(_ id: String) throws -> Double { try browser.number("document.getElementById('what-\(id)').value") }
      func dollars() throws -> Double { try browser.number("document.getElementById('what-month').textContent.replace(/[$,]/g, '')") }
      try browser.open(html: html)
      let layouts = "JSON.parse(document.getElementById('values-what-if').textContent).layouts"
      let rank = try browser.number("\(layouts).find(l => l.isMixed).rank")
      try browser.open(html: html, fragment: "#layout=\(Int(rank))")
      #expect(try told("how").hasPrefix("Simulated: ") && told("verdict") == "holds")
      #expect(try told("replicas-shown").hasPrefix("h100-sxm TP1 x1") && told("replicas2-shown").hasPrefix("l40s TP1 x"))
      let (before, second, price) = (try dollars(), try number("replicas2"), try number("price2"))
      // One more of the second type costs a month of its price.
      try browser.type(Browser.arrowRight, at: "#what-replicas2")
      #expect(try number("replicas2") == second + 1)
      #expect(try abs(dollars() - before - price * 730) < 1)
      let (address, how) = (try browser.text("location.hash"), try told("how"))
      #expect(address.contains("price2="))
      try browser.open(html: html, fragment: address)
      #expect(try number("replicas2") == second + 1 && told("how") == how)
      // Of fleets that nobody simulated beside each other nothing is made up.
      let most = try browser.number("document.getElementById('what-replicas2').max")
      try browser.open(html: html, fragment: "#layout=\(Int(rank))&rate=149&replicas=x2%2Bx\(Int(most))")
      #expect(try told("how").hasPrefix("Outside what was simulated") && told("attained") == "-")
      #expect(try told("how").contains(" req/s"))
      // The second type goes where the layout has one.
      for width in [360, 800, 1400] {
        try browser.resize(width: width)
        #expect(try browser.number("document.documentElement.scrollWidth") <= Double(width), "wider than \(width)")
      }
      let single = try browser.evaluate("const l = \(layouts).find(l => !l.isMixed); return l ? l.rank : 0") as? NSNumber
      if let single, single.intValue > 0 {
        try browser.open(html: html, fragment: "#layout=\(single.intValue)")
        #expect(try browser.evaluate("return document.getElementById('what-replicas2').checkVisibility()") as? Bool == false)
      }
      try browser.open(html: html, fragment: "#layout=\(Int(rank))&replicas=x0%2Bx-3&price2=1e99")
      #expect(try told("how").hasPrefix("Simulated: ") && number("price2") == price)
      #expect(try browser.complaints().isEmpty)
    }
  }

  @Test("answers what it is asked by keys and by a link, at once, and says how it knows")
  func whatIf() throws {
    let html = try PlanPageCase.html.get()
    try Browser.run { browser in
      try browser.open(html: html)
      func told(_ id: String) throws -> String { try browser.text("document.getElementById('what-\(id)').textContent") }
      #expect(try told("how").hasPrefix("Simulated: "))
      #expect(try told("verdict") == "holds")
      // One replica more costs as much more as it has accelerators.
      let dollars = try browser.number("document.getElementById('what-month').textContent.replace(/[$,]/g, '')")
      try browser.type(Browser.arrowRight, at: "#what-replicas")
      let more = try browser.number("document.getElementById('what-month').textContent.replace(/[$,]/g, '')")
      #expect(more > dollars)
      // Between two rates that were simulated.
      try browser.open(html: html, fragment: "#layout=1&rate=63&price=2")
      #expect(try told("how").hasPrefix("Interpolated: "))
      #expect(try browser.number("document.getElementById('what-rate').value") == 63)
      let month = try told("month")
      try browser.type(Browser.arrowRight, at: "#what-rate")
      let address = try browser.text("location.hash")
      #expect(address.hasPrefix("#layout=1&rate=6") && address.contains("price=2"))
      // The link brings back what was asked.
      try browser.open(html: html, fragment: address)
      #expect(try told("month") == month)
      #expect(try browser.text("location.hash") == address)
      // Far beyond the knee nobody knows.
      try browser.open(html: html, fragment: "#layout=1&rate=239")
      #expect(try told("how").hasPrefix("Outside what was simulated"))
      #expect(try told("attained") == "-")
      // A link from anybody does no harm.
      try browser.open(html: html, fragment: "#layout=<b>&rate=-1&replicas=x&price=1e99&share=NaN")
      #expect(try told("how").hasPrefix("Simulated: "))
      // A row is chosen with a key, and a column sorted.
      try browser.type(Browser.enter, at: "tr[data-choice='2']")
      #expect(try browser.text("document.getElementById('what-layout').value") == "2")
      try browser.evaluate("document.querySelectorAll('table.sortable th button')[7].click()")
      let column = "[...document.querySelectorAll('table.sortable tbody tr')].map(r => Number(r.cells[7].dataset.value))"
      #expect(try browser.evaluate("const c = \(column); return c.every((v, i) => i === 0 || c[i - 1] <= v)") as? Bool == true)
      // Every answer follows within the time of a few pictures.
      let median = """
        const slider = document.getElementById('what-rate'); const times = [];
        for (let i = 0; i < 51; i++) { slider.value = 20 + i * 2; const t = performance.now();
          slider.dispatchEvent(new Event('input')); times.push(performance.now() - t); }
        return times.sort((a, b) => a - b)[25];
        """
      // The machine may be doing other things, so that the slowest says nothing.
      let milliseconds = try browser.evaluate(median) as? NSNumber
      #expect(milliseconds.map { $0.doubleValue < 50 } == true, "\(String(describing: milliseconds)) ms")
      #expect(try browser.complaints().isEmpty)
    }
  }
}

import Foundation

/// A real Chromium without a window, driven through chromedriver (W3C WebDriver, and Chrome's own protocol where that has no word).
///
/// A test that needs it is skipped by name where the two programs are not installed: `.enabled(if: Browser.isInstalled)`.
final class Browser {
  /// Something that the driver or the page refused.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  /// Whether both programs are there. `make set-up-browser` installs them.
  static var isInstalled: Bool { driverPath != nil && chromiumPath != nil }

  private static let driverPath = program(["chromedriver"])
  private static let chromiumPath = program(["chromium", "chromium-browser", "google-chrome"])

  private static func program(_ names: [String]) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    return names.flatMap { name in folders.map { "\($0)/\(name)" } }.first(where: FileManager.default.isExecutableFile)
  }

  private let driver: Process
  private let driverPort: LocalHTTP
  private var session = ""

  /// Starts a browser for `body` and ends it.
  static func run<Value>(_ body: (Browser) throws -> Value) throws -> Value {
    let browser = try Browser()
    defer { browser.end() }
    return try body(browser)
  }

  private init() throws {
    guard let driverPath = Self.driverPath, let chromiumPath = Self.chromiumPath else { throw Fault(description: "no browser") }
    driver = Process()
    driver.executableURL = URL(fileURLWithPath: driverPath)
    driver.arguments = ["--port=0"]
    let output = Pipe()
    driver.standardOutput = output
    driver.standardError = FileHandle.nullDevice
    try driver.run()
    // It says on which port it listens once it does.
    var said = ""
    while !said.contains("successfully on port"), case let bytes = output.fileHandleForReading.availableData, !bytes.isEmpty {
      said += String(decoding: bytes, as: UTF8.self)
    }
    guard let port = said.firstMatch(of: /successfully on port (\d+)/).flatMap({ UInt16($0.output.1) }) else {
      kill(driver.processIdentifier, SIGKILL)
      throw Fault(description: "chromedriver did not start: \(said)")
    }
    driverPort = LocalHTTP(port: port)
    let options: [String: Any] = [
      "binary": chromiumPath, "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"],
    ]
    let always: [String: Any] = ["browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": ["browser": "ALL"]]
    do {
      let value = try send("POST", "/session", ["capabilities": ["alwaysMatch": always]]) as? [String: Any]
      session = value?["sessionId"] as? String ?? ""
    } catch {
      stop()
      throw error
    }
  }

  private func end() {
    _ = try? send("DELETE", "/session/\(session)", nil)
    stop()
  }

  /// Ends the driver at once: what a test's threads hold back of signals it has inherited, and of these only one ends it for certain.
  private func stop() {
    kill(driver.processIdentifier, SIGKILL)
    driver.waitUntilExit()
  }

  // MARK: What a test does with it

  /// Opens a page of text, as a file.
  func open(html: String, fragment: String = "") throws {
    let path = NSTemporaryDirectory() + "/windtunnel-browser-\(ProcessInfo.processInfo.processIdentifier)-\(session.prefix(8)).html"
    try Data(html.utf8).write(to: URL(fileURLWithPath: path))
    files.insert(path)
    // A change of the fragment alone would not load the page again.
    _ = try command("POST", "/url", ["url": "about:blank"])
    _ = try command("POST", "/url", ["url": URL(fileURLWithPath: path).absoluteString + fragment])
  }

  private var files: Set<String> = []

  deinit { for file in files { try? FileManager.default.removeItem(atPath: file) } }

  /// Gives the page this width, in pixels of CSS.
  func resize(width: Int, height: Int = 900) throws {
    _ = try chrome("Emulation.setDeviceMetricsOverride", ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
  }

  /// Shows the page as in the dark or the light.
  func prefer(dark: Bool) throws {
    let feature = ["name": "prefers-color-scheme", "value": dark ? "dark" : "light"]
    _ = try chrome("Emulation.setEmulatedMedia", ["features": [feature]])
  }

  /// What a script returns.
  @discardableResult func evaluate(_ script: String) throws -> Any? {
    try command("POST", "/execute/sync", ["script": script, "args": [String]()])
  }

  /// A text that a script returns.
  func text(_ script: String) throws -> String { "\(try evaluate("return String(\(script))") ?? "")" }

  /// A number that a script returns.
  func number(_ script: String) throws -> Double {
    guard let number = try evaluate("return Number(\(script))") as? NSNumber else { throw Fault(description: "no number: \(script)") }
    return number.doubleValue
  }

  /// Types keys at an element, such as ``arrowRight``.
  func type(_ keys: String, at selector: String) throws {
    let found = try command("POST", "/element", ["using": "css selector", "value": selector]) as? [String: String]
    guard let element = found?.values.first else { throw Fault(description: "nothing at \(selector)") }
    _ = try command("POST", "/element/\(element)/value", ["text": keys])
  }

  /// The key that moves a slider up.
  static let arrowRight = "\u{E014}"
  /// The key that chooses.
  static let enter = "\u{E007}"

  /// What the page complained of since it was last asked.
  func complaints() throws -> [String] {
    let entries = try command("POST", "/se/log", ["type": "browser"]) as? [[String: Any]] ?? []
    return entries.map { "\($0["level"] ?? ""): \($0["message"] ?? "")" }
  }

  /// The page on paper, as its own rules have it.
  func pdf() throws -> Data {
    let value = try chrome("Page.printToPDF", ["preferCSSPageSize": true, "printBackground": false]) as? [String: Any]
    guard let text = value?["data"] as? String, let data = Data(base64Encoded: text) else { throw Fault(description: "no PDF") }
    return data
  }

  // MARK: The driver

  private func chrome(_ name: String, _ parameters: [String: Any]) throws -> Any? {
    try command("POST", "/goog/cdp/execute", ["cmd": name, "params": parameters])
  }

  private func command(_ method: String, _ path: String, _ body: [String: Any]) throws -> Any? {
    try send(method, "/session/\(session)\(path)", body)
  }

  private func send(_ method: String, _ path: String, _ body: [String: Any]?) throws -> Any? {
    let data = try driverPort.send(method, path, body.map { try JSONSerialization.data(withJSONObject: $0) } ?? Data())
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    if let value = object?["value"] as? [String: Any], let error = value["error"] as? String {
      throw Fault(description: "\(error): \(value["message"] ?? "")")
    }
    return object?["value"]
  }
}

import Calibration
import Foundation
import Testing

@Suite("Energy counters of the processors")
struct EnergyCounterTests {
  /// A folder as Linux shows it, with zones as given.
  private func withZones(
    _ zones: [(entry: String, name: String, microjoules: String, range: String)], body: (String) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("powercap-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder + "/intel-rapl", withIntermediateDirectories: true)
    for zone in zones {
      let path = folder + "/" + zone.entry
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      for (file, text) in [("name", zone.name), ("energy_uj", zone.microjoules), ("max_energy_range_uj", zone.range)] {
        try (text + "\n").write(toFile: path + "/" + file, atomically: true, encoding: .utf8)
      }
    }
    try body(folder)
  }

  private static let range = "262143328850"

  @Test("packages and memory are added up; what is a part of a package is not counted again")
  func zones() throws {
    try withZones([
      ("intel-rapl:0", "package-0", "1000000", Self.range), ("intel-rapl:0:0", "core", "700000", Self.range),
      ("intel-rapl:0:1", "dram", "5", Self.range), ("intel-rapl:1", "package-1", "7", Self.range),
    ]) { folder in
      let counter = EnergyCounter(folder: folder)
      #expect(counter.zones.map(\.name) == ["package-0", "dram", "package-1"] && counter.absence == nil)
      let first = try #require(counter.read())
      try "3000000\n".write(toFile: folder + "/intel-rapl:0/energy_uj", atomically: true, encoding: .utf8)
      try "500005\n".write(toFile: folder + "/intel-rapl:0:1/energy_uj", atomically: true, encoding: .utf8)
      #expect(abs(counter.joules(from: first, to: try #require(counter.read())) - 2.5) < 1e-9)
    }
  }

  @Test("a counter that began anew has gone on")
  func wraps() throws {
    try withZones([("intel-rapl:0", "package-0", "262143000000", Self.range)]) { folder in
      let counter = EnergyCounter(folder: folder)
      let first = try #require(counter.read())
      try "671150\n".write(toFile: folder + "/intel-rapl:0/energy_uj", atomically: true, encoding: .utf8)
      #expect(abs(counter.joules(from: first, to: try #require(counter.read())) - 1) < 1e-6)
    }
  }

  @Test("where there is nothing to read, it says why by name")
  func absences() throws {
    let none = EnergyCounter(folder: "/nowhere/powercap")
    #expect(none.read() == nil && none.absence?.contains("/nowhere/powercap") == true)
    try withZones([("intel-rapl:0:0", "core", "7", Self.range)]) { folder in
      #expect(EnergyCounter(folder: folder).absence?.contains("no zone") == true)
    }
    for (value, range) in [("", Self.range), ("-5", Self.range), ("7", "0"), ("seven", Self.range)] {
      try withZones([("intel-rapl:0", "package-0", value, range)]) { folder in
        #expect(EnergyCounter(folder: folder).absence?.contains("may not be read") == true)
      }
    }
  }
}

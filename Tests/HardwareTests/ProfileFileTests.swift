import Foundation
import Hardware
import Kernel
import Model
import Testing

/// Profiles as files: what is written is read, and what is not right is refused with the file, the place and the remedy.
struct ProfileFileTests {
  private static let profile = CalibrationProfile(
    id: "example", accelerator: "h100-sxm", origin: .init(source: "an example", software: "none", licence: "none"),
    date: "2026-11-24", machine: "none", library: "none",
    operators: [
      OperatorFit(
        kind: .matrixProduct, format: .bf16, pins: [.init(.inputs, 4096)],
        ranges: [.init(.rows, 1, 4096), .init(.outputs, 256, 8192)],
        surface: ResponseSurface(
          reference: ReferenceTime(
            form: .matrixProduct, launchSeconds: 2e-6, flopsPerSecond: 800e12, bytesPerSecond: 3e12, bytesPerValue: 2),
          axes: [.init(.rows, [1, 64, 4096]), .init(.outputs, [256, 8192])], factors: [1.5, 1.2, 1.4, 1.1, 1.05, 0.98]),
        residuals: FitResiduals(rows: 80, heldOutRows: 20, heldOutShapes: 2, medianError: 0.03, p90Error: 0.1, worstError: 0.4))
    ])

  @Test func `a profile written and read is the same profile`() throws {
    let again = try CalibrationProfile(json: Self.profile.json, file: "example.json")
    #expect(again == Self.profile)
    #expect(again.json == Self.profile.json)
  }

  @Test func `factors are rounded once, and stay as they are however often they are read`() {
    func surface(_ factors: [Double]) -> ResponseSurface {
      ResponseSurface(
        reference: ReferenceTime(form: .matrixProduct, launchSeconds: 2e-6, flopsPerSecond: 8e14, bytesPerSecond: 3e12, bytesPerValue: 2),
        axes: [.init(.rows, factors.indices.map { Double($0 + 1) })], factors: factors)
    }
    let factors = surface([1.9948, 1.9953, 0.99968, 2.4567, 0.19951, 12.345]).factors
    #expect(factors == [1.99, 2, 0.9997, 2.46, 0.2, 12.35] && surface(factors).factors == factors, "\(factors)")
  }

  @Test(arguments: [
    ("windtunnel-profile/2", "windtunnel-profile/9", "the schema is 'windtunnel-profile/9'"),
    (#""machine""#, #""engine""#, "the key 'engine' is not known"),
    (#""operator": "matrix product""#, #""operator": "matrix quotient""#, "at operators"),
    ("1.5 1.2 1.4", "1.5 -1.2 1.4", "the factor '-1.2' is no positive number"),
    ("1.5 1.2 1.4", "1.5 nan 1.4", "the factor 'nan' is no positive number"),
    ("1.5 1.2 1.4", "1.5 1.4", "5 factors stand where the knots make 6"),
    ("[1, 64, 4096]", "[64, 1, 4096]", "not positive and ascending"),
    (#""launchSeconds": 2e-06"#, #""launchSeconds": -2e-06"#, "is no positive figure"),
    (#""inputs": 4096"#, #""inputs": 0"#, "is pinned at 0"),
    (#""medianError": 0.03"#, #""medianError": -1"#, "residuals are counts and shares"),
    (#""date": "2026-11-24""#, #""date": 7"#, "at date"),
  ])
  func `a wrong file is refused by name and place`(right: String, wrong: String, complaint: String) throws {
    let text = String(decoding: Self.profile.json, as: UTF8.self)
    try #require(text.contains(right))
    let data = Data(text.replacingOccurrences(of: right, with: wrong).utf8)
    let error = #expect(throws: InputError.self) { try CalibrationProfile(json: data, file: "mine.json") }
    #expect(error?.file == "mine.json")
    #expect(error?.message.contains(complaint) == true, "\(error?.message ?? "")")
    #expect(error?.remedy != nil)
  }

  @Test(arguments: ["", "{", "[1]", "not JSON"])
  func `what is no profile at all is refused`(text: String) {
    #expect(throws: InputError.self) { try CalibrationProfile(json: Data(text.utf8), file: "mine.json") }
  }

  @Test func `a missing file is refused`() {
    #expect(throws: InputError.self) { try CalibrationProfile(path: "/nowhere/profile.json") }
  }

  @Test(arguments: ProfileCatalog.entries.map(\.id))
  func `a shipped profile survives writing and reading, and states its source`(id: String) throws {
    let profile = try #require(ProfileCatalog.entry(named: id)).profile
    #expect(profile.id == id)
    #expect(try AcceleratorCatalog.accelerator(named: profile.accelerator).id == profile.accelerator)
    #expect(try CalibrationProfile(json: profile.json, file: id) == profile)
    #expect(!profile.origin.source.isEmpty && !profile.origin.licence.isEmpty)
    #expect(profile.json.count < 560_000)
  }

  @Test(arguments: ProfileCatalog.entries.map(\.id))
  func `a shipped file is its profile's own JSON to the byte, so that its digest needs no reading`(id: String) throws {
    let entry = try #require(ProfileCatalog.entry(named: id))
    #expect(entry.document.json == entry.profile.json)
    #expect(entry.digest == entry.profile.digest)
    #expect(entry.document.name == "\(id)@\(entry.profile.digest.hexadecimal)")
  }

  @Test func `a file that is cut off, and a value that is wrong, are told with their lines`() {
    let text = String(decoding: Self.profile.json, as: UTF8.self)
    let cut = Data(text.utf8.prefix(text.utf8.count / 2))
    let error = #expect(throws: InputError.self) { try CalibrationProfile(json: cut, file: "mine.json") }
    #expect(error?.line == cut.count { $0 == UInt8(ascii: "\n") } + 1)
    let wrong = text.replacingOccurrences(of: #""date": "2026-11-24""#, with: #""date": 7"#)
    let line = wrong.split(separator: "\n").firstIndex { $0.contains(#""date""#) }
    let fault = #expect(throws: InputError.self) { try CalibrationProfile(json: Data(wrong.utf8), file: "mine.json") }
    #expect(fault?.line == line.map { $0 + 1 })
  }
}

import Hardware
import Kernel
import Model
import Scenario
import Testing

@Suite("Calibration")
struct CalibrationTests {
  private func profile(_ changes: String...) throws -> CalibrationProfile? {
    try Scenario.read(minimal, file: "s.yaml", assignments: changes).deployments()[0].deployment.options.profile
  }

  @Test("without a word the accelerator's own profile is taken, and the roofline where there is none")
  func automatic() throws {
    #expect(try profile()?.id == "h100")
    #expect(try profile("accelerator=mi300x") == nil)
    #expect(try profile("calibration=roofline") == nil)
  }

  @Test("the resolved text names the very figures, and reading it gives them back")
  func resolved() throws {
    let scenario = try Scenario.read(minimal, file: "s.yaml")
    let entry = try #require(ProfileCatalog.entry(named: "h100"))
    #expect(scenario.resolvedText.contains("\ncalibration: \"h100@\(entry.digest.hexadecimal)\"\n"))
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").hash == scenario.hash)
    #expect(try Scenario.read(minimal + "calibration: h100\n", file: "s.yaml").hash == scenario.hash)
    #expect(try Scenario.read(minimal + "calibration: roofline\n", file: "s.yaml").hash != scenario.hash)
  }

  @Test("each pool has the profile of its own accelerator")
  func pools() throws {
    let text = minimal + "pools: [{name: fast}, {name: cheap, accelerator: l40s}, {name: other, accelerator: mi300x}]\n"
    let deployed = try Scenario.read(text, file: "s.yaml").deployments()
    #expect(deployed.map(\.deployment.options.profile?.id) == ["h100", "l40s", nil])
  }

  @Test("a profile in a file is read, and known by its digest")
  func file() throws {
    var profile = try #require(ProfileCatalog.entry(named: "h100")).profile
    profile.id = "mine"
    let folder = try ScenarioFolder([
      "mine.json": String(decoding: profile.json, as: UTF8.self), "s.yaml": minimal + "calibration: mine.json\n",
    ])
    let scenario = try folder.load("s.yaml")
    #expect(try scenario.deployments()[0].deployment.options.profile == profile)
    #expect(scenario.resolvedText.contains("calibration:\n  file: mine.json\n  digest: "))
    try folder.write("{\"schema\": \"windtunnel-profile/9\"}", to: "mine.json")
    // The fault is told where the scenario names the file, and not where it names the model.
    let line = minimal.split(separator: "\n", omittingEmptySubsequences: false).count
    let error = #expect(throws: InputError.self) { try folder.load("s.yaml").deployments() }
    #expect(error?.file?.hasSuffix("s.yaml") == true && error?.line == line)
  }

  @Test(
    "a slip is told with what was meant",
    arguments: [
      ("calibration: h10", "did you mean 'h100'?"), ("calibration: rofline", "did you mean 'roofline'?"),
      ("calibration: h100@0123456789abcdef", "has changed: its digest is "), ("calibration: nowhere.json", "there is no such file"),
    ])
  func slips(line: String, says: String) { #expect(fault(minimal + line + "\n").contains(says), "\(fault(minimal + line + "\n"))") }

  @Test("a profile of another accelerator is refused where it is written")
  func mismatch() throws {
    let scenario = try Scenario.read(minimal + "calibration: h200\n", file: "s.yaml")
    let error = #expect(throws: InputError.self) { try scenario.deployments() }
    #expect(error?.message.contains("was measured on 'h200', not on 'h100-sxm'") == true)
  }

  @Test(
    "every profile that ships can be read, is of an accelerator of the catalog, and has the digest that it is named by",
    arguments: ProfileCatalog.entries.map(\.id))
  func shipped(id: String) throws {
    let entry = try #require(ProfileCatalog.entry(named: id))
    let profile = entry.profile
    #expect(profile.id == entry.id && profile.accelerator == entry.accelerator)
    #expect(try AcceleratorCatalog.accelerator(named: entry.accelerator).id == entry.accelerator)
    #expect(profile.digest == entry.digest)
    #expect(!profile.accuracyTable.isEmpty)
  }

  @Test("a load that no scenario names stands in the text of what was run, and a measurement in place of its calibration")
  func underLoad() throws {
    let scenario = try Scenario.read(minimal, file: "s.yaml")
    let simulated = scenario.resolvedText(underLoad: "a record of 3 requests")
    let measured = scenario.resolvedText(underLoad: "a record of 3 requests", calibration: "measured")
    #expect(simulated.contains("\nworkload: a record of 3 requests\n") && !simulated.contains("arrivals"))
    #expect(measured != simulated && measured.contains("\ncalibration: measured\n"))
  }
}

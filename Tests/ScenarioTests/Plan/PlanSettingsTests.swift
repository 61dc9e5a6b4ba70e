import Kernel
import Scenario
import Testing

@Suite("The section 'plan' of a scenario")
struct PlanSettingsTests {
  private func words(_ values: PlanValues?) throws -> [String]? { try values?.parts { word throws(InputError) in word } }

  @Test("values stand with commas between, as a list or as a mapping, and what is left out is open")
  func forms() throws {
    let text =
      minimal + "plan: {accelerators: \"h100-sxm, l40s\", tensor: [1, 2], have: {h100-sxm: 8, l40s: 4}, grow: none, max_gpus: 16}\n"
    let plan = try Scenario.read(text, file: "s.yaml").plan
    #expect(try words(plan.accelerators) == ["h100-sxm", "l40s"] && words(plan.tensor) == ["1", "2"])
    #expect(try words(plan.have) == ["h100-sxm=8", "l40s=4"] && plan.mostAccelerators == 16)
    #expect(plan.pipeline == nil && plan.formats == nil && plan.grow == nil && plan.seeds == nil && plan.prices == nil)
    let open = try Scenario.read(minimal, file: "s.yaml").plan
    #expect(try words(open.grow) == ["x2"] && words(open.mode) == ["aggregated", "disaggregated"])
    #expect(open.mostAccelerators == 256 && open.aim == .cost && open.isMixed == nil && open.have == nil)
  }

  @Test("a change of a value wins, and one of a mapping is laid over the others")
  func changes() throws {
    let text = minimal + "plan: {tensor: [1, 2], have: {h100-sxm: 8}}\n"
    let plan = try Scenario.read(text, file: "s.yaml", assignments: ["plan.tensor=4", "plan.have.l40s=2", "plan.minimise=gpus"]).plan
    #expect(try words(plan.tensor) == ["4"] && words(plan.have) == ["h100-sxm=8", "l40s=2"] && plan.aim == .gpus)
  }

  @Test("a run takes no notice of it: the resolved text, the hash and the experiment are those of the scenario without it")
  func noRun() throws {
    let without = try Scenario.read(minimal, file: "s.yaml")
    let with = try Scenario.read(minimal + "plan: {max_gpus: 8, grid_carbon: 300 g/kWh}\n", file: "s.yaml")
    #expect(with.resolvedText == without.resolvedText && with.hash == without.hash && with.experiment == without.experiment)
    #expect(Scenario.differences(between: with, and: without).isEmpty)
    #expect(with.plan.carbonGramsPerKilowattHour == 300)
  }

  @Test(
    "what it cannot say is refused, by every verb, at its place",
    arguments: [
      ("plan: {max_gpu: 8}", "did you mean 'max_gpus'?"), ("plan: {minimise: money}", "'money' is not one of the words known here"),
      ("plan: {tensor: []}", "'plan.tensor' is empty or nothing"), ("plan: {tensor: [[1]]}", "a list among its values"),
      ("plan: {max_gpus: 0}", "1 to 65536"), ("plan: {prices: no.yaml}", "there is no such file"), ("plan: {pue: 0.5}", "from 1 to 10"),
      ("plan: {grid_carbon: 300}", "300 g/kWh"), ("vary: {plan.max_gpus: [8, 16]}", "a run takes no notice of 'plan'"),
    ])
  func refused(line: String, says: String) {
    let text = fault(minimal + line + "\n")
    #expect(text.contains(says), "\(text)")
  }

  @Test("a what-if has the section of the scenario that it starts from, with its changes")
  func whatIf() throws {
    let folder = try ScenarioFolder([
      "base.yaml": minimal + "plan: {max_gpus: 8, tensor: 2}\n", "if.yaml": "from: base.yaml\nchange: {plan.tensor: 4}\n",
    ])
    let plan = try folder.load("if.yaml").plan
    #expect(try plan.mostAccelerators == 8 && words(plan.tensor) == ["4"])
  }
}

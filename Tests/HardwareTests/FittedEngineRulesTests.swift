import Hardware
import Kernel
import Testing

/// What an engine adds to the kernels' times and keeps of the memory.
struct FittedEngineRulesTests {
  private static func parts(_ shape: BatchShape, _ rules: EngineCostRules) throws -> [IterationPart: Duration] {
    let parts = try FittedProfiles.llama { $0.engine = rules }.breakdown(of: shape)
    return Dictionary(uniqueKeysWithValues: parts.map { ($0.part, $0.time) })
  }

  @Test("vLLM captures graphs of 1, 2, 4, every 8 up to 256, and every 16 beyond")
  func captureSizes() {
    #expect(EngineCostRules.vllmCaptureSizes(maximum: 32) == [1, 2, 4, 8, 16, 24, 32])
    let sizes = EngineCostRules.vllmCaptureSizes(maximum: 512)
    #expect(sizes.count == 51 && sizes.last == 512)
    #expect(sizes.filter { (240...288).contains($0) } == [240, 248, 256, 272, 288])
    #expect(EngineCostRules.vllm(maximumSequences: 128).captureSizes.last == 256)
    #expect(EngineCostRules.vllm(maximumSequences: 1000).captureSizes.last == 512)
  }

  @Test("a batch is padded to the next captured size in all that depends on tokens, and in nothing else")
  func padding() throws {
    var rules = EngineCostRules()
    rules.captureSizes = EngineCostRules.vllmCaptureSizes(maximum: 64)
    let (nine, sixteen) = (
      try Self.parts(Deployments.decode(9, context: 100), rules), try Self.parts(Deployments.decode(16, context: 100), rules)
    )
    for part in [IterationPart.gateUp, .down, .queryKeyValue, .elementwise, .embedding] { #expect(nine[part] == sixteen[part]) }
    for part in [IterationPart.sampler, .decodeAttention] { #expect(nine[part]! < sixteen[part]!) }
    let (most, beyond) = (try Self.parts(Deployments.prefill(64), rules), try Self.parts(Deployments.prefill(65), rules))
    #expect(most[.elementwise]! < beyond[.elementwise]!, "beyond the largest graph nothing is padded")
  }

  @Test("fusing leaves a share of norms, activations and positions")
  func fusing() throws {
    var rules = EngineCostRules()
    let eager = try Self.parts(Deployments.prefill(1000), rules)
    rules.elementwiseShare = 0.25
    let fused = try Self.parts(Deployments.prefill(1000), rules)
    #expect(abs(fused[.elementwise]!.seconds / eager[.elementwise]!.seconds - 0.25) < 1e-6)
    #expect(fused[.gateUp] == eager[.gateUp])
  }

  @Test("a host that works ahead hides behind the accelerator; one that does not adds its time")
  func hostTime() throws {
    var rules = EngineCostRules()
    (rules.hostSecondsPerIteration, rules.hostSecondsPerSequence, rules.exposedSecondsPerIteration) = (1e-3, 1e-5, 2e-4)
    let shape = Deployments.decode(20, context: 500)
    let apart = try FittedProfiles.llama { $0.engine = rules }.costModel.total(shape).time
    #expect(try Self.parts(shape, rules)[.host] == .microseconds(1200))
    rules.overlapsHost = true
    let overlapped = try FittedProfiles.llama { $0.engine = rules }.costModel.total(shape).time
    #expect(apart - overlapped == .microseconds(1000), "only the exposed 200 us are left of 1,200")
    rules.hostSecondsPerIteration = 0.05
    let slow = try FittedProfiles.llama { $0.engine = rules }.costModel
    #expect(slow.total(shape).time == .microseconds(50_000 + 200 + 200), "the host is the longer of the two")
    #expect(slow.total(Deployments.decode(20, context: 4000)).time == slow.total(shape).time)
  }

  @Test("a batch with a prompt takes as long as its layers take to launch, where no graph runs it; decodes do not")
  func eagerLaunch() throws {
    var rules = EngineCostRules()
    (rules.hostSecondsPerIteration, rules.hostSecondsPerSequence, rules.overlapsHost) = (1e-3, 1e-5, true)
    let (short, long, decodes) = (Deployments.prefill(16), Deployments.prefill(8000), Deployments.decode(20, context: 500))
    func times(_ rules: EngineCostRules) throws -> [Duration] {
      let model = try FittedProfiles.llama { $0.engine = rules }.costModel
      return [short, long, decodes].map { model.total($0).time }
    }
    let graphed = try times(rules)
    rules.eagerSecondsPerLayer = 1e-3
    let eager = try times(rules)
    // 32 layers, one chunk.
    #expect(eager[0] == .microseconds(1000 + 10 + 32 * 1000) && eager[0] > graphed[0])
    #expect(eager[1] == graphed[1], "a long prompt hides it")
    #expect(eager[2] == graphed[2])
  }

  @Test("where host and accelerator take turns a batch with a prompt takes longer by as much, however long it is; decodes do not")
  func exposedLaunch() throws {
    let shapes = [Deployments.prefill(16), Deployments.prefill(8000), Deployments.decode(20, context: 500)]
    for overlaps in [true, false] {
      var rules = EngineCostRules()
      rules.overlapsHost = overlaps
      let ahead = try FittedProfiles.llama { $0.engine = rules }.costModel
      rules.exposedLaunchSecondsPerLayer = 2e-3
      let inTurns = try FittedProfiles.llama { $0.engine = rules }.costModel
      #expect(shapes.map { inTurns.total($0).time - ahead.total($0).time } == [.milliseconds(64), .milliseconds(64), .zero], "32 layers")
      let (before, after) = try (Self.parts(shapes[0], EngineCostRules()), Self.parts(shapes[0], rules))
      #expect(before.filter { $0.key != .host } == after.filter { $0.key != .host }, "it is the host's")
    }
  }

  @Test("an engine keeps memory: given reserves replace the estimates, and blocks that hold no tokens are not counted")
  func memory() throws {
    let plain = try FittedProfiles.llama().memory
    let ruled = try FittedProfiles.llama {
      $0.engine = EngineCostRules()
      $0.engine?.unusableBlocks = 1
    }.memory
    #expect(ruled.kvBlocks == plain.kvBlocks - 1)
    let reserved = try FittedProfiles.llama {
      $0.engine = EngineCostRules()
      $0.engine?.activationReserveBytes = 3_000_000_000
      $0.engine?.engineReserveBytes = 1_000_000_000
    }.memory
    #expect(reserved.activationBytes == 3_000_000_000 && reserved.engineBytes == 1_000_000_000)
    #expect(reserved.kvBlocks < plain.kvBlocks)
    let given = try FittedProfiles.llama {
      $0.kvBlocks = 2588
      $0.engine = .vllm(maximumSequences: 256)
    }.memory
    #expect(given.kvBlocks == 2587)
  }

  @Test("rules that cannot be are refused by name")
  func refused() throws {
    func message(_ change: (inout EngineCostRules) -> Void) -> String {
      var rules = EngineCostRules()
      change(&rules)
      let error = #expect(throws: InputError.self) { try FittedProfiles.llama { $0.engine = rules } }
      return error?.message ?? ""
    }
    #expect(message { $0.hostSecondsPerIteration = -1 }.contains("host_per_iteration"))
    #expect(message { $0.exposedLaunchSecondsPerLayer = 0.02 }.contains("exposed_launch"))
    #expect(message { $0.hostSecondsPerSequence = .nan }.contains("host_per_sequence"))
    #expect(message { $0.exposedSecondsPerIteration = .infinity }.contains("exposed_per_iteration"))
    #expect(message { $0.elementwiseShare = 0 }.contains("elementwise_share"))
    #expect(message { $0.captureSizes = [8, 4] }.contains("captured batch sizes"))
    #expect(message { $0.captureSizes = [0, 4] }.contains("captured batch sizes"))
    #expect(message { $0.activationReserveBytes = -1 }.contains("activation_reserve"))
    #expect(message { $0.engineReserveBytes = .max }.contains("engine_reserve"))
    #expect(message { $0.unusableBlocks = -1 }.contains("unusable_blocks"))
  }
}

import Foundation
import Hardware
import Kernel
import Model
import Testing

struct DeploymentTests {
  @Test(arguments: AcceleratorCatalog.accelerators)
  func `every model answers on every accelerator, or says clearly that it does not fit`(accelerator: Accelerator) throws {
    for model in Deployments.models {
      var options = DeploymentOptions()
      options.maximumBatchedTokens = 64
      options.maximumSequences = 64
      do throws(InputError) {
        let deployment = try Deployment(model: model.shape, accelerator: accelerator, options: options)
        let decode = deployment.costModel.decodeMilliseconds(1, context: 1000)
        let prefill = deployment.costModel.prefillMilliseconds(1000)
        // The models that are executed on this machine are a thousand times smaller than what accelerators serve.
        let least = model.shape.parameterCount < 1_000_000_000 ? (decode: 0.001, prefill: 0.01) : (decode: 0.2, prefill: 2)
        let isPlausible = (least.decode...2000).contains(decode) && (least.prefill...5000).contains(prefill)
        #expect(isPlausible, "\(model.id): \(decode) and \(prefill) ms")
        #expect(deployment.memory.kvBlocks > 0)
      } catch {
        #expect(error.message.contains("does not fit") && error.message.contains("GB") && error.remedy != nil)
      }
    }
  }

  @Test func `Llama-3.1-8B on H100 is as fast as one expects`() throws {
    let deployment = try Deployments.make("llama-3.1-8b", on: "h100")
    #expect((5.5...7).contains(deployment.costModel.decodeMilliseconds(1, context: 1000)))
  }

  @Test func `price and idle draw count every accelerator, and a given price replaces the catalog's`() throws {
    let catalog = try Deployments.make("llama-3.1-70b", on: "h100", tensor: 4)
    #expect(catalog.accelerators == 4 && catalog.dollarsPerHour == 4 * catalog.accelerator.dollarsPerHour.value)
    let idle = catalog.accelerator.idleWatts.value
    #expect((100...142).contains(idle) && abs(catalog.idleWatts - 4 * (idle + 288)) < 1e-6 && catalog.maximumWatts == 4 * (700 + 288))
    let given = try Deployments.make("llama-3.1-70b", on: "h100", tensor: 4) { $0.dollarsPerHour = 2.5 }
    #expect(given.dollarsPerHour == 10)
  }

  @Test func `layouts that cannot be are refused with those that can`() throws {
    let heads = #expect(throws: InputError.self) { try Deployments.make("llama-3.1-8b", on: "h100", tensor: 3) }
    #expect(heads?.remedy == "one of 1, 2, 4, 8, 16, 32")
    for tensor in [0, -1, .max] { #expect(throws: InputError.self) { try Deployments.make("llama-3.1-8b", on: "h100", tensor: tensor) } }
    for pipeline in [0, 33, .min] {
      #expect(throws: InputError.self) { try Deployments.make("llama-3.1-8b", on: "h100") { $0.layout.pipeline = pipeline } }
    }
  }

  @Test func `options out of range are refused by name`() throws {
    func message(_ change: (inout DeploymentOptions) -> Void) -> String {
      #expect(throws: InputError.self) { try Deployments.make("llama-3.1-8b", on: "h100", change) }?.message ?? ""
    }
    #expect(message { $0.memoryFraction = 1.1 }.contains("memory fraction"))
    #expect(message { $0.memoryFraction = .nan }.contains("memory fraction"))
    #expect(message { $0.kvBlocks = 0 }.contains("kv_blocks"))
    #expect(message { $0.blockTokens = .max }.contains("block size"))
    #expect(message { $0.maximumBatchedTokens = .max }.contains("batched tokens"))
    #expect(message { $0.dollarsPerHour = -1 }.contains("dollars"))
    #expect(message { $0.roofline.gemmEfficiency = 0 }.contains("gemm_efficiency"))
    #expect(message { $0.roofline.hostSecondsPerIteration = .infinity }.contains("host_per_iteration"))
  }

  @Test func `every roofline parameter moves the cost that it describes`() throws {
    func cost(_ change: (inout RooflineParameters) -> Void) throws -> (decode: ChunkCost, prefill: ChunkCost) {
      let model = try Deployments.make("llama-3.1-70b", on: "h100", tensor: 4) {
        $0.weightFormat = .fp8
        change(&$0.roofline)
      }.costModel
      return (
        model.total(Deployments.decode(32, context: 900)),
        model.total(Deployments.prefill(2048), chunks: model.chunkCost(tokens: 2048, contextTokens: 0))
      )
    }
    let usual = try cost { _ in }
    let changes: [(inout RooflineParameters) -> Void] = [
      { $0.gemmEfficiency = 0.4 }, { $0.bandwidthEfficiency = 0.4 }, { $0.quantizedEfficiencyRatio = 0.3 },
      { $0.attentionEfficiency = 0.3 }, { $0.attentionBandwidthEfficiency = 0.3 }, { $0.linkEfficiency = 0.3 },
      { $0.kernelLaunchSeconds = 1e-5 }, { $0.attentionLaunchSeconds = 1e-4 }, { $0.hostSecondsPerIteration = 0.03 },
      { $0.hostSecondsPerSequence = 1e-4 }, { $0.samplerSeconds = 1e-3 }, { $0.samplerBytesPerLogit = 100 },
    ]
    for (index, change) in changes.enumerated() {
      let changed = try cost(change)
      #expect(changed.decode.time >= usual.decode.time && changed.prefill.time >= usual.prefill.time, "change \(index)")
      #expect(changed.decode.time > usual.decode.time || changed.prefill.time > usual.prefill.time, "change \(index)")
    }
    for change: (inout RooflineParameters) -> Void in [
      { $0.activePowerShare = 0 }, { $0.computePowerShare = 0 }, { $0.memoryPowerShare = 0 }, { $0.samplerPowerShare = 0 },
    ] {
      let changed = try cost(change)
      #expect(changed.decode.energyNanojoules < usual.decode.energyNanojoules && changed.decode.time == usual.decode.time)
    }
  }
}

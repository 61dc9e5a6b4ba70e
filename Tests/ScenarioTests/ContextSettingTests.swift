import Hardware
import Kernel
import Scenario
import Testing

@Suite("Divided sequences and measured overlap in a scenario")
struct ContextSettingTests {
  private func error(_ text: String) -> String {
    do {
      _ = try Scenario.read(text, file: "s.yaml").cluster()
      return ""
    } catch { return error.description }
  }

  @Test func `what is written reaches the deployment and the bill`() throws {
    let text =
      minimal + "parallel: {tensor: 2, context: 4, context_scheme: heads, shift_below: 512 tokens, context_link: infiniband-ndr}\n"
    let scenario = try Scenario.read(text, file: "s.yaml")
    let deployment = try scenario.deployments()[0].deployment
    let context = deployment.options.layout.context
    #expect(context.groups == 4 && context.scheme == .heads && context.shiftBelow == 512 && context.decode == 1)
    #expect(deployment.options.contextLink?.id == "infiniband-ndr" && deployment.accelerators == 8)
    #expect(try scenario.cluster().pools[0].replica.accelerators == 8)
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").hash == scenario.hash)
    let plain = try Scenario.read(minimal, file: "s.yaml").deployments()[0].deployment.options
    #expect(plain.layout.context == ContextParallel() && plain.contextLink == nil && plain.roofline.overlapTable.isEmpty)
  }

  @Test func `workers for feed-forward layers are accelerators of the replica, and reach its bill`() throws {
    let text = minimal + "parallel: {tensor: 2, feed_forward: {groups: 3, tensor: 2, micro_batches: 4, link: infiniband-ndr}}\n"
    let scenario = try Scenario.read(text, file: "s.yaml")
    let deployment = try scenario.deployments()[0].deployment
    #expect(deployment.options.layout.feedForward == FeedForwardWorkers(groups: 3, tensor: 2, microBatches: 4))
    #expect(deployment.options.feedForwardLink?.id == "infiniband-ndr" && deployment.accelerators == 8)
    #expect(try scenario.cluster().pools[0].replica.accelerators == 8)
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").hash == scenario.hash)
  }

  @Test func `a table of hidden shares is read point by point, and written as it was`() throws {
    let text = minimal + "costs: {overlap_table: [{tokens: 1024, hidden: 64 %}, {tokens: 4096 tokens, hidden: 1}]}\n"
    let scenario = try Scenario.read(text, file: "s.yaml")
    let table = try scenario.deployments()[0].deployment.options.roofline.overlapTable
    #expect(table == [HiddenShare(tokens: 1024, share: 0.64), HiddenShare(tokens: 4096, share: 1)])
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").hash == scenario.hash)
  }

  @Test(arguments: [
    ("parallel: {context: 16, context_scheme: heads}", "cannot be divided over 1 x 16 accelerators"),
    ("parallel: {context: 2, pipeline: 2}", "'parallel.context' beside 'parallel.pipeline'"),
    ("parallel: {decode_context: 2}", "on 1 of 1 accelerators in copy"),
    ("parallel: {shift_below: 64}", "only where both hold KV by heads"),
    ("parallel: {context_scheme: rings}", "did you mean 'ring'?"),
    ("parallel: {context: 2, context_link: pcie-9}", "pcie-9"),
    ("parallel: {context: 0}", "out of range"),
    ("parallel: {pipeline: 2, feed_forward: {groups: 2}}", "'parallel.feed_forward' beside 'parallel.pipeline'"),
    ("parallel: {feed_forward: {groups: 0}}", "out of range"),
    ("parallel: {feed_forward: {tensor: 4}}", "'parallel.feed_forward.tensor' has no effect"),
    ("parallel: {feed_forward: {link: pcie-5}}", "'parallel.feed_forward.link' has no effect"),
    ("parallel: {feed_forward: {micro_batch: 2}}", "did you mean 'micro_batches'?"),
  ]) func `what heads do not allow is told where it stands`(line: String, wanted: String) {
    let message = error(minimal + line + "\n")
    let place = minimal.split(separator: "\n", omittingEmptySubsequences: false).count
    #expect(message.hasPrefix("s.yaml:\(place):") && message.contains(wanted), "\(message)")
  }

  @Test func `prefixes read together beside divided sequences are refused by name`() {
    let text =
      minimal
      + "parallel: {context: 2}\nscheduler: batchllm\nengine: {prefix_caching: true, shared_prefix_attention: fused}\n"
    let message = error(text)
    #expect(message.contains("'engine.shared_prefix_attention' beside 'parallel.context'"), "\(message)")
  }
}

import Model

extension Deployment {
  /// A group of accelerators that work together over a link, which does not reach all of them.
  public struct StretchedGroup: Hashable, Sendable {
    /// What the group is, such as `tensor-parallel group`.
    public var name: String
    /// Its accelerators.
    public var accelerators: Int
    /// The link that its exchanges are priced on.
    public var link: Link
    /// The key of a scenario that names another link.
    public var key: String
  }

  /// The groups that are larger than a node, or whatever their link joins, and whose exchanges are priced as if they were not.
  public var stretchedGroups: [StretchedGroup] {
    guard let own = try? LinkCatalog.link(named: accelerator.link) else { return [] }
    let layout = options.layout
    let tensorLink = options.tensorLink ?? own
    var groups: [StretchedGroup] = []
    func check(_ name: String, _ accelerators: Int, _ link: Link, _ key: String) {
      if accelerators > link.reach?.value ?? .max {
        groups.append(StretchedGroup(name: name, accelerators: accelerators, link: link, key: key))
      }
    }
    check("tensor-parallel group", layout.tensor, tensorLink, "parallel.tensor_link")
    if layout.expert > 1 {
      check("expert-parallel group", layout.acceleratorsPerStage, options.expertLink ?? tensorLink, "parallel.expert_link")
    }
    if layout.context.groups > 1 {
      check("context-parallel group", layout.accelerators, options.contextLink ?? tensorLink, "parallel.context_link")
    }
    if let workers = layout.feedForward {
      let link = options.feedForwardLink ?? options.expertLink ?? tensorLink
      check("exchange with feed-forward workers", layout.accelerators, link, "parallel.feed_forward.link")
      check("tensor-parallel group of feed-forward workers", workers.tensor, tensorLink, "parallel.tensor_link")
    }
    if layout.pipeline > 1 { check("pipeline", layout.accelerators, options.pipelineLink ?? own, "parallel.pipeline_link") }
    return groups
  }

  /// The link that a part of an iteration goes over; nil for parts that stay on an accelerator.
  public func link(of part: IterationPart) -> Link? {
    let own = try? LinkCatalog.link(named: accelerator.link)
    switch part {
    case .collectives: return options.tensorLink ?? own
    case .expertExchange: return options.expertLink ?? options.tensorLink ?? own
    case .contextExchange: return options.contextLink ?? options.tensorLink ?? own
    case .pipelineHops: return options.pipelineLink ?? own
    default: return nil
    }
  }
}

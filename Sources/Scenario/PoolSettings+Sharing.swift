import Kernel
import Serving

extension PoolSettings {
  /// Refuses settings about shared prefixes that would have no effect.
  ///
  /// - Throws: ``InputError`` where requests are to be grouped by blocks that the engine does not share, or read together
  ///   what nobody groups.
  func checkSharing() throws(InputError) {
    guard let policy = SchedulerCatalog.all.first(where: { $0.name == scheduler.name }) else {
      preconditionFailure("the vocabulary names schedulers")
    }
    let engine = setting["engine"]
    let caches = engine["prefix_caching"].required(engine["prefix_caching"].flag)
    if policy.groupsRequests, scheduler.parameters["group"] == .flag(true), !caches {
      throw setting["scheduler"].place.error(
        "the scheduler '\(scheduler.name)' groups requests by prompt blocks, and the engine shares none",
        remedy: "engine.prefix_caching: true, or 'group: false' for the scheduler")
    }
    let attention = engine["shared_prefix_attention"]
    let divided =
      ["context", "decode_context"].first { setting["parallel"][$0].count ?? 1 > 1 } ?? (layout.feedForward == nil ? nil : "feed_forward")
    if attention.word != SharedPrefixAttention.off.rawValue, let divided {
      throw attention.place.error(
        "'engine.shared_prefix_attention' beside 'parallel.\(divided)': nothing says what they do together",
        remedy: "leave one of them out")
    }
    if attention.word != SharedPrefixAttention.off.rawValue && !(policy.groupsRequests && caches) {
      throw attention.place.error(
        "'engine.shared_prefix_attention' has no effect: "
          + (caches ? "the scheduler '\(scheduler.name)' groups no requests" : "the engine shares no prompt blocks"),
        remedy: caches ? "scheduler: batchllm, or leave the line out" : "engine.prefix_caching: true, or leave the line out")
    }
  }

  /// Refuses settings of feed-forward workers that are not there.
  ///
  /// - Throws: ``InputError`` saying how many there are to be.
  func checkFeedForward() throws(InputError) {
    let workers = setting["parallel.feed_forward"]
    if layout.feedForward != nil { return }
    let other: (name: String, isSet: Bool)? = [
      ("tensor", workers["tensor"].count != 1), ("micro_batches", workers["micro_batches"].count != 3),
      ("link", workers["link"].word != Vocabulary.auto),
    ].first { $0.1 }
    if let other {
      throw workers[other.name].place.error(
        "'parallel.feed_forward.\(other.name)' has no effect: there are no feed-forward workers",
        remedy: "'parallel.feed_forward.groups' as well, or leave the line out")
    }
  }
}

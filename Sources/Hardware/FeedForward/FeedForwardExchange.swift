import Model

/// Tokens that attention sends to the feed-forward workers and gets back, all layers together.
///
/// Of a mixture each token goes to every group that has one of its experts, in the format that these multiply in, and comes back in 16 bits
/// from each; the accelerators of a group each send or receive a part of it. An accelerator's own link is what a message waits for:
/// the busier of the two ends.
struct FeedForwardExchange: Hashable, Sendable {
  private let link: Link
  private let collective: CollectiveCost
  private let spread: ExpertSpread?
  private let senders: Double
  private let workers: FeedForwardWorkers
  private let hidden: Double
  private let bytesPerValue: Double
  private let expertLayers: Double
  private let denseLayers: Double

  init(_ setting: DeploymentSetting, workers: FeedForwardWorkers) {
    let (model, options) = (setting.model, setting.options)
    link = options.feedForwardLink ?? options.expertLink ?? options.tensorLink ?? setting.ownLink
    collective = CollectiveCost(link: link, members: 2, efficiency: options.roofline.linkEfficiency)
    spread = model.mixtureOfExperts.map { ExpertSpread($0, layout: workers.layout, placement: options.experts) }
    senders = Double(options.layout.acceleratorsPerStage)
    self.workers = workers
    hidden = Double(model.hiddenSize)
    let format = model.format(
      of: model.mixtureOfExperts == nil ? .denseFeedForward : .routedExperts, weights: options.weightFormat ?? model.nativeFormat
    ).format
    bytesPerValue = format.bitsPerValue <= 8 ? 1 : 2
    expertLayers = Double(model.expertLayers)
    denseLayers = Double(model.denseLayers)
  }

  /// What it is called in a list of what times rest on.
  var operation: String { "tokens to feed-forward workers and back over \(link.id)" }

  /// Seconds of the way there.
  func secondsThere(tokens: Int) -> Double { seconds(tokens: tokens, bytesPerValue: bytesPerValue) }

  /// Seconds of the way back.
  func secondsBack(tokens: Int) -> Double { seconds(tokens: tokens, bytesPerValue: 2) }

  private func seconds(tokens: Int, bytesPerValue: Double) -> Double {
    let count = Double(tokens)
    let bytes = hidden * bytesPerValue
    let (groups, tensor) = (Double(workers.groups), Double(workers.tensor))
    func layer(copies: Double, busiest: Double) -> Double {
      collective.hop(bytes: bytes * max(copies / senders, busiest / tensor))
    }
    var seconds = denseLayers * layer(copies: count, busiest: (count / groups).rounded(.up))
    if let spread {
      let each = Self.groupsOfToken(experts: spread.mixture.expertsPerToken, groups: groups)
      // No group is sent a token twice.
      let busiest = min(count, count * each / groups * spread.imbalance(tokens: count))
      seconds += expertLayers * layer(copies: count * each, busiest: busiest)
    }
    return seconds
  }

  /// Groups that one of a token's experts is in, in the mean, where each is as likely to be in any.
  static func groupsOfToken(experts: Int, groups: Double) -> Double { groups * (1 - (1 - 1 / groups).power(experts)) }
}

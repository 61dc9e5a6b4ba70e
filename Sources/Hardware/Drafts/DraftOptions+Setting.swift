import Kernel
import Model

extension DraftOptions {
  /// What the draft's passes cost is made for; nil where the host drafts. The likeliest tokens are drafted, and the host's time is told
  /// apart (``DraftHostTime``).
  ///
  /// - Throws: ``InputError`` where accelerators of its own have no link among themselves.
  func setting(_ setting: DeploymentSetting) throws(InputError) -> DeploymentSetting? {
    guard let shape = shape(for: setting.model) else { return nil }
    var own = setting
    own.model = shape
    own.options.draft = nil
    own.options.sampling = .greedy
    own.options.leaveOutHost()
    guard let placement else { return own }
    own.accelerator = placement.accelerator
    own.ownLink = try LinkCatalog.link(named: placement.accelerator.link)
    own.options.layout = placement.layout
    own.options.experts = ExpertPlacement()
    (own.options.tensorLink, own.options.expertLink, own.options.contextLink) = (nil, nil, nil)
    (own.options.stepTimes, own.options.offload, own.options.residentExperts) = (nil, nil, nil)
    (own.options.adapters, own.options.kv, own.options.kvBlocks, own.options.encoder) = (nil, nil, nil, nil)
    if own.options.profile?.accelerator != placement.accelerator.id { own.options.profile = nil }
    return own
  }
}

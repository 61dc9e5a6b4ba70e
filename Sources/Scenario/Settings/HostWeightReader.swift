import Hardware
import Kernel
import Model

/// Weights that a scenario leaves in the host's memory.
enum HostWeightReader {
  /// Puts `offload` and `experts` of a pool among the options, whose other settings stand.
  ///
  /// - Throws: ``InputError`` at the section that cannot be, or that nothing goes together with.
  static func apply(
    _ pool: Setting, to options: inout DeploymentOptions, model: ModelShape, accelerator: Accelerator
  ) throws(InputError) {
    let (offload, experts) = (pool["offload"], pool["experts"])
    let hasOffload = !offload.members.isEmpty
    if hasOffload {
      let bytes = offload["weights"].required(offload["weights"].number)
      options.offload = WeightOffload(
        bytes: Int(bytes.rounded()), link: try link(offload["link"], accelerator),
        overlap: offload["overlap"].word.flatMap(WeightOffload.Overlap.init(rawValue:)) ?? .layers)
    }
    if !experts.members.isEmpty { options.residentExperts = try residents(experts, accelerator) }
    do { try options.checkHostWeights(of: model) } catch {
      throw error.placed(at: experts.members.isEmpty ? offload.place : experts.place)
    }
  }

  private static func residents(_ setting: Setting, _ accelerator: Accelerator) throws(InputError) -> ResidentExperts {
    var experts = ResidentExperts(
      resident: setting["resident"].required(setting["resident"].count), link: try link(setting["link"], accelerator))
    experts.onMiss = setting["on_miss"].word.flatMap(ResidentExperts.Miss.init(rawValue:)) ?? .load
    experts.predictor = setting["predictor"].required(setting["predictor"].number)
    experts.regroup = setting["regroup"].required(setting["regroup"].number)
    // Gigabytes and teraflops a second.
    experts.hostBytesPerSecond = setting["host_bandwidth"].number.map { $0 * 1e9 }
    experts.hostFLOPs = setting["host_compute_rate"].number.map { $0 * 1e12 }
    let idle = ["host_bandwidth", "host_compute_rate"].first { setting[$0].number != nil }
    if experts.onMiss == .load, let idle {
      throw setting[idle].place.error(
        "'experts.\(idle)' has no effect: the host computes no expert", remedy: "'experts.on_miss: host_compute', or leave the line out")
    }
    return experts
  }

  /// The link to the host, the accelerator's own where none is named.
  private static func link(_ setting: Setting, _ accelerator: Accelerator) throws(InputError) -> Link {
    let own = try accelerator.hostLink()
    return try LinkReader.link(setting, own: own.id) ?? own
  }
}

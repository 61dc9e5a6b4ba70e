/// How programs and Kubernetes call a kind of accelerator.
struct LaunchDevice: Hashable, Sendable {
  /// The environment variable that chooses among those of a node.
  let variable: String
  /// The resource of Kubernetes, as the device plugin of the maker registers it.
  let resource: String

  /// The device of an accelerator of the catalog.
  init(accelerator: String) {
    switch accelerator {
    case let id where id.hasPrefix("mi3"): (variable, resource) = ("HIP_VISIBLE_DEVICES", "amd.com/gpu")
    case let id where id.hasPrefix("ascend"): (variable, resource) = ("ASCEND_RT_VISIBLE_DEVICES", "huawei.com/Ascend910")
    case let id where id.hasPrefix("gaudi"): (variable, resource) = ("HABANA_VISIBLE_DEVICES", "habana.ai/gaudi")
    case let id where id.hasPrefix("tpu"): (variable, resource) = ("TPU_VISIBLE_CHIPS", "google.com/tpu")
    case let id where id.hasPrefix("trainium"): (variable, resource) = ("NEURON_RT_VISIBLE_CORES", "aws.amazon.com/neuron")
    default: (variable, resource) = ("CUDA_VISIBLE_DEVICES", "nvidia.com/gpu")
    }
  }
}

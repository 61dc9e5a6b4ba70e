/// Accelerators whose processors are of one generation, which kernels are written for as one.
public enum AcceleratorFamily {
  /// The generations, by the compute capability where NVIDIA gives one (developer.nvidia.com/cuda-gpus): within Ampere and Blackwell it
  /// tells data-centre parts from the others, whose processors differ in more than number.
  private static let families: [(name: String, accelerators: [String])] = [
    ("NVIDIA Turing", ["t4"]), ("NVIDIA Ampere 8.0", ["a100-40gb", "a100-80gb"]),
    ("NVIDIA Ampere 8.6", ["a40", "a6000", "a10", "a10g", "rtx-3090"]), ("NVIDIA Ada", ["l4", "l40s", "rtx-4090"]),
    ("NVIDIA Hopper", ["h100-sxm", "h100-pcie", "h200", "h20", "h800"]), ("NVIDIA Blackwell 10", ["b200", "b300", "gb200", "gb300"]),
    ("NVIDIA Blackwell 12", ["rtx-5090", "rtx-pro-6000", "rtx-pro-6000-server"]), ("AMD CDNA 3", ["mi300x", "mi325x"]),
    ("AMD CDNA 4", ["mi355x"]), ("Intel Gaudi 3", ["gaudi-3"]), ("Google TPU v5e", ["tpu-v5e"]), ("Google TPU v6e", ["tpu-v6e"]),
    ("AWS Trainium2", ["trainium-2"]), ("Huawei Ascend 910C", ["ascend-910c"]),
  ]

  /// The generation of an accelerator of the catalog; nil of another.
  public static func name(of accelerator: String) -> String? { families.first { $0.accelerators.contains(accelerator) }?.name }
}

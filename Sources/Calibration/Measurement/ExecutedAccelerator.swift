import Hardware
import Kernel
import Model

/// This machine's processors as an accelerator, so that a simulation can deploy on them what the executed core runs.
public enum ExecutedAccelerator {
  /// The id that calibration profiles of this machine name.
  public static let id = "executed-core"

  /// The accelerator: memory as the system reports it, rates as they were measured.
  ///
  /// Its power is what `draw` measured, or an assumption where the machine lets no program read its meter; the price is an
  /// assumption. Both say so. A core that runs draws the same whatever it does.
  static func describe(
    _ machine: MachineDescription, threads: Int, flopsPerSecond: Double, bytesPerSecond: Double, draw: MachineDraw? = nil
  ) -> Accelerator {
    let rates = NumberFormat.allCases.filter { $0 == .fp32 || $0 == .bf16 }.map { Accelerator.FormatRate($0, flopsPerSecond) }
    let watts = 10 * Double(threads)
    let meter = draw.map { "the processors' own counters (RAPL: \($0.zones))" }
    var accelerator = Accelerator(
      id: id, name: "\(machine.processor), \(threads) thread\(threads == 1 ? "" : "s")",
      memoryBytes: Sourced(machine.memoryBytes, source: "physical memory that the system reports"),
      bandwidthBytesPerSecond: Sourced(bytesPerSecond, source: "weights over time of a matrix-vector product, measured"),
      peakFLOPs: Sourced(rates, source: "sgemm of 1024 x 1024 x 1024, measured; single precision, which bf16 would run in too"),
      processors: Sourced(threads, source: "threads that the core was calibrated with"),
      gemmEfficiency: Sourced(1, source: "the peak is a measured product already"),
      bandwidthEfficiency: Sourced(1, source: "the bandwidth is a measured product already"),
      maximumWatts: Sourced(
        draw?.busyWatts ?? watts,
        source: meter.map { "\($0), while it was calibrated" } ?? "assumed: 10 W a core, between server and desktop processors' TDP by core"
      ),
      idleWatts: Sourced(
        draw?.idleWatts ?? 0.2 * watts, source: meter.map { "\($0), before it was calibrated" } ?? "assumed: a fifth of the maximum"),
      hostWatts: Sourced(0, source: "the host is the accelerator"),
      hostMemoryBytes: Sourced(0, source: "the host is the accelerator"),
      dollarsPerHour: Sourced(0.05 * Double(threads), source: "assumed: five cents a core, of the order of rented virtual machines"),
      link: "pcie-4")
    let always = "a core that runs draws the same whatever it does"
    accelerator.power.shares = Sourced(PowerShares(active: 1, compute: 0, memory: 0, sampler: 1), source: always)
    accelerator.power.restWatts = Sourced(accelerator.idleWatts.value, source: "processors have one state of rest here")
    return accelerator
  }
}

import Foundation

/// The machine that a calibration ran on, in words.
public struct MachineDescription: Hashable, Sendable {
  /// The processor as it names itself.
  public let processor: String
  /// Processors that this program may run on.
  public let processors: Int
  /// Bytes of memory.
  public let memoryBytes: Int

  /// This machine.
  public static var current: MachineDescription {
    let list = SystemFile.text("/proc/cpuinfo") ?? ""
    let line = list.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = line?.split(separator: ":", maxSplits: 1).last?.drop { $0 == " " }
    return MachineDescription(
      processor: name.map(String.init) ?? "unknown processor", processors: ProcessInfo.processInfo.activeProcessorCount,
      memoryBytes: Int(clamping: ProcessInfo.processInfo.physicalMemory))
  }

  /// Processor, count and memory in one line.
  public var description: String {
    "\(processor), \(processors) processors, \((Double(memoryBytes) / 1e8).rounded() / 10) GB"
  }
}

import Kernel
import Model

/// One accelerator: what it can hold, how fast it moves and multiplies, what it draws and costs.
public struct Accelerator: Hashable, Sendable {
  /// The short id that scenarios use, such as `h100-sxm`.
  public var id: String
  /// The name in full.
  public var name: String
  /// Memory that programs can use, in bytes.
  public var memoryBytes: Sourced<Int>
  /// Peak memory bandwidth in bytes a second.
  public var bandwidthBytesPerSecond: Sourced<Double>
  /// Peak dense arithmetic in FLOP/s (a multiply and an add are two), by number format, widest first.
  public var peakFLOPs: Sourced<[FormatRate]>
  /// Streaming multiprocessors, compute units or cores, over which tiles of a matrix product are spread.
  public var processors: Sourced<Int>
  /// Share of peak arithmetic that a large 16-bit matrix product reaches.
  public var gemmEfficiency: Sourced<Double>
  /// Share of peak bandwidth that streaming weights reaches.
  public var bandwidthEfficiency: Sourced<Double>
  /// The most that the board draws, in watts.
  public var maximumWatts: Sourced<Double>
  /// What it draws with a program on it and nothing to do, in watts: its clocks are up. See ``AcceleratorPower/restWatts``.
  public var idleWatts: Sourced<Double>
  /// Its share of the host (processors, memory, fans, network), in watts, drawn all the time.
  public var hostWatts: Sourced<Double>
  /// Its share of the host's memory, in bytes: what caches and swap space there can take.
  public var hostMemoryBytes: Sourced<Int>
  /// What the board is told not to pass, in watts (`nvidia-smi --power-limit`); nil where that is ``maximumWatts``.
  public var powerCapWatts: Double?
  /// US dollars an hour.
  public var dollarsPerHour: Sourced<Double>
  /// What it draws by what it does, at rest and switched off, and what its server draws.
  public var power: AcceleratorPower
  /// The id, in ``LinkCatalog``, of the link between accelerators of one node.
  public var link: String

  /// A rate for a number format.
  public struct FormatRate: Hashable, Sendable {
    /// The format of the numbers multiplied.
    public var format: NumberFormat
    /// FLOP/s, dense.
    public var peak: Double

    /// A rate.
    public init(_ format: NumberFormat, _ peak: Double) {
      self.format = format
      self.peak = peak
    }
  }

  /// An accelerator.
  public init(
    id: String, name: String, memoryBytes: Sourced<Int>, bandwidthBytesPerSecond: Sourced<Double>,
    peakFLOPs: Sourced<[FormatRate]>, processors: Sourced<Int>, gemmEfficiency: Sourced<Double>,
    bandwidthEfficiency: Sourced<Double>, maximumWatts: Sourced<Double>, idleWatts: Sourced<Double>,
    hostWatts: Sourced<Double>, hostMemoryBytes: Sourced<Int>, dollarsPerHour: Sourced<Double>, link: String
  ) {
    self.id = id
    self.name = name
    self.memoryBytes = memoryBytes
    self.bandwidthBytesPerSecond = bandwidthBytesPerSecond
    self.peakFLOPs = peakFLOPs
    self.processors = processors
    self.gemmEfficiency = gemmEfficiency
    self.bandwidthEfficiency = bandwidthEfficiency
    self.maximumWatts = maximumWatts
    self.idleWatts = idleWatts
    self.hostWatts = hostWatts
    self.hostMemoryBytes = hostMemoryBytes
    self.dollarsPerHour = dollarsPerHour
    self.link = link
    power = PowerCatalog.power(of: id, idle: idleWatts, host: hostWatts)
  }

  /// The format that the units multiply in when weights are stored in `format`: the format itself where there are
  /// units for it, else the 16-bit format that values are widened to.
  public func arithmeticFormat(for format: NumberFormat) -> NumberFormat {
    let arithmetic = format.arithmetic
    if arithmetic == .fp32 { return .fp32 }
    return peakFLOPs.value.contains { $0.format == arithmetic } ? arithmetic : .bf16
  }

  /// Peak FLOP/s when weights are stored in `format`.
  public func peakFLOPs(_ format: NumberFormat) -> Double {
    let arithmetic = arithmeticFormat(for: format)
    return peakFLOPs.value.first { $0.format == arithmetic }?.peak ?? peakFLOPs.value[0].peak
  }

  /// Refuses figures that cannot be, for an accelerator that a user describes.
  ///
  /// - Throws: ``InputError`` naming the figure.
  public func validate() throws(InputError) {
    let positive: [(String, Double)] = [
      ("memory", Double(memoryBytes.value)), ("bandwidth", bandwidthBytesPerSecond.value),
      ("peak FLOP/s", peakFLOPs.value.map(\.peak).min() ?? 0), ("processors", Double(processors.value)),
      ("maximum watts", maximumWatts.value), ("GEMM efficiency", gemmEfficiency.value),
      ("bandwidth efficiency", bandwidthEfficiency.value),
    ]
    for (figure, value) in positive where !(value > 0 && value < 1e20) {
      throw InputError("\(figure) of accelerator '\(id)' is \(value)", remedy: "a positive number")
    }
    guard peakFLOPs.value.contains(where: { $0.format == .bf16 }) else {
      throw InputError("accelerator '\(id)' has no bf16 rate", remedy: "give its dense bf16 FLOP/s")
    }
    guard idleWatts.value >= 0, idleWatts.value <= maximumWatts.value, hostWatts.value >= 0, hostWatts.value < 1e6 else {
      throw InputError("idle or host watts of accelerator '\(id)' are out of range", remedy: "0 to its maximum watts")
    }
    guard power.restWatts.value >= 0, power.restWatts.value <= idleWatts.value, power.offWatts >= 0, power.offWatts <= idleWatts.value
    else {
      throw InputError(
        "accelerator '\(id)' draws \(power.restWatts.value) W at rest and \(power.offWatts) W switched off, and \(idleWatts.value) W idle",
        remedy: "no more than its idle draw")
    }
    if let cap = powerCapWatts, !(cap > idleWatts.value && cap <= maximumWatts.value) {
      throw InputError(
        "a power cap of \(cap) W on accelerator '\(id)', which draws \(idleWatts.value) W with nothing to do",
        remedy: "above \(idleWatts.value) W, at most \(maximumWatts.value) W")
    }
    guard hostMemoryBytes.value >= 0 else {
      throw InputError("host memory of accelerator '\(id)' is \(hostMemoryBytes.value) bytes", remedy: "0 or more")
    }
    guard dollarsPerHour.value >= 0, dollarsPerHour.value < 1e9 else {
      throw InputError("price of accelerator '\(id)' is \(dollarsPerHour.value) dollars an hour", remedy: "0 or more")
    }
    guard gemmEfficiency.value <= 1, bandwidthEfficiency.value <= 1 else {
      throw InputError("an efficiency of accelerator '\(id)' is above 1", remedy: "a share of the peak, 0 to 1")
    }
  }
}

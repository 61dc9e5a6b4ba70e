/// What an accelerator draws, and what its server draws for it, beside the idle draw and the limit of its board.
public struct AcceleratorPower: Hashable, Sendable {
  /// What it draws above idle, by what it does.
  public var shares: Sourced<PowerShares>
  /// The lower of its two states of rest, in watts: its clocks are down.
  public var restWatts: Sourced<Double>
  /// How long after work it comes to rest while a program holds it, in seconds; nil where it never does, as long as there is
  /// one. A server that is up holds its accelerators.
  public var restAfterSeconds: Sourced<Double?>
  /// What it draws while its replica is switched off, in watts: nothing where the machine is given back.
  public var offWatts = 0.0
  /// The server that it stands in.
  public var server: Server

  /// What a server draws beside its accelerators.
  public struct Server: Hashable, Sendable {
    /// Processors, memory, drives, management, whatever stands in it, in watts.
    public var fixedWatts: Double
    /// What each accelerator adds: network adapters, switches, fans, in watts.
    public var wattsPerAccelerator: Double
    /// Accelerators that it holds.
    public var accelerators: Int
    /// Where the figures are from.
    public var source: String

    /// A server.
    public init(fixedWatts: Double, wattsPerAccelerator: Double, accelerators: Int, source: String) {
      self.fixedWatts = fixedWatts
      self.wattsPerAccelerator = wattsPerAccelerator
      self.accelerators = accelerators
      self.source = source
    }

    /// An accelerator's part of the draw of a full server.
    public var share: Sourced<Double> {
      Sourced(wattsPerAccelerator + fixedWatts / Double(max(1, accelerators)), source: source)
    }
  }

  /// The draw of an accelerator.
  public init(
    shares: Sourced<PowerShares>, restWatts: Sourced<Double>, restAfterSeconds: Sourced<Double?>, server: Server
  ) {
    self.shares = shares
    self.restWatts = restWatts
    self.restAfterSeconds = restAfterSeconds
    self.server = server
  }
}

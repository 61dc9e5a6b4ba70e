/// What an accelerator costs by the hour: a fixed sum, and electricity where that is paid apart.
struct AcceleratorPrice: Hashable, Sendable {
  /// US dollars an hour, whatever the accelerator does.
  let dollarsPerHour: Double
  /// US dollars for a kilowatt-hour that the machines draw, the overhead of their site included; nil where it is in the price.
  let dollarsPerKilowattHour: Double?
}

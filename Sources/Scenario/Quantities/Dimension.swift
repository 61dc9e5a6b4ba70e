/// What a quantity measures. A number under a key with a dimension must carry one of its units.
public enum Dimension: String, Hashable, Sendable, CaseIterable {
  /// A length of time.
  case time
  /// Requests in a time.
  case requestRate = "request rate"
  /// Tokens in a time.
  case tokenRate = "token rate"
  /// An amount of data.
  case bytes = "amount of data"
  /// Data in a time.
  case bandwidth
  /// Floating point operations in a time.
  case computeRate = "compute rate"
  /// Power.
  case power
  /// Money in a time.
  case price
  /// Carbon dioxide for an amount of electricity.
  case carbonIntensity = "carbon intensity"
  /// Money.
  case money = "amount of money"
  /// Money for an amount of electricity.
  case electricityPrice = "price of electricity"
  /// An amount of carbon dioxide.
  case carbonMass = "mass of carbon dioxide"

  /// One unit of a dimension.
  struct Unit: Hashable, Sendable {
    /// As it is written after the number.
    let symbol: String
    /// How many base units it is: `multiple x 10^power / divisor`.
    let multiple: Int64
    let power: Int
    let divisor: Int64

    init(_ symbol: String, times multiple: Int64 = 1, tenTo power: Int = 0, over divisor: Int64 = 1) {
      self.symbol = symbol
      self.multiple = multiple
      self.power = power
      self.divisor = divisor
    }
  }

  /// All units. Times are in picoseconds; of the rest the first unit is the base unit, in which values are kept.
  var units: [Unit] {
    switch self {
    case .time:
      [
        Unit("ps"), Unit("ns", times: 1000), Unit("us", times: 1_000_000), Unit("ms", times: 1_000_000_000),
        Unit("s", times: 1_000_000_000_000), Unit("min", times: 60_000_000_000_000), Unit("h", times: 3_600_000_000_000_000),
        Unit("d", times: 86_400_000_000_000_000),
      ]
    case .requestRate: [Unit("req/s"), Unit("req/min", over: 60), Unit("req/h", over: 3600)]
    case .tokenRate: [Unit("tokens/s"), Unit("tokens/min", over: 60), Unit("tokens/h", over: 3600)]
    case .bytes:
      [
        Unit("B"), Unit("KB", tenTo: 3), Unit("MB", tenTo: 6), Unit("GB", tenTo: 9), Unit("TB", tenTo: 12),
        Unit("KiB", times: 1 << 10), Unit("MiB", times: 1 << 20), Unit("GiB", times: 1 << 30), Unit("TiB", times: 1 << 40),
      ]
    case .bandwidth:
      [
        Unit("GB/s"), Unit("TB/s", tenTo: 3), Unit("MB/s", tenTo: -3), Unit("GiB/s", times: 1 << 30, tenTo: -9),
        Unit("TiB/s", times: 1 << 40, tenTo: -9), Unit("Gbit/s", over: 8),
      ]
    case .computeRate: [Unit("TFLOPS"), Unit("PFLOPS", tenTo: 3), Unit("GFLOPS", tenTo: -3)]
    case .power: [Unit("W"), Unit("kW", tenTo: 3), Unit("MW", tenTo: 6)]
    case .price: [Unit("$/h")]
    case .carbonIntensity: [Unit("g/kWh"), Unit("kg/MWh")]
    case .money: [Unit("$")]
    case .electricityPrice: [Unit("$/kWh"), Unit("$/MWh", tenTo: -3)]
    case .carbonMass: [Unit("kg"), Unit("g", tenTo: -3), Unit("t", tenTo: 3)]
    }
  }

  /// The unit that people mean by a word which is none.
  var commonMistakes: [(written: String, meant: String)] {
    switch self {
    case .time:
      [
        ("µs", "us"), ("μs", "us"), ("usec", "us"), ("msec", "ms"), ("millis", "ms"), ("milliseconds", "ms"), ("sec", "s"), ("secs", "s"),
        ("second", "s"), ("seconds", "s"), ("m", "min"), ("mins", "min"), ("minute", "min"), ("minutes", "min"), ("hr", "h"),
        ("hrs", "h"), ("hour", "h"), ("hours", "h"), ("day", "d"), ("days", "d"),
      ]
    case .requestRate:
      [
        ("rps", "req/s"), ("qps", "req/s"), ("/s", "req/s"), ("requests/s", "req/s"), ("request/s", "req/s"), ("req/sec", "req/s"),
        ("hz", "req/s"), ("rpm", "req/min"), ("/min", "req/min"), ("/h", "req/h"),
      ]
    case .tokenRate: [("tok/s", "tokens/s"), ("tps", "tokens/s"), ("token/s", "tokens/s"), ("t/s", "tokens/s")]
    case .bytes: [("k", "KB"), ("m", "MB"), ("g", "GB"), ("t", "TB"), ("bytes", "B")]
    case .bandwidth: [("gbps", "Gbit/s"), ("gb/sec", "GB/s"), ("gbytes/s", "GB/s")]
    case .computeRate: [("tflops", "TFLOPS"), ("tflop/s", "TFLOPS"), ("gflops", "GFLOPS"), ("gflop/s", "GFLOPS")]
    case .power: [("watt", "W"), ("watts", "W")]
    case .price: [("$", "$/h"), ("usd", "$/h"), ("usd/h", "$/h"), ("$/hr", "$/h"), ("$/hour", "$/h"), ("dollars/h", "$/h")]
    case .carbonIntensity: [("g/kwh", "g/kWh"), ("gco2/kwh", "g/kWh"), ("kg/kwh", "kg/MWh")]
    case .money: [("usd", "$"), ("dollars", "$"), ("dollar", "$")]
    case .electricityPrice: [("$/kwh", "$/kWh"), ("usd/kwh", "$/kWh"), ("$", "$/kWh")]
    case .carbonMass: [("kgco2", "kg"), ("kgco2e", "kg"), ("kilograms", "kg")]
    }
  }

  /// A value as it is written, for messages and documentation.
  var example: String {
    switch self {
    case .time: "500 ms"
    case .requestRate: "12 req/s"
    case .tokenRate: "5000 tokens/s"
    case .bytes: "80 GB"
    case .bandwidth: "450 GB/s"
    case .computeRate: "2 TFLOPS"
    case .power: "700 W"
    case .price: "2.5 $/h"
    case .carbonIntensity: "380 g/kWh"
    case .money: "30000 $"
    case .electricityPrice: "0.08 $/kWh"
    case .carbonMass: "164 kg"
    }
  }
}

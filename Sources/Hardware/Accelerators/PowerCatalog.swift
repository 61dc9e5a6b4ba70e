/// What accelerators draw, by their ids: shares fitted to measured servers, states of rest, and servers.
///
/// The shares of a kind of memory stand for all boards with that memory of which no watts were measured. Stacked memory (HBM) takes
/// less for a byte than GDDR, so that no fit of one moves the other.
enum PowerCatalog {
  /// The draw of the accelerator with this id, whose board and host draw so much.
  static func power(of id: String, idle: Sourced<Double>, host: Sourced<Double>) -> AcceleratorPower {
    let rest = rests[id]
    return AcceleratorPower(
      shares: shares(of: id),
      restWatts: rest.map { Sourced($0.watts, source: $0.source) }
        ?? Sourced((restShare * idle.value).rounded(), source: "assumed: \(restShare) of the idle draw, as on H100, H200 and A100"),
      restAfterSeconds: rest.map { Sourced($0.afterSeconds, source: $0.source) }
        ?? Sourced(nil, source: "assumed: as H200, L40S and A40, whose clocks stay up as long as a program holds them"),
      server: server(id, host))
  }

  // MARK: Shares

  static func shares(of id: String) -> Sourced<PowerShares> {
    if let own = ownShares[id] { return own }
    if let other = sameChip[id], let shares = ownShares[other] {
      return Sourced(shares.value, source: "assumed: as \(other), the same architecture")
    }
    return gddr.contains(id) ? gddrShares : stackedShares
  }

  /// Boards whose shares were fitted or measured.
  private static let ownShares: [String: Sourced<PowerShares>] = [
    "h100-sxm": Sourced(PowerShares(active: 0.31, compute: 1.02, memory: 0.27, sampler: 0.72), source: fitted("H100")),
    "h200": measured,
    "b200": Sourced(PowerShares(active: 0.44, compute: 0.72, memory: 0.55, sampler: 0.47), source: fitted("B200")),
    "a100-80gb": Sourced(
      PowerShares(active: 0.1, compute: 0.9, memory: 0.7, sampler: 0.67),
      source: "two averages measured on DGX-A100 (Splitwise's data: decode of Llama-2-70B at 0.43 and of BLOOM-176B at 0.63 of the "
        + "limit; prefill at the limit: Splitwise, POLCA); sampling as measured on an H200"),
    "a6000": Sourced(
      PowerShares(active: 0.6, compute: 0.6, memory: 0.4, sampler: 0.67),
      source: "its limit in prefill and decode alike (LLMServingSim, power configuration: 300 W whenever it works); how that is "
        + "divided is assumed, and so is sampling, as on an H200"),
  ]

  /// 17 steady loads of one operator each, met within 4 % in the mean: products of three formats and of 16 to 8,192 rows, at full
  /// and at partial duty, attention, copies and norms; sampling: three kinds draw 0.67 to 0.88, and the sort of top-p the least.
  private static let measured = Sourced(
    PowerShares(active: 0.43, compute: 1.02, memory: 0.39, sampler: 0.67),
    source: "watts of single operators on an H200 (Benchmarks/measurements/h200-torch2.11/power.csv), least absolute error")

  private static func fitted(_ name: String) -> String {
    "fitted to steady states of vLLM 0.11 on \(name) (ML.ENERGY leaderboard v3); errors with models left out are in "
      + "docs/explanation/power.md"
  }

  private static let sameChip = [
    "a100-40gb": "a100-80gb", "h100-pcie": "h100-sxm", "h800": "h100-sxm", "h20": "h100-sxm", "b300": "b200", "gb200": "b200",
    "gb300": "b200", "a40": "a6000",
  ]

  /// Cards with GDDR memory.
  static let gddr: Set<String> = [
    "a40", "a6000", "l40s", "rtx-4090", "rtx-pro-6000", "t4", "a10", "a10g", "rtx-3090", "l4", "rtx-5090", "rtx-pro-6000-server",
  ]

  private static let gddrShares = Sourced(
    PowerShares(active: 0.43, compute: 1.02, memory: 0.39, sampler: 0.67),
    source: "assumed: no watts of this card were at hand; as single operators draw on an H200")

  private static let stackedShares = Sourced(
    measured.value, source: "assumed: as an H200, which has stacked memory as well")

  // MARK: Rest

  private struct Rest {
    let watts: Double
    let afterSeconds: Double?
    let source: String

    init(watts: Double, afterSeconds: Double? = nil, source: String) {
      self.watts = watts
      self.afterSeconds = afterSeconds
      self.source = source
    }
  }

  private static let restShare = 0.6

  private static let rests: [String: Rest] = [
    "h100-sxm": Rest(watts: 71.8, source: contexts), "a100-80gb": Rest(watts: 53.7, source: contexts),
    "a100-40gb": Rest(watts: 53.7, source: "assumed: as the 80 GB form"), "l40s": Rest(watts: 35.6, source: contexts),
    "h800": Rest(watts: 71.8, source: "assumed: as the H100"),
    "h200": Rest(
      watts: 80, source: "80 W 2.3 s after the last program has ended (Benchmarks/measurements/h200-torch2.11)"),
    "a40": Rest(watts: 30, source: "without a process (NVIDIA/open-gpu-kernel-modules issue 874)"),
    "a6000": Rest(
      watts: 33, afterSeconds: 18, source: "from 18 s after work on, with the server up (LLMServingSim, power configuration)"),
    "rtx-3090": Rest(
      watts: 28, afterSeconds: 18,
      source: "23 to 31 W in P8 with a model loaded (noonghunna/club-3090 issue 127); after 18 s assumed, as RTX A6000"),
    "rtx-4090": Rest(
      watts: 22, afterSeconds: 18, source: "22 W after inference (ollama/ollama issue 8591); after 18 s assumed, as RTX A6000"),
  ]

  static let contexts =
    "without a program on it and idle with a CUDA context (arXiv 2605.23918, as quoted in sgl-project/sglang issue 27567)"

  // MARK: Servers

  private static func server(_ id: String, _ host: Sourced<Double>) -> AcceleratorPower.Server {
    if gddr.contains(id) || id == "h100-pcie" {
      return AcceleratorPower.Server(
        fixedWatts: 219, wattsPerAccelerator: host.value - 219.0 / 4, accelerators: 4,
        source: "219 W without cards (LLMServingSim, server of its RTX A6000); the rest by card: \(host.source)")
    }
    let accelerators = ["gb200", "gb300"].contains(id) ? 72 : 8
    return AcceleratorPower.Server(
      fixedWatts: host.value * Double(accelerators) / 3, wattsPerAccelerator: host.value * 2 / 3, accelerators: accelerators,
      source: "a third fixed and the rest by accelerator (assumed); \(host.source)")
  }
}

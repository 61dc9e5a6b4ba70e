import Kernel

extension Scenario {
  /// Refuses scenarios that a plan cannot start from: those that promise nothing, whose load has no rate, that are several scenarios, or
  /// that say what a plan is to find: pools, a number of replicas that follows the load, what befalls single replicas, figures that
  /// belong to one layout.
  ///
  /// - Throws: ``InputError`` at the setting, with what to lay over the scenario.
  public func checkPlan() throws(InputError) {
    if isVaried {
      throw InputError("the scenario varies something, and a plan is of one question", file: file, remedy: "--set vary=null")
    }
    let root = Setting(value: .section(settings), place: draft.root.place)
    if objective == nil {
      throw root["objective"].place.error(
        "a plan needs an objective: what the fewest accelerators are to hold",
        remedy: "'objective: {ttft: 1 s, tpot: 50 ms, attainment: 99 %}', or --set objective.ttft=\"1 s\"")
    }
    try checkPlannedLoad(root)
    let only = pools[0].setting
    let faults: [(setting: Setting, isThere: Bool, what: String, remedy: String)] = [
      (root["pools"], !root["pools"].items.isEmpty, "the scenario has pools, and a plan finds them", "--set pools=null"),
      (
        root["failures"], !root["failures"].items.isEmpty,
        "the scenario has failures of replicas that a plan has not found yet; it tells by itself what one more replica is for",
        "--set failures=null"
      ),
      (
        only["scaling"], only["scaling"]["policy"].word != "fixed",
        "the number of replicas follows the load, and a plan finds a fixed one", "--set scaling=fixed"
      ),
      (
        only["step_times"], !only["step_times"].members.isEmpty, "the measured times of iterations are those of one layout",
        "--set step_times=null"
      ),
      (
        only["engine.kv_blocks"], only["engine.kv_blocks"].count != nil, "so many KV blocks are those of one layout",
        "--set engine.kv_blocks=null"
      ),
    ]
    if let placement = only["speculation"].member("placement"), !placement.members.isEmpty {
      throw placement.place.error(
        "the draft has accelerators of its own, and a plan counts those of one kind", remedy: "--set speculation.placement=same")
    }
    if let fault = faults.first(where: \.isThere) { throw fault.setting.place.error(fault.what, remedy: fault.remedy) }
    if run.warmUp == .automatic {
      throw root["run.warm_up"].place.error(
        "a plan counts requests while they end, and an automatic warm-up is found afterwards", remedy: "--set run.warm_up=none")
    }
  }

  /// A load without a rate has no fewest replicas: a closed loop takes what it gets, and a batch takes its time.
  private func checkPlannedLoad(_ root: Setting) throws(InputError) {
    let load = root["workload"]
    let remedy = "a rate of arrivals, such as --set workload.arrivals=\"{process: poisson, rate: 20 req/s}\""
    if workload.concurrency != nil {
      throw load["concurrency"].place.error(
        "a plan needs a load with a rate, and a closed loop has none", remedy: "--set workload.concurrency=null, and " + remedy)
    }
    if load["day"].text != nil {
      throw load["day"].place.error(
        "a plan needs a rate that stays, and this one follows the hours", remedy: "--set workload.day=null, and its curve as --day")
    }
    if load.member("arrivals")?["process"].word == "at_once" {
      throw load["arrivals"].place.error("a plan needs a load with a rate, and this one comes all at once", remedy: remedy)
    }
  }
}

import Hardware
import Kernel

extension PoolSettings {
  /// Lays what the scenario says of the draw of an accelerator over the catalog's figures: idle, at rest, switched off, and in its
  /// server.
  ///
  /// - Throws: ``InputError`` where a state that should draw less draws more.
  func applyDraw(_ figures: inout Accelerator) throws(InputError) {
    let origin = "the scenario"
    if let watts = setting["accelerator.idle_power"].number {
      figures.idleWatts = Sourced(watts, source: origin)
      // Of the two states the catalog's lower one is not above the scenario's higher one.
      figures.power.restWatts.value = min(figures.power.restWatts.value, watts)
    }
    let idle = figures.idleWatts.value
    if let watts = setting["accelerator.rest_power"].number {
      try checkDraw("accelerator.rest_power", watts, idle)
      figures.power.restWatts = Sourced(watts, source: origin)
    }
    let after = setting["accelerator.rest_after"]
    if let time = after.time { figures.power.restAfterSeconds = Sourced(time.seconds, source: origin) }
    if after.word == "never" { figures.power.restAfterSeconds = Sourced(nil, source: origin) }
    let off = setting["accelerator.off_power"]
    if off.word == "rest" { figures.power.offWatts = figures.power.restWatts.value }
    if let watts = off.number {
      try checkDraw("accelerator.off_power", watts, idle)
      figures.power.offWatts = watts
    }
    applyServer(&figures, origin)
  }

  private func checkDraw(_ key: String, _ watts: Double, _ idle: Double) throws(InputError) {
    if watts <= idle { return }
    throw setting[key].place.error(
      "\(key) of \(Quantity.text(watts)) W on \(accelerator), which draws \(Quantity.text(idle)) W idle",
      remedy: "at most \(Quantity.text(idle)) W, or a higher accelerator.idle_power")
  }

  private func applyServer(_ figures: inout Accelerator, _ origin: String) {
    let keys = ["server_power", "server_card_power", "server_cards"].map { setting["accelerator." + $0] }
    if let watts = keys[0].number { figures.power.server.fixedWatts = watts }
    if let watts = keys[1].number { figures.power.server.wattsPerAccelerator = watts }
    if let count = keys[2].count { figures.power.server.accelerators = count }
    if keys[0].number != nil || keys[1].number != nil || keys[2].count != nil {
      figures.power.server.source = origin
      figures.hostWatts = figures.power.server.share
    }
    if let watts = setting["accelerator.host_power"].number { figures.hostWatts = Sourced(watts, source: origin) }
  }
}

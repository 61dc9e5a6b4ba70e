import Kernel

/// The requests of one engine, by what they wait for or do.
struct EngineQueues: BitwiseCopyable {
  var waiting = RequestQueue<PlaceChain>()
  private var order = WaitingOrder()
  /// How many of those that wait had run before.
  private(set) var waitingAgain = 0
  /// When a request came into the queue last.
  var lastQueued = Instant.start
  /// Requests whose KV has been handed over to this engine and that are not admitted yet.
  var landed = RequestQueue<PlaceChain>()
  /// Requests whose KV lies in the host's memory.
  var swapped = RequestQueue<PlaceChain>()
  var running = RequestQueue<PlaceChain>()
  var prefilling = RequestQueue<PrefillChain>()

  /// Requests in any of them.
  var count: Int { waiting.count + running.count + swapped.count + landed.count }

  /// Puts a request into the queue: at one of its ends, or where its key has it if the policy orders the queue.
  @inline(__always) mutating func enter(_ slot: Slot, atHead: Bool, isOrdered: Bool, _ requests: inout RequestTable) {
    if requests[history: slot].preemptions > 0 { waitingAgain += 1 }
    if isOrdered {
      enterInOrder(slot, &requests)
    } else if atHead {
      waiting.prepend(slot, &requests)
    } else {
      waiting.append(slot, &requests)
    }
  }

  @inline(never) private mutating func enterInOrder(_ slot: Slot, _ requests: inout RequestTable) {
    waiting.insert(slot, behind: order.insert(slot, &requests.order), &requests)
  }

  /// Takes a request out of the queue.
  @inline(__always) mutating func leave(_ slot: Slot, isOrdered: Bool, _ requests: inout RequestTable) {
    waiting.remove(slot, &requests)
    if isOrdered { order.remove(slot, &requests.order) }
    if requests[history: slot].preemptions > 0 { waitingAgain -= 1 }
  }
}

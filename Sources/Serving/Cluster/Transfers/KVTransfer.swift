import Kernel
import Network

/// One hand-over under way: KV on its way from an engine to another, or waiting for room there.
struct KVTransfer: BitwiseCopyable {
  var slot: Slot
  var source: Int32
  var destination: Int32
  /// Blocks kept at the destination; 0 while it waits for room.
  var blocks = 0
  /// The flow in the network; negative where none is under way.
  var flow: Int32 = -1
  /// Its way, known once bytes have been sent: no links before.
  var path = NetworkPath()
  /// Bytes that have been sent.
  var sentBytes = 0
  var asked: Instant
  var started = Instant.never
  /// When the prompt was computed; never while it is not.
  var prefillEnd = Instant.never
  /// The next that waits for room at the destination.
  var next: Int32 = -1
  /// Which of the hand-overs with this number it is, so that a wake for one that was called off is not taken for it.
  var generation: UInt32 = 0
}

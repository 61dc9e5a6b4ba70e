import Kernel

/// What happened to one hand-over, told once, when the KV has arrived.
public struct HandOverRecord: Hashable, Sendable, BitwiseCopyable {
  /// The request, by position in the load.
  public var request: Int
  /// The replica that computed the prompt.
  public var source: Int
  /// The replica that decodes.
  public var destination: Int
  /// Bytes moved.
  public var bytes: Int
  /// When the prompt was computed.
  public var prefillEnd: Instant
  /// When room was asked for at the destination: at the end of the prefill, or while it ran where layers are sent one by one.
  public var asked: Instant
  /// When room was there and the bytes set out.
  public var started: Instant
  /// When the last byte arrived.
  public var arrived: Instant

  /// A hand-over's history.
  public init(
    request: Int, source: Int, destination: Int, bytes: Int, prefillEnd: Instant, asked: Instant, started: Instant, arrived: Instant
  ) {
    self.request = request
    self.source = source
    self.destination = destination
    self.bytes = bytes
    self.prefillEnd = prefillEnd
    self.asked = asked
    self.started = started
    self.arrived = arrived
  }

  /// What the request waited for its KV: from the end of its prefill to the arrival of the last byte.
  public var visible: Duration { arrived - prefillEnd }
  /// How long it waited for room at the destination.
  public var waitedForRoom: Duration { started - asked }
  /// How long its bytes were on the way.
  public var transfer: Duration { arrived - started }
}

import Kernel

/// KV as it is sent: which request's, its tokens, and the bytes of its blocks.
package struct KeyValueFrame {
  package var request: Int
  /// Prompt and first token.
  package var tokens: [Int32]
  package var keyValues: [UInt8]

  /// KV of a request.
  package init(request: Int, tokens: [Int32], keyValues: [UInt8]) {
    self.request = request
    self.tokens = tokens
    self.keyValues = keyValues
  }

  /// The KV in a frame.
  ///
  /// - Throws: ``InputError`` where it has none.
  package init(_ frame: EngineFrame) throws(InputError) {
    let body = frame.body
    let count = body.count >= 16 ? EngineFrame.number(in: body[8..<16]) : -1
    guard count >= 0, count <= (body.count - 16) / 4 else {
      throw InputError("an engine sent KV of \(body.count) bytes that cannot be read", remedy: "the same program on both sides")
    }
    request = EngineFrame.number(in: body[0..<8])
    tokens = (0..<count).map { index in
      let place = 16 + 4 * index
      return Int32(
        bitPattern: UInt32(body[place]) | UInt32(body[place + 1]) << 8 | UInt32(body[place + 2]) << 16 | UInt32(body[place + 3]) << 24)
    }
    keyValues = Array(body[(16 + 4 * count)...])
  }

  /// The frame to send.
  package var frame: EngineFrame {
    var body: [UInt8] = []
    body.reserveCapacity(16 + 4 * tokens.count + keyValues.count)
    body += EngineFrame.bytes(of: UInt64(bitPattern: Int64(request)))
    body += EngineFrame.bytes(of: UInt64(tokens.count))
    for token in tokens {
      let word = UInt32(bitPattern: token)
      for shift: UInt32 in [0, 8, 16, 24] { body.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    body += keyValues
    return EngineFrame(.keyValues, body)
  }
}

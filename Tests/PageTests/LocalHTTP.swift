import Foundation

/// The little of HTTP that a program on this machine is spoken to with: a request, its answer, and no more on the connection.
///
/// Foundation's own client refuses the head of chromedriver's answers ("Failed writing header").
struct LocalHTTP {
  /// A connection that could not be made, or an answer that is none.
  struct Fault: Error {
    let what: String
  }

  /// The port that is listened on.
  let port: UInt16

  /// The body of the answer to a request with a body of JSON.
  func send(_ method: String, _ path: String, _ body: Data) throws -> Data {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Fault(what: "no socket") }
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard connected == 0 else { throw Fault(what: "nobody listens on port \(port)") }
    let head =
      "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\n"
      + "Connection: close\r\n\r\n"
    let request = Array(head.utf8) + body
    var sent = 0
    while sent < request.count {
      let count = request[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw Fault(what: "the connection broke while a request was sent") }
      sent += count
    }
    return try answer(descriptor)
  }

  private func answer(_ descriptor: Int32) throws -> Data {
    var received = Data()
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let end = received.range(of: Data("\r\n\r\n".utf8)), let length = Self.length(received[..<end.lowerBound]),
        received.count >= end.upperBound + length
      {
        return received[end.upperBound..<(end.upperBound + length)]
      }
      let count = recv(descriptor, &part, part.count, 0)
      guard count > 0 else { throw Fault(what: "the connection broke before the answer ended") }
      received.append(contentsOf: part[..<count])
    }
  }

  private static func length(_ head: Data) -> Int? {
    let lines = String(decoding: head, as: UTF8.self).lowercased().split(separator: "\r\n")
    let field = lines.first { $0.hasPrefix("content-length:") }?.dropFirst("content-length:".count)
    return field.flatMap { Int($0.filter { $0 != " " }) }
  }
}

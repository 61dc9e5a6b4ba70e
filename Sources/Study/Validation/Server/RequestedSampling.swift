import Kernel
import Model

/// What the requests of a measurement asked of sampling, figure by figure; what they left open is the server's own.
struct RequestedSampling: Hashable, Sendable {
  /// Keys of a scenario's `sampling` with their values, as written.
  private(set) var figures: [String] = []

  /// Nothing was asked.
  init() {}

  /// The figures of one sampling, whatever the server's own.
  init(_ sampling: Sampling) {
    if sampling.isGreedy {
      figures = ["from: greedy"]
      return
    }
    figures = ["from: random", "temperature: \(sampling.temperature)"]
    if let topK = sampling.topK { figures.append("top_k: \(topK)") }
    let others = [
      ("top_p", sampling.topP, 1.0), ("min_p", sampling.minP, 0), ("repetition_penalty", sampling.repetitionPenalty, 1),
      ("presence_penalty", sampling.presencePenalty, 0), ("frequency_penalty", sampling.frequencyPenalty, 0),
    ]
    for (key, value, none) in others where value != none { figures.append("\(key): \(value)") }
  }

  /// What a record has under the names of the OpenAI interface, as bodies of requests and settings of clients are written.
  ///
  /// - Throws: ``InputError`` for what is no number.
  init(_ record: JSONRecord) throws(InputError) {
    for key in ["temperature", "top_p", "min_p", "repetition_penalty", "presence_penalty", "frequency_penalty"] {
      if let value = try Self.number(key, of: record) { figures.append("\(key): \(value)") }
    }
    // Zero and below stand for all tokens.
    if let count = try Self.number("top_k", of: record) {
      figures.append("top_k: \(count >= 1 && count <= 1e9 ? "\(Int(count))" : "none")")
    }
  }

  /// A number, or the text of one that a command line gave.
  private static func number(_ key: String, of record: JSONRecord) throws(InputError) -> Double? {
    guard let text = try? record.text(key) else { return try record.number(key) }
    guard let value = Double(text), value.isFinite else { throw record.fault("'\(key)' is '\(text.prefix(40))'", remedy: "a number") }
    return value
  }

  /// What the published defaults of the repository that was served ask for, where they are known: its siblings of the same shape may ask
  /// for others.
  init?(repository: String) {
    guard let sampling = PublishedSampling.sampling(ofRepository: repository) else { return nil }
    self.init(sampling)
  }

  /// Whether nothing was asked.
  var isEmpty: Bool { figures.isEmpty }

  /// The same with the figures of a request over those of the server.
  func with(_ request: RequestedSampling) -> RequestedSampling {
    func key(_ figure: String) -> Substring { figure.prefix { $0 != ":" } }
    var whole = self
    whole.figures.removeAll { own in request.figures.contains { key($0) == key(own) } }
    whole.figures += request.figures
    return whole
  }

  /// The setting of a scenario.
  var text: String { "sampling: {\(figures.joined(separator: ", "))}" }
}

import Kernel

/// A client of ServeGen's published pools: how often it asks, window by window, and how long its prompts and outputs are
/// (Xiang et al., "ServeGen: Workload Characterization and Generation of Large Language Model Serving in Production",
/// arXiv:2505.09999; github.com/alibaba/ServeGen, `data/`).
struct ServeGenClient {
  /// What the gaps between its requests follow.
  enum Gaps {
    /// A gamma distribution of this shape.
    case gamma(shape: Double)
    /// A Weibull distribution of this shape.
    case weibull(shape: Double)
  }

  /// What a client does in a window of time; nothing where it is silent.
  struct Window {
    let start: Int
    let requestsPerSecond: Double
    let gaps: Gaps
  }

  /// Its number in the pool.
  let number: Int
  /// The windows in which it asks, and the start of every window of the pool.
  let windows: [Window]
  let starts: [Int]

  /// Reads a client's `chunk-N-trace.csv`: a line a window of start, requests/s, coefficient of variation, family, shape and scale.
  ///
  /// - Throws: ``InputError`` with file and line.
  init(number: Int, path: String) throws {
    self.number = number
    var (windows, starts) = ([Window](), [Int]())
    let lines = try LineReader(path: path)
    do {
      while let line = try lines.next() {
        if line.isEmpty { continue }
        let fields = CSVTable.fields(of: Substring(String(decoding: line, as: UTF8.self)))
        guard fields.count == 6, let start = Int(fields[0]), start >= 0, start > starts.last ?? -1, let rate = Double(fields[1]),
          rate.isFinite, 0...1e9 ~= rate
        else {
          throw InputError(
            "this is no window of a client", remedy: "a line holds start, requests/s, coefficient of variation, family, shape and scale")
        }
        starts.append(start)
        if rate == 0 || fields[3].isEmpty { continue }
        windows.append(Window(start: start, requestsPerSecond: rate, gaps: try Self.gaps(fields[3], fields[4])))
      }
    } catch var error as InputError {
      error.file = path
      error.line = error.line ?? lines.lineNumber
      throw error
    }
    self.windows = windows
    self.starts = starts
  }

  private static func gaps(_ family: String, _ text: String) throws -> Gaps {
    guard let shape = Double(text), shape.isFinite, 0.01...1e6 ~= shape else {
      throw InputError("the shape '\(text.prefix(40))' of the gaps", remedy: "a number from 0.01 to 1000000")
    }
    switch family {
    case "Gamma": return .gamma(shape: shape)
    case "Weibull": return .weibull(shape: shape)
    default: throw InputError("gaps of the family '\(family.prefix(40))'", remedy: "ServeGen's are Gamma and Weibull")
    }
  }
}

extension ServeGenClient.Gaps {
  /// A gap, in any unit: what comes of a window is stretched to fill it.
  func draw(_ stream: inout RandomStream) -> Double {
    switch self {
    case .gamma(let shape): stream.gamma(shape: shape, mean: 1)
    case .weibull(let shape): power(stream.exponential(mean: 1), 1 / shape)
    }
  }
}

/// What a user says of a trace that the file does not say itself.
public struct TraceHints: Hashable, Sendable {
  /// What its times count.
  public var timeUnit: TimeUnit
  /// Which of its columns or keys say what; nil where their names are known.
  public var columns: TraceColumns?
  /// How many characters of a text make a token, for data sets of texts; nil where no lengths are to be told from texts.
  public var charactersPerToken: Double?
  /// When the later turns of its sessions come.
  public var sessions: SessionMode
  /// How many adapters its requests may ask for; nil where columns of adapters are passed over.
  public var adapters: Int?
  /// Whether a trace that tells no adapters is refused where requests may ask for some.
  public var needsAdapters = true
  /// Whether requests are to show the images that the trace tells, which is refused where it tells none; else they are counted alone.
  public var readsImages = false

  /// The characters a token that can be given.
  public static let charactersPerTokenBounds = 0.1...1000.0

  /// Nothing, where nothing is given.
  public init(
    timeUnit: TimeUnit = .automatic, columns: TraceColumns? = nil, charactersPerToken: Double? = nil, sessions: SessionMode = .automatic
  ) {
    self.timeUnit = timeUnit
    self.columns = columns
    self.charactersPerToken = charactersPerToken
    self.sessions = sessions
  }
}

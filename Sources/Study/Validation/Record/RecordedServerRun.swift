import Kernel

/// A run of a real server: who came when, what it took, and how the engine was set.
///
/// Its folder holds `requests.jsonl` (a request a line: `input_toks`, `output_toks` and the engine's clock in seconds at
/// `queued_ts`, `scheduled_ts`, `first_token_ts` and `last_token_ts`) and `meta.json` (the engine's settings). It may hold
/// `trace-16-token-blocks.jsonl` (the identity of every full block of each prompt), `timeseries.csv` (what waits and runs,
/// second by second), `config.json` (the hardware, where `meta.json` does not name it) and `summary.txt` (what another
/// simulator predicted). It is the form in which LLMServingSim publishes its vLLM runs.
///
/// Requests are replayed as the engine's queue saw them: the front end's time before that is not in the record.
public struct RecordedServerRun: Sendable {
  /// What the run is called: the folder's name.
  public let name: String
  /// The folder.
  public let folder: String
  /// The requests, in the order in which the engine queued them.
  public let requests: [RecordedRequest]
  /// The engine's settings.
  public let settings: ServerSettings
  /// What was taken for granted where the record says nothing, for people.
  public let notes: [String]
  /// What the server's monitor saw, second by second; empty where it is not told.
  public let series: [RecordedSample]
  /// What another simulator predicted, where the folder tells it.
  public let peer: PeerPrediction?

  /// Reads the folder at `path`.
  ///
  /// - Throws: ``InputError`` for files that are missing or broken, with the file, its line and what would be right.
  public init(folder path: String) throws {
    let folder = try RunFolder(path)
    var reader = try ServerSettingsReader(folder)
    settings = try reader.settings()
    requests = try RecordedRequestReader(folder).requests(blockTokens: settings.blockTokens)
    series = try RecordedSample.samples(of: try folder.text("timeseries.csv"), file: folder.path("timeseries.csv"))
    if let text = try folder.text("summary.txt") {
      peer = try PeerPrediction(text, file: folder.path("summary.txt"))
    } else {
      peer = nil
    }
    name = folder.name
    self.folder = folder.path
    notes = reader.notes
  }
}

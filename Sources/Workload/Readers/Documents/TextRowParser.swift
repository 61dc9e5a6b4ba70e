import Kernel

/// Reads rows of a data set of texts, whose lengths are told from their characters: by so many characters a token, as a user gives it.
///
/// A row has its prompt under a key such as `prompt` (vLLM's custom data sets, AIPerf) and its output as a number of tokens or as a text;
/// or it is a conversation (ShareGPT, chats), of which what stands before the first answer is the prompt, and the answer the output, as
/// vLLM's and SGLang's benchmarks take it.
final class TextRowParser: RowParser {
  let times = TimeParser(.seconds)
  let notes: RowNotes
  private let charactersPerToken: Double
  private var prompt = 0
  private var output: Int?
  private var outputTokens: Int?
  private var images = 0

  private static let prompts = ["prompt", "text_input", "text", "question", "instruction", "input_text", "input"]
  private static let outputs = ["completion", "response", "answer", "output", "output_text", "generated_text"]
  private static let conversations = ["conversations", "conversation", "messages"]

  init(charactersPerToken: Double, readsImages: Bool = false) {
    self.charactersPerToken = charactersPerToken
    notes = RowNotes(noun: "keys", readsImages: readsImages)
  }

  /// What lengths are told from, in words.
  var words: String { "lengths told from texts, at \(DecimalText.short(charactersPerToken)) characters a token" }

  func parse(_ line: TraceLine) throws -> TraceRow? {
    defer { withExtendedLifetime(line) {} }
    var cursor = ByteCursor(line)
    let row = try object(&cursor)
    cursor.skipBlanks()
    guard cursor.byte == -1 else { throw cursor.fault("unexpected text after the object", remedy: "one object a line") }
    return row
  }

  /// Reads one row that stands at the cursor; nil for one without an answer.
  func object(_ cursor: inout ByteCursor) throws -> TraceRow? {
    (prompt, output, outputTokens, images) = (0, nil, nil, 0)
    var hasPrompt = false
    try JSONScan.members(&cursor) { cursor, name, length in
      let key = String(decoding: name.bytes(count: min(length, 40)), as: UTF8.self)
      if Self.conversations.contains(key) {
        hasPrompt = true
        try conversation(&cursor)
      } else if FieldNames.meaning(of: key)?.field == .output, cursor.digit <= 9 {
        outputTokens = try cursor.tokens("the output length")
      } else if cursor.byte == 0x22, Self.prompts.contains(key) {
        hasPrompt = true
        prompt += try Self.characters(&cursor)
      } else if cursor.byte == 0x22, Self.outputs.contains(key) {
        output = try (output ?? 0) + Self.characters(&cursor)
      } else {
        try notes.passOver(name, length: length)
        try JSONScan.skipValue(&cursor)
      }
    }
    guard hasPrompt else { throw cursor.fault("the row has no prompt", remedy: "it stands under \(RowNotes.list(Self.prompts))") }
    guard let outputTokens = outputTokens ?? output.map(tokens) else { return nil }
    var row = TraceRow()
    (row.promptTokens, row.outputTokens) = (tokens(prompt), outputTokens)
    row.images = images
    return row
  }

  private func tokens(_ characters: Int) -> Int {
    min(Int((Double(characters) / charactersPerToken).rounded(.up)), Arrival.maximumTokens)
  }

  /// The turns of a conversation up to its first answer; those behind are passed over.
  private func conversation(_ cursor: inout ByteCursor) throws {
    var hasAnswer = false
    try JSONScan.elements(&cursor) { cursor in
      var (isAnswer, characters, shown) = (false, 0, images)
      try JSONScan.members(&cursor) { cursor, name, length in
        if name.isText("from", count: length) || name.isText("role", count: length) {
          let who = String(decoding: try JSONScan.scalar(&cursor) ?? [], as: UTF8.self)
          isAnswer = ["gpt", "assistant", "chatgpt", "bing", "bard", "model"].contains(who)
        } else if name.isText("value", count: length) || name.isText("content", count: length) {
          characters += try content(&cursor)
        } else {
          try JSONScan.skipValue(&cursor)
        }
      }
      // What an answer shows, and all behind it, is in no prompt.
      swap(&shown, &images)
      if hasAnswer { return }
      if isAnswer {
        output = characters
        hasAnswer = true
      } else {
        prompt += characters
        images = shown
      }
    }
  }

  /// The characters of a text, or of the texts of a list of parts; other parts are images.
  private func content(_ cursor: inout ByteCursor) throws -> Int {
    if cursor.byte == 0x22 { return try Self.characters(&cursor) }
    guard cursor.byte == 0x5B else {
      try JSONScan.skipValue(&cursor)
      return 0
    }
    var (characters, images) = (0, 0)
    try JSONScan.elements(&cursor) { cursor in
      guard cursor.byte == 0x7B else { return try JSONScan.skipValue(&cursor) }
      try JSONScan.members(&cursor) { cursor, name, length in
        if name.isText("text", count: length), cursor.byte == 0x22 {
          characters += try Self.characters(&cursor)
        } else {
          if name.isText("image_url", count: length) { images += 1 }
          try JSONScan.skipValue(&cursor)
        }
      }
    }
    self.images += try notes.note(images: images, cursor)
    return characters
  }

  /// The characters of a text in quotes: an escape counts one, and bytes that continue a character none.
  static func characters(_ cursor: inout ByteCursor) throws -> Int {
    let start = cursor
    try JSONScan.skipString(&cursor)
    let bytes = start.bytes(upTo: cursor).dropFirst().dropLast()
    var (count, place) = (0, bytes.startIndex)
    while place < bytes.endIndex {
      let byte = bytes[place]
      if byte == 0x5C {
        place += place + 1 < bytes.endIndex && bytes[place + 1] == 0x75 ? 6 : 2
        count += 1
      } else {
        if byte & 0xC0 != 0x80 { count += 1 }
        place += 1
      }
    }
    return count
  }
}

import Foundation
import Kernel

extension TraceProfile {
  private static let schema = "windtunnel-trace-profile"

  /// Reads a profile file.
  ///
  /// - Throws: ``InputError`` with file and line where it is missing, no JSON, of another schema or version, or holds
  ///   figures that make no distribution.
  public static func read(path: String) throws -> TraceProfile {
    let bytes = try OpenFile.contents(path, limit: 16 << 20)
    do {
      guard bytes.contains(where: { $0 > 0x20 }) else { throw InputError("the file is empty", line: 1) }
      return try TraceProfile(JSONValue(parsing: bytes))
    } catch var error as InputError {
      error.file = path
      throw error
    }
  }

  /// Writes the profile as JSON, under a temporary name first.
  ///
  /// - Throws: ``InputError`` where the file cannot be written.
  public func write(path: String) throws {
    let file = try ReplacingFile(path: path)
    try file.append(json)
    try file.complete()
  }

  // MARK: Reading

  private init(_ node: JSONValue) throws {
    guard node.members != nil else { throw InputError("a profile is a JSON object", line: node.line) }
    guard try node.text("schema") == Self.schema else {
      throw InputError("the schema is '\(try node.text("schema"))'", line: node.line, remedy: "a profile has '\(Self.schema)'")
    }
    guard try node.whole("version") == Self.version else {
      throw InputError(
        "a profile of version \(try node.whole("version"))", line: node.line, remedy: "this program reads version \(Self.version)")
    }
    try node.onlyMembers(["schema", "version", "name", "attribution", "requests", "span_ps", "arrivals", "lengths", "sharing", "sessions"])
    name = try node.text("name")
    attribution = try node.text("attribution")
    requests = try node.whole("requests")
    guard let spanText = try node.member("span_ps").text, let picoseconds = Int64(spanText), picoseconds > 0, requests > 0
    else {
      throw InputError(
        "'requests' or 'span_ps' is not positive", line: node.line, remedy: "the span is a text of decimal digits, in picoseconds")
    }
    span = Duration(picoseconds: picoseconds)
    arrivals = try Self.placed(node.member("arrivals"), Self.arrivals)
    lengths = try Self.placed(node.member("lengths"), Self.lengths)
    sharing = try node.optionalMember("sharing").map { try Self.placed($0, Self.sharing) }
    sessions = try node.optionalMember("sessions").map { try Self.placed($0, Self.sessions) }
  }

  /// Adds the node's line to faults that have none.
  private static func placed<Part>(_ node: JSONValue, _ read: (JSONValue) throws -> Part) throws -> Part {
    do { return try read(node) } catch var error as InputError {
      error.line = error.line ?? node.line
      throw error
    }
  }

  private static func curve(_ node: JSONValue) throws -> QuantileCurve {
    try placed(node) { try QuantileCurve(levels: $0.numbers("levels"), values: $0.wholes("values")) }
  }

  private static func arrivals(_ node: JSONValue) throws -> ArrivalShape {
    try node.onlyMembers(["batches_by_piece", "gap_millionths", "batch_size"])
    return try ArrivalShape(
      batchesByPiece: node.wholes("batches_by_piece"), gapMillionths: curve(node.member("gap_millionths")),
      batchSize: curve(node.member("batch_size")))
  }

  private static func lengths(_ node: JSONValue) throws -> JointLengths {
    try node.onlyMembers(["prompt", "output_by_prompt"])
    return try JointLengths(
      prompt: curve(node.member("prompt")),
      cells: node.list("output_by_prompt").map { JointLengths.Cell(endLevel: try $0.number("to_level"), output: try curve($0)) })
  }

  private static func sharing(_ node: JSONValue) throws -> PrefixSharing {
    try node.onlyMembers(["block_tokens", "root_blocks", "root_share", "reuse_distance", "by_prompt"])
    return try PrefixSharing(
      blockTokens: node.whole("block_tokens"), rootBlocks: node.whole("root_blocks"), rootShare: node.number("root_share"),
      cells: node.list("by_prompt").map {
        PrefixSharing.Cell(
          largestBlocks: try $0.whole("to_blocks"), continuingShare: try $0.number("continuing_share"),
          depthPerMille: try curve($0.member("depth_per_mille")))
      },
      reuseDistance: curve(node.member("reuse_distance")))
  }

  private static func sessions(_ node: JSONValue) throws -> SessionShape {
    try node.onlyMembers(["turns", "delay_us", "growth"])
    return try SessionShape(
      turns: curve(node.member("turns")), delayMicroseconds: curve(node.member("delay_us")), growth: lengths(node.member("growth")))
  }

  // MARK: Writing

  /// The profile as JSON, the same bytes for the same profile.
  var json: String {
    var members = [
      "\"schema\": \"\(Self.schema)\"", "\"version\": \(Self.version)", "\"name\": \(JSONText.quoted(name))",
      "\"attribution\": \(JSONText.quoted(attribution))", "\"requests\": \(requests)", "\"span_ps\": \"\(span.picoseconds)\"",
      "\"arrivals\": {\n    \"batches_by_piece\": \(arrivals.batchesByPiece),\n    \"gap_millionths\": {\(Self.members(arrivals.gapMillionths))},\n"
        + "    \"batch_size\": {\(Self.members(arrivals.batchSize))}\n  }",
      "\"lengths\": \(Self.object(lengths))",
    ]
    if let sharing {
      let cells = sharing.cells.map {
        "      {\"to_blocks\": \($0.largestBlocks), \"continuing_share\": \($0.continuingShare), "
          + "\"depth_per_mille\": {\(Self.members($0.depthPerMille))}}"
      }
      members.append(
        "\"sharing\": {\n    \"block_tokens\": \(sharing.blockTokens),\n    \"root_blocks\": \(sharing.rootBlocks),\n"
          + "    \"root_share\": \(sharing.rootShare),\n    \"reuse_distance\": {\(Self.members(sharing.reuseDistance))},\n"
          + "    \"by_prompt\": [\n" + cells.joined(separator: ",\n") + "\n    ]\n  }")
    }
    if let sessions {
      members.append(
        "\"sessions\": {\n    \"turns\": {\(Self.members(sessions.turns))},\n    \"delay_us\": {\(Self.members(sessions.delayMicroseconds))},\n"
          + "    \"growth\": \(Self.object(sessions.growth))\n  }")
    }
    return "{\n" + members.map { "  " + $0 }.joined(separator: ",\n") + "\n}\n"
  }

  private static func object(_ lengths: JointLengths) -> String {
    "{\n    \"prompt\": {\(members(lengths.prompt))},\n    \"output_by_prompt\": [\n"
      + lengths.cells.map { "      {\"to_level\": \($0.endLevel), \(members($0.output))}" }.joined(separator: ",\n") + "\n    ]\n  }"
  }

  private static func members(_ curve: QuantileCurve) -> String { "\"levels\": \(curve.levels), \"values\": \(curve.values)" }
}

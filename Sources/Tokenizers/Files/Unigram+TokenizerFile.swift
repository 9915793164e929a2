internal import JSON

extension Unigram {
  /// Reads a `model` of the type Unigram, whose vocabulary is a list of pieces and scores.
  init(_ setting: SettingsValue) throws(TokenizerError) {
    let list = try setting.required("vocab")
    guard let entries = list.json.arrayValue else { throw list.error("is not an array of pieces and scores") }
    var size = VocabularySize(mostBytes: list.fileSize)
    for (id, entry) in entries.enumerated() { size.add((entry[0]?.stringValue ?? "").utf8, id: id) }
    var vocabulary = try list.vocabulary(roomFor: size)
    var scores: [Double] = []
    scores.reserveCapacity(entries.count)
    for (id, entry) in entries.enumerated() {
      guard entry.arrayValue?.count == 2, let piece = entry[0]?.stringValue, let score = entry[1]?.doubleValue else {
        throw list.element(id, entry).error("is not a piece and its score")
      }
      try TokenizerError.naming(list.name) { try vocabulary.insert(piece, id: id) }
      scores.append(score)
    }
    // Hugging Face takes a missing unk_id and fails at the first text that needs it.
    let unknown = try setting.required("unk_id")
    let unknownID = try unknown.int()
    guard scores.indices.contains(unknownID) else {
      throw unknown.error("is \(unknownID), but the vocabulary has \(scores.count) pieces")
    }
    self.init(
      vocabulary: vocabulary, scores: scores, unknownID: unknownID,
      fallsBackToBytes: try setting["byte_fallback"]?.bool() ?? false)
  }
}

import Reviews
import SentimentAnalysis

extension Document {
  /// A fact that explains why a document has no findings, or fewer than expected.
  enum Note: Hashable {
    case noReviews, languages
  }

  /// The notes on what was found and read so far.
  var notes: [(kind: Note, sentence: String)] {
    guard isIncluded, isFound else { return [] }
    var notes: [(Note, String)] = []
    if let reason = reasonForNoReviews { notes.append((.noReviews, "\(uri): \(reason).")) }
    if queuedCount == 0, let sentence = languages { notes.append((.languages, "\(uri): \(sentence).")) }
    return notes
  }

  /// Why no review was found; nil for an empty document.
  var reasonForNoReviews: String? {
    guard text.bytes.contains(where: { $0 > 0x20 }) else { return nil }
    return table.found.reasonForNone(
      columnOption: "the setting sentiment.column",
      textOption:
        "to read it, run the command \(WorkspaceCommand.recheck.rawValue), or set its language in sentiment.files")
  }

  /// The languages that the models do not read.
  var languages: String? {
    var languages = UnsupportedLanguages()
    for case let verdict? in verdicts { languages.add(verdict) }
    return languages.sentence
  }
}

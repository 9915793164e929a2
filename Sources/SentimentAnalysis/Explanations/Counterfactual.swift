import BERT
public import JSON
public import Tensors

/// A small set of words whose removal changes the label of a text.
public struct Counterfactual: Sendable, Hashable {
  /// The UTF-8 ranges of the words, in the text's order.
  public var removed: [Range<Int>]
  /// The classification of the text without them.
  public var rest: Classification
}

extension SentimentModel {
  /// Searches for a small set of words whose removal changes the label of a text, or with independent labels makes the likeliest
  /// one no longer apply.
  ///
  /// Each step removes the word whose removal lowers the label's logit most. At the end, words whose removal was not necessary
  /// are restored. A step is one batch of passes. The search is greedy, so there may be a smaller set (compare Ross et al.,
  /// "Explaining NLP Models via Minimal Contrastive Editing", Findings of ACL 2021).
  ///
  /// - Parameter context: runs each batch in its turn; nil means the model's own.
  /// - Returns: nil if no such set was found, if the model predicts a number, if several models classify together, or if the
  ///   search was cancelled.
  public func counterfactual(to text: String, in context: PassContext? = nil) -> Counterfactual? {
    do throws(CancellationError) {
      return try search(text, context ?? self.context)
    } catch {
      return nil
    }
  }

  private func search(_ text: String, _ context: PassContext) throws(CancellationError) -> Counterfactual? {
    guard problem != .regression, !labels.isEmpty, members.isEmpty else { return nil }
    let explained = try context.inTurn { () throws(CancellationError) in
      try wordScores([text], by: .full, in: context)
    }
    guard let whole = explained.first else { return nil }
    func logits(of tries: [[Int]]) throws(CancellationError) -> [[Float]] {
      try context.inTurn { () throws(CancellationError) in try self.logits(ofIDs: tries, in: context) }
    }
    let label = whole.label
    /// The lead of the label's logit. The probability hardly changes while the model is sure.
    func lead(_ logits: [Float]) -> Float {
      let others = problem == .multiLabel ? nil : logits.indices.filter { $0 != label }.map { logits[$0] }.max()
      return logits[label] - (others ?? 0)
    }
    func isOther(_ logits: [Float]) -> Bool {
      let best = logits.indices.max { logits[$0] < logits[$1] } ?? 0
      guard logits.allSatisfy(\.isFinite) else { return false }
      return best != label
        || problem == .multiLabel && whole.logits[label] >= Problem.thresholdLogit
          && logits[label] < Problem.thresholdLogit
    }
    let isCut = encoder.readingOnce.encode(text).unread != nil
    /// The ids without some words. They are removed from the text, since their neighbours may be tokenized differently without
    /// them. From a long text, they are removed from the ids: otherwise other parts of the text would be read, and each try would
    /// tokenize the whole text.
    func ids(without removed: [Int]) -> [Int] {
      if isCut { return whole.ids(without: Set(removed)) }
      var bytes = Array(text.utf8)
      for range in removed.map({ whole.words[$0].range }).sorted(by: { $0.lowerBound > $1.lowerBound }) {
        bytes.removeSubrange(range)
      }
      return encoder.readingOnce.encode(String(decoding: bytes, as: UTF8.self)).ids
    }
    var candidates = Set(
      whole.words.indices.filter { whole.words[$0].kind != .punctuation }.sorted {
        (whole.scores[$1], $0) < (whole.scores[$0], $1)
      }
      .prefix(max(12, min(48, Self.maximumTokens / whole.ids.count))))
    var removed: [Int] = []
    var answer = whole.logits
    while !isOther(answer) {
      guard removed.count < Self.maximumRemoved, !candidates.isEmpty, removed.count + 1 < whole.words.count
      else { return nil }
      let tried = candidates.sorted()
      let answers = try logits(of: tried.map { ids(without: removed + [$0]) })
      guard let least = answers.indices.min(by: { lead(answers[$0]) < lead(answers[$1]) }) else { return nil }
      removed.append(tried[least])
      candidates.remove(tried[least])
      answer = answers[least]
    }
    while removed.count > 1 {
      let fewer = removed.indices.map { back in removed.indices.filter { $0 != back }.map { removed[$0] } }
      let answers = try logits(of: fewer.map(ids))
      guard let enough = answers.firstIndex(where: isOther) else { break }
      (removed, answer) = (fewer[enough], answers[enough])
    }
    return Counterfactual(
      removed: removed.sorted().map { whole.words[$0].range },
      rest: Classification(logits: answer, labels: labels, problem: problem, rule: rule, calibration: calibration))
  }

  /// The tokens of one step. In a long text, only the words that support the label most are tried.
  private static let maximumTokens = 4096
  /// A larger set would explain nothing.
  private static let maximumRemoved = 12
}

extension Counterfactual {
  /// `Without “waste”, “terrible” it would be positive 83%.`
  public func sentence(of text: String) -> String {
    let bytes = Array(text.utf8)
    let words = removed.map { "“\(String(decoding: bytes[$0], as: UTF8.self))”" }
    return "Without \(words.joined(separator: ", ")) it would be \(rest.summary)."
  }

  /// The sentence if no set of words was found.
  public static let notFound = "Removing a few words does not change the label."

  /// A JSON object: `removed`, the words with their offsets in Unicode scalars, and `label` and `confidence` of the rest.
  public func json(text: String) -> JSONValue {
    let (bytes, scalars) = (Array(text.utf8), ScalarOffsets(text))
    return [
      "removed": .array(
        removed.map { range in
          [
            "text": .string(String(decoding: bytes[range], as: UTF8.self)), "start": scalars[range.lowerBound],
            "end": scalars[range.upperBound],
          ]
        }), "label": .string(rest.label), "confidence": .double(rest.confidence ?? 0),
    ]
  }
}

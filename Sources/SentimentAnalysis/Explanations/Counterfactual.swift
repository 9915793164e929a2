import BERT
public import JSON
public import Tensors

/// The fewest words found without which a text is given another label: what the answer hangs on.
public struct Counterfactual: Sendable, Hashable {
  /// Where the words stand: UTF-8 ranges, in the text's order.
  public var removed: [Range<Int>]
  /// What the model says of the rest.
  public var rest: Classification
}

extension SentimentModel {
  /// Takes words out of a text, each time the one without which the label loses most, until the text is given another, or of
  /// independent labels its likeliest no longer holds; then puts back those that were not needed after all. Each step is one
  /// batch of passes. It is a greedy search: there may be a smaller set (as in Ross et al., "Explaining NLP Models via
  /// Minimal Contrastive Editing", Findings of ACL 2021, edits are searched for).
  ///
  /// - Parameter context: runs each batch in its turn; nil means the model's own.
  /// - Returns: nil if no such set was found, if the model predicts a number, or if the search was cancelled.
  public func counterfactual(to text: String, in context: PassContext? = nil) -> Counterfactual? {
    do throws(CancellationError) {
      return try search(text, context ?? self.context)
    } catch {
      return nil
    }
  }

  private func search(_ text: String, _ context: PassContext) throws(CancellationError) -> Counterfactual? {
    guard problem != .regression else { return nil }
    let explained = try context.inTurn { () throws(CancellationError) in
      try wordScores([text], by: .full, in: context)
    }
    guard let whole = explained.first else { return nil }
    func logits(of tries: [[Int]]) throws(CancellationError) -> [[Float]] {
      try context.inTurn { () throws(CancellationError) in try self.logits(ofIDs: tries, in: context) }
    }
    let label = whole.label
    /// How far the label leads: its probability hardly moves while the model is sure.
    func lead(_ logits: [Float]) -> Float {
      let others = problem == .multiLabel ? nil : logits.indices.filter { $0 != label }.map { logits[$0] }.max()
      return logits[label] - (others ?? 0)
    }
    func isOther(_ logits: [Float]) -> Bool {
      let best = logits.indices.max { logits[$0] < logits[$1] } ?? 0
      guard logits.allSatisfy(\.isFinite) else { return false }
      return best != label
        || problem == .multiLabel && whole.logits[label] >= Problem.leastHoldingLogit
          && logits[label] < Problem.leastHoldingLogit
    }
    let isCut = encoder.encode(text).unread != nil
    /// The rest as one would type it: cut out of the text, since a tokenizer may read what stood beside a word otherwise. Of a
    /// text that is not read whole, other parts would be read, and all of it be tokenized at every try: it is cut out of the ids.
    func ids(without left: [Int]) -> [Int] {
      if isCut { return whole.ids(without: Set(left)) }
      var bytes = Array(text.utf8)
      for range in left.map({ whole.words[$0].range }).sorted(by: { $0.lowerBound > $1.lowerBound }) {
        bytes.removeSubrange(range)
      }
      return encoder.encode(String(decoding: bytes, as: UTF8.self)).ids
    }
    var candidates = Set(
      whole.words.indices.filter { whole.words[$0].kind != .punctuation }.sorted {
        (whole.scores[$1], $0) < (whole.scores[$0], $1)
      }
      .prefix(max(12, min(48, Self.mostTokens / whole.ids.count))))
    var removed: [Int] = []
    var answer = whole.logits
    while !isOther(answer) {
      guard removed.count < Self.mostRemoved, !candidates.isEmpty, removed.count + 1 < whole.words.count
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

  /// What a step may read: of a long text, only the words that most support its label are tried.
  private static let mostTokens = 4096
  /// More words than that explain nothing.
  private static let mostRemoved = 12
}

extension Counterfactual {
  /// `Without “waste”, “terrible” it would be positive 83%.`
  public func sentence(of text: String) -> String {
    let bytes = Array(text.utf8)
    let words = removed.map { "“\(String(decoding: bytes[$0], as: UTF8.self))”" }
    return "Without \(words.joined(separator: ", ")) it would be \(rest.summary)."
  }

  /// What is said where none was found.
  public static func none(label: String) -> String {
    "No few words were found without which it would not be \(label)."
  }

  /// As a JSON object: `removed`, the words with their places in the text in Unicode scalars, and `label` and `confidence` of
  /// the rest.
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

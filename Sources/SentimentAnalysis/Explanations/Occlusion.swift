import BERT
import Tensors

extension SentimentModel {
  /// For each word, the fall of the label's probability, or of the value, without the word.
  ///
  /// - Parameter label: nil means the likeliest.
  func occlusionScores(
    _ ids: [Int], _ logits: [Float], _ words: [Word], of label: Int? = nil, _ context: PassContext
  ) throws(CancellationError) -> [Float] {
    let text = WordScores(ids: ids, logits: logits, words: words)
    let label = label ?? text.label
    let whole = likelihood(of: label, logits)
    return try self.logits(ofIDs: words.indices.map { text.ids(without: [$0]) }, in: context)
      .map { Float(whole - likelihood(of: label, $0)) }
  }

  /// A label's probability before calibration, which would only scale differences; or the value.
  package func likelihood(of label: Int, _ logits: [Float]) -> Double {
    let values = Calibration.none.probabilities(logits, problem)
    return values.indices.contains(label) ? values[label] : 0
  }
}

extension WordScores {
  /// The likeliest label.
  package var label: Int { logits.indices.max { logits[$0] < logits[$1] } ?? 0 }

  /// The ids without some words.
  package func ids(without removed: Set<Int>) -> [Int] {
    let tokens = Set(removed.flatMap { words[$0].tokens.map { $0 + 1 } })
    return ids.indices.filter { !tokens.contains($0) }.map { ids[$0] }
  }

  /// The ids of these words alone, with the special tokens.
  package func ids(keeping kept: Set<Int>) -> [Int] { ids(without: Set(words.indices).subtracting(kept)) }
}

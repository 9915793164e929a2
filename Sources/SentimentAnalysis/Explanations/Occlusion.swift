import BERT
import Tensors

extension SentimentModel {
  /// Of each word, by how much the label's probability falls when the word is left out; of a value, by how much that falls.
  func occlusionScores(
    _ ids: [Int], _ logits: [Float], _ words: [Word], _ context: PassContext
  ) throws(CancellationError) -> [Float] {
    let text = WordScores(ids: ids, logits: logits, words: words)
    let label = text.label
    let whole = likelihood(of: label, logits)
    return try self.logits(ofIDs: words.indices.map { text.ids(without: [$0]) }, in: context)
      .map { Float(whole - likelihood(of: label, $0)) }
  }

  /// A label's probability before calibration, which would only make differences larger or smaller, or the value.
  package func likelihood(of label: Int, _ logits: [Float]) -> Double {
    let values = Calibration.none.probabilities(logits, problem)
    return values.indices.contains(label) ? values[label] : 0
  }
}

extension WordScores {
  /// The likeliest label.
  package var label: Int { logits.indices.max { logits[$0] < logits[$1] } ?? 0 }

  /// What the encoder reads when words are left out.
  package func ids(without left: Set<Int>) -> [Int] {
    let tokens = Set(left.flatMap { words[$0].tokens.map { $0 + 1 } })
    return ids.indices.filter { !tokens.contains($0) }.map { ids[$0] }
  }

  /// What the encoder reads of these words alone.
  package func ids(keeping kept: Set<Int>) -> [Int] { ids(without: Set(words.indices).subtracting(kept)) }
}

import BERT
import Tensors

/// What was read of a text, what the model said of it, and what each word did for that.
package struct WordScores: Sendable {
  /// What the encoder read, special tokens included.
  package var ids: [Int]
  /// The head's raw output.
  package var logits: [Float]
  /// In the text's order, punctuation among them.
  package var words: [Word]
  /// One a word; above zero where it supports the likeliest label.
  package var scores: [Float]
}

extension SentimentModel {
  /// The words of each text and what they did for its likeliest label, by a method.
  package func wordScores(_ texts: [String], by method: ExplanationMethod) -> [WordScores] {
    let encoded = texts.map(encoder.encode)
    var results = [WordScores?](repeating: nil, count: texts.count)
    for indices in batches(ofLengths: encoded.map(\.ids.count), tokens: method.tokensPerBatch) {
      let found = wordScores(indices.map { (texts[$0], encoded[$0]) }, by: method)
      for (index, result) in zip(indices, found) { results[index] = result }
    }
    return results.compactMap { $0 }
  }

  /// The same for texts that make one batch; without a method there are no words.
  func wordScores(_ texts: [(text: String, encoded: TextEncoder.Encoded)], by method: ExplanationMethod?)
    -> [WordScores]
  {
    let (logits, scores) = tokenScores(Batch(texts.map(\.encoded.ids)), by: method)
    return texts.enumerated().map { row, text in
      var result = WordScores(ids: text.encoded.ids, logits: logits[row], words: [], scores: [])
      guard let method else { return result }
      result.words = Word.find(in: text.text, text.encoded.tokens)
      result.scores =
        method == .occlusion ? occlusionScores(result) : result.words.map { $0.score(scores[row]) }
      return result
    }
  }

  /// Logits, and where the method gives them the scores of each text's tokens, special ones included.
  private func tokenScores(
    _ batch: Batch, by method: ExplanationMethod?
  ) -> (logits: [[Float]], scores: [[Float]]) {
    let classifier = checkpoint.classifier
    func explained(_ result: (logits: Matrix, attributions: [Attribution])) -> (logits: [[Float]], scores: [[Float]]) {
      (result.logits.rowArrays, result.attributions.map(\.scores))
    }
    switch method {
    case nil, .occlusion: return (classifier.forward(batch).rowArrays, [])
    case .quick: return explained(classifier.forwardExplaining(batch, .lastLayers(1)))
    case .full:
      return explained(
        classifier.forwardExplaining(batch, .allLayers(.wordLessPadding), reference: explanationReference))
    case .inputGradient: return explained(classifier.forwardWithGradientTimesInput(batch))
    case .integratedGradients: return explained(classifier.forwardWithIntegratedGradients(batch, steps: 50))
    case .attention, .rollout:
      let (logits, scores) = classifier.forwardAttending(batch, method == .rollout ? .rollout : .lastLayer)
      return (logits.rowArrays, scores)
    }
  }

  /// The logits of texts that the encoder is to read, each given by its ids.
  package func logits(ofIDs texts: [[Int]]) -> [[Float]] {
    var results = [[Float]](repeating: [], count: texts.count)
    for indices in batches(ofLengths: texts.map(\.count), tokens: 2048) {
      let logits = checkpoint.classifier.forward(Batch(indices.map { texts[$0] })).rowArrays
      for (row, index) in indices.enumerated() { results[index] = logits[row] }
    }
    return results
  }
}

extension Matrix {
  fileprivate var rowArrays: [[Float]] { (0..<rows).map { row in (0..<columns).map { self[row, $0] } } }
}

import BERT
package import Tensors

/// The ids of a text, its logits, and the contribution of each word.
package struct WordScores: Sendable {
  /// The ids that the encoder read, special tokens included.
  package var ids: [Int]
  /// The head's raw output.
  package var logits: [Float]
  /// The words in the text's order, punctuation included.
  package var words: [Word]
  /// The method's score of each word; above zero if the word supports the likeliest label.
  package var raw: [Float]
  /// The scores that rank the words.
  package var scores: [Float]
  /// The part of the label's logit that no raw score covers; nil if the method does not split the logit.
  package var rest: Float?

  /// Scores that are not finite have no meaning and become zero.
  init(ids: [Int], logits: [Float], words: [Word] = [], raw: [Float] = [], contrast: Float? = nil, weighs: Bool = false)
  {
    let raw = raw.map { $0.isFinite ? $0 : 0 }
    (self.ids, self.logits, self.words, self.raw) = (ids, logits, words, raw)
    rest = contrast.map { $0 - raw.reduce(0, +) }.flatMap { $0.isFinite ? $0 : nil }
    scores = weighs ? zip(words, raw).map { $1 * $0.kind.share } : raw
  }
}

extension Word.Kind {
  /// The factor of the score that ranks a word. Layers gather part of the whole text at punctuation and function words. With a
  /// quarter and half of their scores, explanations agree better with people's, and the strongest words affect the label as
  /// much as before (`sentiment evaluate-explanations`).
  fileprivate var share: Float {
    switch self {
    case .content: 1
    case .function: 0.5
    case .punctuation: 0.25
    }
  }
}

extension SentimentModel {
  /// The words of each text and their contributions to its likeliest label, by a method.
  package func wordScores(
    _ texts: [String], by method: ExplanationMethod, in context: PassContext? = nil
  ) throws(CancellationError) -> [WordScores] {
    let context = context ?? self.context
    let encoded = context.map(texts, grain: 8, encoder.encode)
    return try inBatches(
      ofLengths: encoded.map(\.ids.count), tokens: method.tokensPerBatch, isLight: method.isLight, in: context
    ) { indices throws(CancellationError) in
      try wordScores(indices.map { (texts[$0], encoded[$0]) }, by: method, context)
    }
  }

  /// The words of each text of one batch and their scores; without a method there are no words.
  func wordScores(
    _ texts: [(text: String, encoded: TextEncoder.Encoded)], by method: ExplanationMethod?, _ context: PassContext
  ) throws(CancellationError) -> [WordScores] {
    let (output, attributions) = try tokenScores(Batch(texts.map(\.encoded.ids)), by: method, context)
    let logits = output.rowArrays
    return try texts.enumerated().map { row, text throws(CancellationError) in
      let (ids, logits) = (text.encoded.ids, logits[row])
      guard let method else { return WordScores(ids: ids, logits: logits) }
      try context.checkCancellation()
      let words = Word.find(in: text.text, text.encoded.tokens, unread: text.encoded.unread)
      if method == .occlusion {
        return WordScores(
          ids: ids, logits: logits, words: words, raw: try occlusionScores(ids, logits, words, context))
      }
      let attribution = attributions[row]
      return WordScores(
        ids: ids, logits: logits, words: words, raw: words.map { $0.score(attribution.scores) },
        contrast: method.splitsLogit ? attribution.contrast : nil, weighs: method == .quick || method == .full)
    }
  }

  /// Logits and, if the method has them, the scores of each text's tokens, special tokens included.
  private func tokenScores(
    _ batch: Batch, by method: ExplanationMethod?, _ context: PassContext
  ) throws(CancellationError) -> (logits: Matrix, attributions: [Attribution]) {
    let classifier = checkpoint.classifier
    switch method {
    case nil, .occlusion: return (try classifier.forward(batch, in: context), [])
    case .quick:
      return try classifier.forwardExplaining(batch, .lastLayers(explanationForm.quickLayers), in: context)
    case .full:
      return try classifier.forwardExplaining(
        batch, .allLayers(explanationForm.fullEmbedding), reference: explanationReference(), in: context)
    case .inputGradient: return try classifier.forwardWithGradientTimesInput(batch, in: context)
    case .integratedGradients:
      return try classifier.forwardWithIntegratedGradients(batch, steps: 50, in: context)
    case .attention, .rollout:
      let (logits, scores) = try classifier.forwardAttending(
        batch, method == .rollout ? .rollout : .lastLayer, in: context)
      return (logits, scores.map { Attribution(scores: $0, contrast: 0) })
    }
  }

  /// The logits of texts, each given by its ids.
  package func logits(
    ofIDs texts: [[Int]], in context: PassContext? = nil
  ) throws(CancellationError) -> [[Float]] {
    let context = context ?? self.context
    return try inBatches(ofLengths: texts.map(\.count), tokens: 2048, in: context) {
      indices throws(CancellationError) in
      try checkpoint.classifier.forward(Batch(indices.map { texts[$0] }), in: context).rowArrays
    }
  }
}

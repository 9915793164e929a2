import BERT
package import Tensors

/// What was read of a text, what the model said of it, and what each word did for that.
package struct WordScores: Sendable {
  /// What the encoder read, special tokens included.
  package var ids: [Int]
  /// The head's raw output.
  package var logits: [Float]
  /// In the text's order, punctuation among them.
  package var words: [Word]
  /// One a word, as the method gives it; above zero where the word supports the likeliest label.
  package var raw: [Float]
  /// What words are ranked by.
  package var scores: [Float]
  /// What the raw scores leave of the logit that they split; nil where the method splits none.
  package var rest: Float?

  /// What overflowed says nothing: scores that are no numbers become zero.
  init(ids: [Int], logits: [Float], words: [Word] = [], raw: [Float] = [], contrast: Float? = nil, weighs: Bool = false)
  {
    let raw = raw.map { $0.isFinite ? $0 : 0 }
    (self.ids, self.logits, self.words, self.raw) = (ids, logits, words, raw)
    rest = contrast.map { $0 - raw.reduce(0, +) }.flatMap { $0.isFinite ? $0 : nil }
    scores = weighs ? zip(words, raw).map { $1 * $0.kind.share } : raw
  }
}

extension Word.Kind {
  /// How much of its score counts when words are ranked. What a text's punctuation and function words are given is in part
  /// the whole text's, gathered there on its way up the layers: at a quarter and at half they agree better with what people
  /// mark, and the label hangs on the strongest words as much as before (`sentiment evaluate-explanations`). They lead where
  /// they did four times or twice as much as any other word.
  fileprivate var share: Float {
    switch self {
    case .content: 1
    case .function: 0.5
    case .punctuation: 0.25
    }
  }
}

extension SentimentModel {
  /// The words of each text and what they did for its likeliest label, by a method.
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

  /// Logits, and where the method gives them the scores of each text's tokens, special ones included.
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

  /// The logits of texts that the encoder is to read, each given by its ids.
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

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
  /// The answers of further heads.
  package var answers: [HeadAnswer] = []

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
  /// The words of each text and their contributions to its likeliest label, by a method. Long texts are read once, not in windows.
  package func wordScores(
    _ texts: [String], by method: ExplanationMethod, in context: PassContext? = nil
  ) throws(CancellationError) -> [WordScores] {
    let context = context ?? self.context
    let encoded = context.map(texts, grain: 8, encoder.readingOnce.encode)
    return try inBatches(
      ofLengths: encoded.map(\.ids.count), tokens: method.tokensPerBatch, isLight: method.isLight, in: context
    ) { indices throws(CancellationError) in
      try wordScores(indices.map { (texts[$0], encoded[$0]) }, by: method, heads: [], context)
    }
  }

  /// The words of each text of one batch and their scores, without a method no words; and the answers of further heads.
  ///
  /// - Parameter contrasts: the label of each text that is explained by methods that ensembles support; nil means the likeliest.
  func wordScores(
    _ texts: [(text: String, encoded: TextEncoder.Encoded)], by method: ExplanationMethod?,
    of contrasts: [Contrast]? = nil, heads: [Int], _ context: PassContext
  ) throws(CancellationError) -> [WordScores] {
    let parts = TextWindows(texts, readsWords: heads.contains { ownHeads[$0].kind.readsWords })
    let (output, hidden, attributions) = try tokenScores(
      parts, by: method, contrasts, hasHeads: !heads.isEmpty, context)
    let logits = parts.merged(output)
    let answers = self.answers(heads, parts, hidden, context)
    return try texts.enumerated().map { index, text throws(CancellationError) in
      let (ids, logits) = (text.encoded.ids, logits[index])
      guard let method else {
        var scores = WordScores(ids: ids, logits: logits)
        scores.answers = answers[index]
        return scores
      }
      try context.checkCancellation()
      let words = Word.find(in: text.text, text.encoded.tokens, unread: text.encoded.unread)
      var scores: WordScores
      if method == .occlusion {
        scores = WordScores(
          ids: ids, logits: logits, words: words,
          raw: try occlusionScores(ids, logits, words, of: contrasts?[index].label, context))
      } else {
        let attribution = parts.merged(attributions, ofText: index)
        scores = WordScores(
          ids: ids, logits: logits, words: words, raw: words.map { $0.score(attribution.scores) },
          contrast: method.splitsLogit ? attribution.contrast : nil, weighs: method == .quick || method == .full)
      }
      scores.answers = answers[index]
      return scores
    }
  }

  /// Logits of every window, the last hidden state of the tokens that heads read and, if the method has them, the scores of each
  /// window's tokens, special tokens included.
  ///
  /// - Parameters:
  ///   - given: the contrast of each text to explain; nil means that of the likeliest label.
  ///   - hasHeads: whether further heads need the hidden state.
  private func tokenScores(
    _ parts: TextWindows, by method: ExplanationMethod?, _ given: [Contrast]?, hasHeads: Bool, _ context: PassContext
  ) throws(CancellationError) -> (logits: Matrix, hidden: Matrix, attributions: [Attribution]) {
    let classifier = checkpoint.classifier
    // The windows of a long text take several passes, so that its memory is bounded.
    let batches = parts.batches(tokens: method?.tokensPerBatch ?? 2048)
    func pass() throws(CancellationError) -> (Matrix, Matrix) {
      let hidden = try batches.map { batch throws(CancellationError) in try classifier.encode(batch, in: context) }
      let logits = zip(hidden, batches).map { classifier.logits($0, $1, in: context) }
      return (Matrix(stacking: logits), Matrix(stacking: hidden))
    }
    func explained(
      _ propagation: Propagation, _ reference: ExplanationReference? = nil
    ) throws(CancellationError) -> (Matrix, Matrix, [Attribution]) {
      // The windows of a text explain the label of the whole text, which is known only after a pass.
      var contrasts: ArraySlice<Contrast>?
      if let given {
        contrasts = parts.contrasts(given)[...]
      } else if !parts.areWhole {
        contrasts = parts.contrasts(try pass().0, problem)[...]
      }
      let found = try batches.map { batch throws(CancellationError) in
        let output: ExplainedOutput = contrasts.map { .labels(Array($0.prefix(batch.count))) } ?? .likeliestLabel
        contrasts = contrasts?.dropFirst(batch.count)
        return try classifier.forwardExplaining(batch, propagation, of: output, reference: reference, in: context)
      }
      return (
        Matrix(stacking: found.map(\.logits)), Matrix(stacking: found.map(\.hidden)), found.flatMap(\.attributions)
      )
    }
    /// Methods that do not keep the hidden state take another pass if heads need it.
    func hidden(
      _ result: (logits: Matrix, attributions: [Attribution])
    ) throws(CancellationError) -> (Matrix, Matrix, [Attribution]) {
      (result.logits, hasHeads ? try pass().1 : Matrix(rows: 0, columns: 0), result.attributions)
    }
    let whole = parts.batch.readingStarts
    switch method {
    case nil, .occlusion:
      let (logits, hidden) = try pass()
      return (logits, hidden, [])
    case .quick: return try explained(.lastLayers(explanationForm.quickLayers))
    case .full: return try explained(.allLayers(explanationForm.fullEmbedding), explanationReference())
    case .inputGradient: return try hidden(classifier.forwardWithGradientTimesInput(whole, in: context))
    case .integratedGradients:
      return try hidden(classifier.forwardWithIntegratedGradients(whole, steps: 50, in: context))
    case .attention, .rollout:
      let (logits, scores) = try classifier.forwardAttending(
        whole, method == .rollout ? .rollout : .lastLayer, in: context)
      return try hidden((logits, scores.map { Attribution(scores: $0, contrast: 0) }))
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

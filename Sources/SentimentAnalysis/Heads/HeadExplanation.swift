import BERT
import Tensors

/// An output of a further head, to be explained.
public struct HeadOutput: Sendable, Hashable {
  /// The name of the head.
  public var head: String
  /// A label, or the text of a span; nil means what the head answers.
  public var output: String?
  /// UTF-8 offsets of the only span to explain; nil means all.
  public var span: Range<Int>?
  /// The method, quick or full; nil means that of the label.
  public var method: ExplanationMethod?

  /// An output by its name.
  public init(head: String, output: String? = nil) { (self.head, self.output) = (head, output) }

  /// A span by its UTF-8 offsets.
  public init(head: String, span: Range<Int>, method: ExplanationMethod) {
    (self.head, self.span, self.method) = (head, span, method)
  }
}

/// The words that decided one output of a further head.
public struct HeadExplanation: Sendable, Hashable {
  /// The label, or the type of the span.
  public var output: String
  /// UTF-8 offsets of the span; nil for a head that answers for the whole text.
  public var span: Range<Int>?
  /// All words that were read, in the text's order.
  public var words: [Classification.KeyToken]
  /// Words and phrases, strongest magnitude first.
  public var keyTokens: [Classification.KeyToken]
  /// The words and phrases that support the output, outside of the span, the strongest first, at least a fifth of the strongest.
  public var deciding: [Classification.KeyToken] = []
  /// The part of the explained logit that no word's score covers.
  public var rest: Float?
}

extension SentimentModel {
  /// The answers of heads to the texts of a pass.
  func answers(
    _ heads: [Int], _ parts: TextWindows, _ hidden: Matrix, _ context: PassContext
  ) -> [[HeadAnswer]] {
    var answers = parts.texts.map { _ in [HeadAnswer]() }
    for index in heads {
      let head = ownHeads[index]
      let rows = checkpoint.classifier.logits(ofHead: index, hidden, parts.batch, in: context)
      let merged = head.kind.readsWords ? parts.mergedWords(rows) : parts.merged(rows).map { [$0] }
      for (text, rows) in merged.enumerated() {
        answers[text].append(HeadAnswer(head, decoders[index], rows, parts.words[text], in: parts.texts[text].text))
      }
    }
    return answers
  }

  /// Each explained span takes a pass.
  private static var explainedSpanLimit: Int { 32 }

  /// Explains outputs of an answer to one text: the named one, else the first spans, each independent label that applies or
  /// the likeliest one, the label, or the number.
  func explain(
    _ explained: HeadOutput, in answers: inout [HeadAnswer], of text: String, _ encoded: TextEncoder.Encoded,
    by method: ExplanationMethod, _ context: PassContext
  ) throws(CancellationError) {
    guard method == .quick || method == .full else { return }
    let words = Word.find(in: text, encoded.tokens, unread: encoded.unread)
    func explanation(_ output: String, _ span: Range<Int>? = nil, _ attribution: Attribution) -> HeadExplanation {
      func scores(_ words: [Word]) -> WordScores {
        WordScores(
          ids: encoded.ids, logits: [], words: words, raw: words.map { $0.score(attribution.scores) },
          contrast: attribution.contrast, weighs: true)
      }
      let whole = scores(words)
      let (weighted, keyTokens) = whole.weighted(in: text)
      var explanation = HeadExplanation(
        output: output, span: span, words: weighted, keyTokens: keyTokens, rest: whole.rest)
      // A phrase must not join an opinion to the span, as in "terrible food".
      let outside = words.filter { !(span?.overlaps($0.range) ?? false) }
      let supporting = scores(outside).weighted(in: text).keyTokens.filter { $0.weight > 0 }
      explanation.deciding = supporting.filter { $0.weight >= (supporting.first?.weight ?? 0) / 5 }
      return explanation
    }
    guard let index = ownHeads.firstIndex(where: { $0.name == explained.head }),
      let answer = answers.firstIndex(where: { $0.name == explained.head })
    else { return }
    let head = ownHeads[index]
    let parts = TextWindows([(text, encoded)], readsWords: head.kind.readsWords)
    if case .spans(let spans) = answers[answer].outcome {
      let chosen = spans.filter { span in
        explained.output.map { $0 == span.text } ?? true && explained.span.map { $0 == span.range } ?? true
      }
      for span in chosen.prefix(Self.explainedSpanLimit) {
        guard let (window, read) = parts.window(of: span.words, ofText: 0) else { continue }
        let batch = Batch([encoded.ids(ofWindow: window)], reading: [read])
        let found = try attributions(batch, .type(span.type, ofHead: index), method, context)
        guard let first = found.first else { continue }
        answers[answer].explanations.append(
          explanation(span.label, span.range, parts.widened(first, window: window, ofText: 0)))
      }
    } else {
      let named = explained.output.map { output in head.labels.indices.filter { head.labels[$0] == output } }
      for label in named ?? answers[answer].explainedLabels {
        let found = try parts.batches(tokens: method.tokensPerBatch).map { batch throws(CancellationError) in
          try attributions(batch, .label(answers[answer].contrast(of: label), ofHead: index), method, context)
        }.flatMap { $0 }
        answers[answer].explanations.append(explanation(head.labels[label], nil, parts.merged(found, ofText: 0)))
      }
    }
  }

  func attributions(
    _ batch: Batch, _ output: ExplainedOutput, _ method: ExplanationMethod, _ context: PassContext
  ) throws(CancellationError) -> [Attribution] {
    let (propagation, reference): (Propagation, ExplanationReference?) =
      method == .quick
      ? (.lastLayers(explanationForm.quickLayers), nil)
      : (.allLayers(explanationForm.fullEmbedding), explanationReference())
    return try checkpoint.classifier
      .forwardExplaining(batch, propagation, of: output, reference: reference, in: context).attributions
  }
}

extension HeadAnswer {
  /// The contrast of a label to the likeliest of the labels that it excludes.
  fileprivate func contrast(of label: Int) -> Contrast {
    guard case .label(let scores) = outcome else { return Contrast(label: label, rival: nil) }
    let others = scores.indices.filter { $0 != label }
    return Contrast(label: label, rival: others.max { scores[$0].probability < scores[$1].probability })
  }

  /// The indices of the labels that an explanation covers.
  fileprivate var explainedLabels: [Int] {
    switch outcome {
    case .spans: return []
    case .values(let scores): return Array(scores.indices)
    case .label(let scores), .independentLabels(let scores):
      let likeliest = scores.indices.max { scores[$0].probability < scores[$1].probability }
      guard case .independentLabels = outcome else { return likeliest.map { [$0] } ?? [] }
      let applicable = scores.indices.filter { scores[$0].probability >= 0.5 }
      return applicable.isEmpty ? likeliest.map { [$0] } ?? [] : applicable
    }
  }
}

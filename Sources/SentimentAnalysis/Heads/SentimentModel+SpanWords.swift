import BERT
import Tensors

extension SentimentModel {
  /// The types that a head of spans gives to known spans of a text, and the contributions of the text's words to each.
  ///
  /// A long text is read once, not in windows.
  ///
  /// - Parameters:
  ///   - ranges: UTF-8 offsets of the spans.
  ///   - method: quick, full, or attention: the mean attention of the span's words in the last layer.
  /// - Returns: one element for each span; nil for a span that is not read.
  package func wordScores(
    ofSpans ranges: [Range<Int>], in text: String, head index: Int, by method: ExplanationMethod
  ) throws(CancellationError) -> [(label: String, scores: WordScores)?] {
    let encoded = encoder.readingOnce.encode(text)
    let tagged = TaggedWord.find(in: text, encoded.tokens)
    let words = Word.find(in: text, encoded.tokens, unread: encoded.unread)
    let whole = Batch([encoded.ids], reading: [tagged.map { $0.token + 1 }])
    let hidden = try classifier.encode(whole, in: context)
    let rows = classifier.logits(ofHead: index, hidden, whole, in: context)
    return try ranges.map { range throws(CancellationError) in
      let members = tagged.indices.filter { tagged[$0].range.overlaps(range) }
      // The first row is that of [CLS].
      guard let type = decoders[index].type(of: members.map { rows.row($0 + 1) }) else { return nil }
      let batch = Batch([encoded.ids], reading: [members.map { tagged[$0].token + 1 }])
      let found: [Float]
      var contrast: Float?
      if method == .attention {
        found = try classifier.forwardAttending(batch, .lastLayer, in: context).scores.first ?? []
      } else {
        let attribution = try attributions(batch, .type(type, ofHead: index), method, context).first
        (found, contrast) = (attribution?.scores ?? [], attribution?.contrast)
      }
      let scores = WordScores(
        ids: encoded.ids, logits: [], words: words, raw: words.map { $0.score(found) }, contrast: contrast,
        weighs: method != .attention)
      return (decoders[index].types[type], scores)
    }
  }
}

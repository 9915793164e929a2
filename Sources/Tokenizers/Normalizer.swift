/// Turns a text into the form that the model's vocabulary is made of.
enum Normalizer: Sendable {
  /// BERT's alone, which is the quickest.
  case bert(BertNormalizer)
  /// Any in a row; none leaves the text as it is.
  case steps([NormalizerStep])

  /// Normalises a part of a text, replacing what `output` held.
  func normalize(_ text: [UInt8], in range: Range<Int>, into output: inout NormalizedText) {
    switch self {
    case .bert(let normalizer):
      normalizer.normalize(text, in: range, into: &output)
    case .steps(let steps):
      output.removeAll()
      output.append(unchanged: range, of: text)
      var storage = NormalizedText()
      for step in steps { step.normalize(&output, &storage) }
    }
  }
}

/// Turns a text into the form that the model's vocabulary is made of.
enum Normalizer: Sendable {
  /// Leaves the text as it is.
  case none
  case bert(BertNormalizer)

  /// Normalises a part of a text, replacing what `output` held.
  func normalize(_ text: [UInt8], in range: Range<Int>, into output: inout NormalizedText) {
    switch self {
    case .none:
      output.removeAll()
      output.append(unchanged: range, of: text)
    case .bert(let normalizer):
      normalizer.normalize(text, in: range, into: &output)
    }
  }
}

/// Cuts a normalised text into the words that the model spells one by one.
enum PreTokenizer: Sendable {
  case bert(BertPreTokenizer)
  case byteLevel(ByteLevel)
  case split(SplitPreTokenizer)

  /// Cuts each word of the text into words.
  func split(_ text: inout SplitText) {
    switch self {
    case .bert(let preTokenizer):
      text.splitWords { word, text, words in preTokenizer.split(word, of: text.bytes, into: &words) }
    case .byteLevel(let preTokenizer): preTokenizer.split(&text)
    case .split(let preTokenizer):
      text.splitWords { word, text, words in preTokenizer.split(word, of: text.bytes, into: &words) }
    }
  }
}

/// SentencePiece's pre-tokeniser: replaces each space by a visible character, `▁`, which starts a word.
///
/// Follows `Metaspace` (tokenizers, pre_tokenizers/metaspace.rs).
struct Metaspace: Sendable {
  /// The visible character in UTF-8.
  var replacement: [UInt8] = Array("▁".utf8)
  var prepends = Prepending.always
  /// Whether to split before each such character.
  var splits = true

  /// The words that get the character as a prefix unless they start with it.
  enum Prepending: String, Sendable {
    /// Only the word at the text's start.
    case first
    case always
    case never
  }

  func split(_ text: inout SplitText) {
    let old = text
    let bytes = old.text.bytes
    text.text.removeAll()
    text.text.reserveCapacity(bytes.count + 2 * old.words.count)
    text.words.removeAll(keepingCapacity: true)
    for word in old.words {
      var start = text.text.bytes.count
      let origin = old.text.origins[word.lowerBound]
      let isMarked = bytes[word.lowerBound] == Self.space || bytes[word].starts(with: replacement)
      if !isMarked, prepends == .always || prepends == .first && origin == 0 {
        text.text.append(replacement[...], from: origin)
      }
      var done = word.lowerBound
      for index in word where bytes[index] == Self.space || bytes[index] == replacement[0] {
        let isSpace = bytes[index] == Self.space
        guard isSpace || bytes[index..<word.upperBound].starts(with: replacement) else { continue }
        text.text.append(done..<index, of: old.text)
        done = index
        let end = text.text.bytes.count
        if splits, start < end {
          text.words.append(start..<end)
          start = end
        }
        if isSpace {
          text.text.append(replacement[...], from: old.text.origins[index])
          done += 1
        }
      }
      text.text.append(done..<word.upperBound, of: old.text)
      text.words.append(start..<text.text.bytes.count)
    }
  }

  private static let space = UInt8(ascii: " ")
}

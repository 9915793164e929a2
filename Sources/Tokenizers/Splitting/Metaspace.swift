/// SentencePiece's way with spaces: each becomes a visible character, `▁`, that begins a word.
///
/// As `Metaspace` (tokenizers, pre_tokenizers/metaspace.rs).
struct Metaspace: Sendable {
  /// UTF-8 of the character that stands for a space.
  var replacement: [UInt8] = Array("▁".utf8)
  var prepends = Prepending.always
  /// Whether words end before each such character; without this a word keeps them all.
  var splits = true

  /// Which words get the character in front if they do not begin with it.
  enum Prepending: String, Sendable {
    /// The one at the very beginning of the text.
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

/// Splits texts into sentences.
public enum Sentences {
  /// The sentences of a text in English, Chinese or both, as UTF-8 offsets in ascending order, without surrounding white space.
  /// Together they cover all characters except white space.
  ///
  /// A sentence ends after `.`, `!`, `?`, `…` and their Chinese counterparts, including the closing quotes, brackets, emoji and
  /// emoticons that follow; at a blank line; and before a list item. It does not end at the dot of an abbreviation (`Mr.`,
  /// `e.g.`), an initial or a number, or at an ellipsis before a word in lower case.
  public static func ranges(in text: String) -> [Range<Int>] {
    let scan = SentenceScan(text)
    var ranges: [Range<Int>] = []
    var start = scan.skippingSpace(from: 0)
    while start < scan.scalars.count {
      let end = scan.endOfSentence(from: start)
      ranges.append(scan.offsets[start]..<scan.offsets[scan.droppingSpace(before: end)])
      start = scan.skippingSpace(from: end)
    }
    return ranges
  }
}

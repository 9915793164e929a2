/// Cuts texts into sentences.
public enum Sentences {
  /// The sentences of a text, in English, Chinese or both: UTF-8 offsets, in order, without the white space around; together
  /// they hold all that is not white space.
  ///
  /// A sentence ends behind `.`, `!`, `?`, `…` and their Chinese counterparts, with the quotes, brackets, emoji and emoticons
  /// that follow; at a blank line; and where the next line begins as the item of a list. It does not at the stop of an
  /// abbreviation (`Mr.`, `e.g.`), an initial or a number, nor at dots behind which a word goes on in lower case.
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

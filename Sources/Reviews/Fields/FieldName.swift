/// The meaning of a column's or key's name, as far as the name shows it. A name is a hint; `FieldContent` decides.
struct FieldName: Sendable, Hashable {
  /// The likely content of a field.
  enum Role: Sendable {
    /// A review: `text`, `reviewBody`, `text of the review`, 评论内容.
    case text
    /// Reviews, or their number: `reviews`, `comments`.
    case texts
    /// One side of a review: `pros`, `Negative_Review`, 优点.
    case side
    /// A second review by the same person: 追评.
    case followUp
    /// A question of a form: `What could be better?`.
    case question
    case title
    /// An answer to a review, by a shop or developer.
    case reply
    /// A date, a number, a name …: never a review, even if it has the most words.
    case metadata
    case other
  }

  let role: Role
  /// The place in `FieldWords.common` if the whole name is a common one; later places are less likely.
  let rank: Int?
  /// Whether it denotes a review, not any text: `review_body`, `Post comment`.
  private(set) var isLikely = false
  /// Whether it names a person who writes reviews: `Guest comment`.
  private(set) var isByCustomer = false
  /// Whether it denotes another form of a field: `text_translated`, `originalText`, `body_html`.
  private(set) var isVariant = false

  init(role: Role) { (self.role, rank) = (role, nil) }

  init(_ name: String) {
    let name = name.withoutSpaceAround
    let whole = name.lowercased()
    rank = FieldWords.common.firstIndex(of: whole)
    let words = Self.words(of: name)
    isLikely = words.contains(where: FieldWords.likely.contains)
    isByCustomer = words.contains(where: FieldWords.customers.contains)
    isVariant = words.count > 1 && words.contains(where: FieldWords.variants.contains)
    if FieldWords.isReply(whole, words), words.count <= Self.maximumWords {
      role = .reply
    } else if rank != nil {
      role = .text
    } else if Self.isQuestion(name, words) {
      role = .question
    } else if words.contains(where: { $0.unicodeScalars.contains(where: \.isIdeograph) }) {
      role = Self.role(ofUnspaced: words.joined())
    } else {
      role = Self.role(of: words)
    }
  }

  /// A longer name is a sentence, whose words say little about the content.
  private static let maximumWords = 6

  /// The words of a name in lower case: `reviewText`, `review_text` and `Review text (optional)` have two.
  private static func words(of name: String) -> [String] {
    var (words, word) = ([String](), "")
    var (depth, previous): (Int, Unicode.Scalar) = (0, " ")
    func end() {
      if !word.isEmpty { words.append(word.lowercased()) }
      word = ""
    }
    for scalar in name.unicodeScalars.prefix(200) {
      if "([（【".unicodeScalars.contains(scalar) { depth += 1 }
      let isLetter = scalar.properties.isAlphabetic || scalar == "'"
      let isCapitalAfterSmall = scalar.properties.isUppercase && previous.properties.isLowercase
      if !isLetter || isCapitalAfterSmall { end() }
      if isLetter, depth == 0 { word.unicodeScalars.append(scalar) }
      if ")]）】".unicodeScalars.contains(scalar) { depth = max(0, depth - 1) }
      previous = scalar
    }
    end()
    return words
  }

  private static func isQuestion(_ name: String, _ words: [String]) -> Bool {
    if name.unicodeScalars.contains(where: { $0 == "?" || $0 == "？" }) { return true }
    return words.count >= 4 && words.first.map(FieldWords.questionWords.contains) == true
  }

  /// The role of a name in words: that of its head, which is the last word, or the one before "of".
  private static func role(of words: [String]) -> Role {
    var words = words[...]
    if let of = words.firstIndex(where: { ["of", "for", "about", "in", "on", "to"].contains($0) }),
      of > words.startIndex
    {
      words = words[..<of]
    }
    while words.count > 1, let last = words.last, FieldWords.modifiers.contains(last) { words.removeLast() }
    guard let head = words.last else { return .other }
    let isText = FieldWords.common.contains(head) || FieldWords.isJoined(head)
    let isTexts = FieldWords.plurals.contains(head)
    if FieldWords.sides.contains(head) { return .side }
    if isText || isTexts, words.dropLast().contains(where: FieldWords.sides.contains) { return .side }
    if isText { return .text }
    if isTexts { return .texts }
    if FieldWords.titles.contains(head) { return .title }
    return FieldWords.metadata.contains(head) ? .metadata : .other
  }

  /// The role of a name in a script without spaces: that of its ending.
  private static func role(ofUnspaced name: String) -> Role {
    if FieldWords.followUps.contains(where: name.contains) { return .followUp }
    if FieldWords.unspacedSides.contains(where: name.contains) { return .side }
    if FieldWords.unspacedMetadata.contains(where: name.hasSuffix) { return .metadata }
    if FieldWords.unspacedTitles.contains(where: name.hasSuffix) { return .title }
    return FieldWords.common.contains { !$0.utf8.allSatisfy { $0 < 0x80 } && name.hasSuffix($0) } ? .text : .other
  }
}

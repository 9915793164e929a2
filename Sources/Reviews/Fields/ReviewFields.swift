/// Chooses the columns of a table, or the keys of JSON, that hold reviews: by their names and, above all, their cells.
struct ReviewFields {
  /// A column or key.
  struct Field {
    var name: FieldName
    var content: FieldContent
    /// Whether it holds lists of strings, so that a plural denotes texts, not their number.
    var isList = false
  }

  private let fields: [Field]

  init(_ fields: [Field]) { self.fields = fields }

  /// The review columns of a table, in ascending order; empty if no column has prose.
  ///
  /// A table has one column of reviews, except for both sides of a review, follow-ups, and the questions of a form.
  func columns() -> [Int] {
    let texts = prose(.text) + prose(.texts)
    let parts = prose(.side) + prose(.followUp) + questions
    if texts.isEmpty, parts.isEmpty { return fallback.map { [$0] } ?? [] }
    let main = longer(than: texts.first) ?? texts.first
    return Set([main].compactMap { $0 } + parts).sorted()
  }

  /// The review keys of JSON, in ascending order: all those named so. Prose under other keys is read only if a key is named
  /// like a review and holds something else.
  func keys() -> [Int] {
    let texts = prose(.text) + prose(.texts).filter { fields[$0].isList }
    let parts = prose(.side) + prose(.followUp)
    if !texts.isEmpty || !parts.isEmpty {
      return Set(texts.map { texts.count == 1 ? longer(than: $0) ?? $0 : $0 } + parts).sorted()
    }
    if let text = prose(.texts).first { return [text] }
    let isNamed = fields.contains { [.text, .texts].contains($0.name.role) }
    return isNamed ? fallback.map { [$0] } ?? [] : []
  }

  /// The fields of a role whose cells are prose, the likeliest first.
  private func prose(_ role: FieldName.Role) -> [Int] {
    let found = fields.indices.filter { fields[$0].name.role == role && fields[$0].content.isProse }
    return found.sorted { (rank($0), $0) < (rank($1), $1) }
  }

  private func rank(_ field: Int) -> Int { fields[field].name.rank ?? .max }

  /// The open questions of a form.
  private var questions: [Int] {
    prose(.question).filter { fields[$0].content.meanWords >= 3 && !fields[$0].content.isCategorical }
  }

  /// A title or another field with much longer prose, beside a column of single words or catchphrases that is named like a review.
  private func longer(than text: Int?) -> Int? {
    guard let text, fields[text].content.meanWords < 3, let other = longest([.title, .other]) else { return nil }
    return fields[other].content.meanWords >= 2.5 * fields[text].content.meanWords ? other : nil
  }

  /// The field to read if none is named like a review and holds prose.
  private var fallback: Int? {
    // A column of reviews may begin with many empty cells, or hold single words.
    let named = fields.indices.filter { [.text, .texts].contains(fields[$0].name.role) && !fields[$0].content.isTyped }
    if let empty = named.filter({ fields[$0].content.count == 0 && fields[$0].name.role == .text })
      .min(by: { rank($0) < rank($1) })
    {
      return empty
    }
    return longest([.other, .question]) ?? longest([.title]) ?? named.min { rank($0) < rank($1) }
  }

  /// The field of these roles with the longest prose.
  private func longest(_ roles: [FieldName.Role]) -> Int? {
    let found = fields.indices.filter { roles.contains(fields[$0].name.role) && fields[$0].content.isProse }
    let maximum = found.map { fields[$0].content.meanWords }.max() ?? 0
    return maximum >= 2 ? found.first { fields[$0].content.meanWords == maximum } : nil
  }
}

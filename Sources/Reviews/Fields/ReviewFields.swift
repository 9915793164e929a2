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
    let main =
      longer(than: texts.first).map { [$0] } ?? Array(texts.prefix(1)) + others(like: texts.first, among: texts)
    return Set(main + parts).sorted()
  }

  /// The columns of the same kind as a text column without a common name: `benefitsReview`, `sideEffectsReview`.
  private func others(like text: Int?, among texts: [Int]) -> [Int] {
    guard let first = text.map({ fields[$0].name }), first.rank == nil, !first.isVariant else { return [] }
    return texts.dropFirst().filter { index in
      let name = fields[index].name
      return name.rank == nil && name.isLikely && !name.isVariant && name.role == first.role
        && name.isByCustomer == first.isByCustomer
    }
  }

  /// The review keys of JSON, in ascending order: all those named so. Prose under other keys is read only if a key is named
  /// like a review and holds something else.
  ///
  /// - Parameter isNamed: whether a key above all of them is named like reviews.
  func keys(isNamed: Bool = false) -> [Int] {
    let texts = prose(.text) + prose(.texts).filter { fields[$0].isList }
    let parts = prose(.side) + prose(.followUp)
    if !texts.isEmpty || !parts.isEmpty {
      let originals = texts.filter { !fields[$0].name.isVariant }
      let read = originals.isEmpty ? texts : originals
      return Set(read.map { read.count == 1 ? longer(than: $0) ?? $0 : $0 } + parts).sorted()
    }
    if let text = prose(.texts).first { return [text] }
    let isNamed = isNamed || fields.contains { [.text, .texts].contains($0.name.role) }
    return isNamed ? fallback.flatMap { fields[$0].content.meanWords >= 3 ? [$0] : nil } ?? [] : []
  }

  /// The fields of a role whose cells are prose, the likeliest first.
  private func prose(_ role: FieldName.Role) -> [Int] {
    let found = fields.indices.filter { fields[$0].name.role == role && isProse($0) }
    return found.sorted { (rank($0), $0) < (rank($1), $1) }
  }

  /// Whether the cells of a field are prose. The same phrase in all rows is none, beside others.
  private func isProse(_ field: Int) -> Bool {
    fields[field].content.isProse
      && (!fields[field].content.isConstant || fields.allSatisfy { !$0.content.isProse || $0.content.isConstant })
  }

  private func rank(_ field: Int) -> Int {
    let name = fields[field].name
    return name.rank ?? 1000 + (name.isByCustomer ? 0 : 2) + (name.isLikely ? 0 : 1) + (name.isVariant ? 4 : 0)
  }

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
    let found = fields.indices.filter { roles.contains(fields[$0].name.role) && isProse($0) }
    let maximum = found.map { fields[$0].content.meanWords }.max() ?? 0
    return maximum >= 2 ? found.first { fields[$0].content.meanWords == maximum } : nil
  }
}

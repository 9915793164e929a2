import Reviews

extension LabelledData.Columns {
  /// Common names of the column or key that holds the list of spans, the likeliest first.
  static let spanNames = ["aspects", "spans", "entities", "labels", "label"]

  /// The positions of the columns or keys that may hold the spans, the likeliest first.
  func spanPositions(in names: [String]) -> [Int] {
    let names = names.map(\.withoutSpaceAround)
    return label.map { Self.positions(of: $0, in: names) }
      ?? Self.spanNames.flatMap { Self.positions(of: $0, in: names) }
  }

  /// The position of the text in a header or among the keys of an object.
  func textPosition(in names: [String], place: String) throws(TrainingError) -> Int {
    let names = names.map(\.withoutSpaceAround)
    let found =
      text.map { Self.positions(of: $0, in: names) } ?? Self.texts(among: names, besides: spanPositions(in: names))
    return try Self.only(found, text ?? TextNames.first, in: names, option: "--text-column", place)
  }

  /// The positions of text and spans in a header.
  func textAndSpanPositions(in names: [String], place: String) throws(TrainingError) -> (text: Int, label: Int) {
    let text = try textPosition(in: names, place: place)
    let trimmed = names.map(\.withoutSpaceAround)
    let found = spanPositions(in: names)
    // A name chosen by the user must denote one column; of the common names, the likeliest counts.
    let spans = try Self.only(
      label == nil ? Array(found.prefix(1)) : found, label ?? Self.spanNames[0], in: trimmed, option: "--label-column",
      place)
    return try different(text: text, label: spans, place)
  }
}

import Reviews
import TestSupport

/// Reviews generated from templates, and documents in every format that contain exactly these reviews.
struct SampleDocuments {
  let reviews: [String]
  let lineBreak: String

  /// - Parameter isOnOneLine: whether no review has line breaks, which some formats do not support.
  init(count: Int, seed: UInt64, isOnOneLine: Bool, lineBreak: String = "\n") {
    var random = SeededGenerator(seed: seed)
    self.lineBreak = lineBreak
    reviews = (0..<count).map { number in
      let templates = isOnOneLine ? Self.templates : Self.templates + Self.longTemplates
      let template = templates[Int.random(in: 0..<templates.count, using: &random)]
      return
        template
        .replacing("{thing}", with: Self.things[Int.random(in: 0..<Self.things.count, using: &random)])
        .replacing("{mood}", with: Self.moods[Int.random(in: 0..<Self.moods.count, using: &random)])
        .replacing("{number}", with: "\(number)")
        .replacing("\n", with: lineBreak)
    }
  }

  private static let things = ["phone", "hotel", "film", "手机", "酒店", "电影", "café", "battery", "lead actor", "早餐"]
  private static let moods = ["great", "far too slow", "awful 😡", "fine, really", "很好 👍🏽", "太差了", "so-so", "überteuert"]
  private static let templates = [
    "The {thing} was {mood}.", "{thing}真的{mood}，第{number}次来。",
    "I bought it {number} days ago, and the {thing} is {mood}!",
    "\"{mood}\" is what they say of the {thing}; I say no.", "这个{thing} is {mood}，一般般吧。", "❤️ the {thing}, {mood} 👩‍👩‍👧",
    "Was the {thing} {mood}? Yes, \"very\", and at 3.5 stars", "他说：“{thing}{mood}。”我不信。",
    "{mood}: {thing}, {thing}, {thing}…",
    "It really is \"{mood}\"", "Ünïcödé {thing} e\u{301} {mood}; 100% / {number}", "لا بأس به {thing} {mood}",
  ]
  private static let longTemplates = [
    "The {thing} was {mood}.\n\nWould not buy again, \"ever\".", "第一天：{mood}。\n第二天：{thing}坏了，{number}次。",
    "Pros: {thing}\n\tCons: {mood}\nThat is all, {number}.",
  ]

  var text: String { reviews.joined(separator: lineBreak) + lineBreak }

  /// Fields are quoted if necessary; every fifth is quoted anyway.
  func table(separator: String) -> String {
    let rows = reviews.enumerated().map { number, review in
      let needsQuotes = review.utf8.contains { "\"\r\n\(separator)".utf8.contains($0) } || number % 5 == 0
      let field = needsQuotes ? "\"\(review.replacing("\"", with: "\"\""))\"" : review
      return ["\(number)", field, "\(number % 2)"].joined(separator: separator) + lineBreak
    }
    return ["id", "text", "label"].joined(separator: separator) + lineBreak + rows.joined()
  }

  var objectLines: String {
    reviews.enumerated().map { number, review in
      "{\"id\":\(number),\"text\":\(literal(review, isASCII: number % 3 == 0)),\"by\":\"Ann Lee\"}" + lineBreak
    }.joined()
  }

  var objects: String {
    let objects = reviews.enumerated().map { number, review in
      "  {\(lineBreak)    \"review\" : \(literal(review, isASCII: number % 3 == 1)), \"stars\": [1, \"not read\"]}"
    }
    return "[" + lineBreak + objects.joined(separator: "," + lineBreak) + lineBreak + "]" + lineBreak
  }

  /// Alternating paragraphs, list items and quotes, below headings.
  var markdown: String {
    var document = "# Reviews of them" + lineBreak
    for (number, review) in reviews.enumerated() {
      if number % 50 == 0 { document += "\(lineBreak)## Part \(number) of them\(lineBreak)" }
      let marked = review.replacing("*", with: "\\*").replacing("_", with: "\\_")
      switch number % 4 {
      case 0: document += lineBreak + marked + lineBreak + lineBreak
      case 1: document += "- " + marked + lineBreak
      case 2: document += "- **" + marked + "**" + lineBreak + lineBreak
      default: document += "> " + marked + lineBreak
      }
    }
    return document
  }

  private func literal(_ text: String, isASCII: Bool) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      case "\t": literal += "\\t"
      case _ where !isASCII || scalar.isASCII: literal.unicodeScalars.append(scalar)
      default:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
    }
    return literal + "\""
  }
}

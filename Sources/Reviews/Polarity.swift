/// The sentiment that a label expresses, which decides severity, colour and exit code.
public enum Polarity: String, Codable, Sendable, Hashable, CaseIterable {
  case negative, neutral, positive
  /// Both negative and positive.
  case mixed
  /// Neither the label's wording nor a setting determines it.
  case unknown = "none"

  /// `−`, `+`, `±` for mixed, or `·`.
  public var sign: String {
    switch self {
    case .negative: "−"
    case .positive: "+"
    case .mixed: "±"
    case .neutral, .unknown: "·"
    }
  }

  /// All names, for messages.
  public static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// The polarity of each of a model's labels, by its wording:
  ///
  /// 1. `negative`, `neutral`, `positive`, `mixed`, their short forms and Chinese names, case-insensitive, with or without an adverb of
  ///    degree (`very_negative`) and a comment in brackets (`positive (stars 4 and 5)`).
  /// 2. `1 star` … `N stars`, if these are all labels: negative below the middle, neutral in the middle, positive above it.
  /// 3. The emotions that Demszky et al., "GoEmotions", ACL 2020, figure 2, class as positive or negative; not the ambiguous.
  public static func ofLabels(_ labels: [String]) -> [Polarity] {
    let wordings = labels.map(Wording.init)
    let stars = wordings.compactMap(\.stars)
    let isScale = stars.count == labels.count && stars.count > 1 && stars.sorted() == Array(1...stars.count)
    return wordings.map { wording in
      guard isScale, let count = wording.stars else { return wordingPolarities[wording.core] ?? .unknown }
      let middle = stars.count + 1
      return 2 * count < middle ? .negative : 2 * count > middle ? .positive : .neutral
    }
  }

  private static let wordingPolarities: [String: Polarity] = {
    let wordings: [(Polarity, String)] = [
      (.negative, "negative neg 负面 負面 消极 消極 差评 差評"), (.neutral, "neutral neu 中性 中立"),
      (.positive, "positive pos 正面 积极 積極 好评 好評"), (.mixed, "mixed 中评 中評 褒贬不一 褒貶不一 毁誉参半 毀譽參半"),
      (
        .negative,
        "anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness remorse sadness"
      ),
      (
        .positive,
        "admiration amusement approval caring desire excitement gratitude joy love optimism pride relief"
      ),
    ]
    var table: [String: Polarity] = [:]
    for (polarity, words) in wordings {
      for word in words.split(separator: " ") { table[String(word)] = polarity }
    }
    return table
  }()
}

/// A label in lower case, without separators, adverb of degree and bracketed comment.
private struct Wording {
  var core: String
  /// N of `N stars`.
  var stars: Int?

  private static let degrees: Set<Substring> = [
    "very", "extremely", "strongly", "highly", "mostly", "moderately", "somewhat", "slightly", "mildly", "weakly",
  ]

  init(_ label: String) {
    let comment = label.firstIndex { "(（[".contains($0) } ?? label.endIndex
    let text = comment == label.startIndex ? label[...] : label[..<comment]
    var words = text.lowercased().split { $0.isWhitespace || $0 == "_" || $0 == "-" }
    if words.count == 2, Self.degrees.contains(words[0]) { words.removeFirst() }
    core = words.joined(separator: " ")
    if let match = core.wholeMatch(of: #/([0-9]{1,2}) ?(?:stars?|星)/#) { stars = Int(match.1) }
  }
}

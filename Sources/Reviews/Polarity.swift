/// The side a label stands on, which decides severity, colour and exit code.
public enum Polarity: String, Codable, Sendable, Hashable, CaseIterable {
  case negative, neutral, positive
  /// Neither the wording nor a setting says it: shown as it is, never guessed.
  case unknown = "none"

  /// All, for a complaint.
  public static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// The side of each of a model's labels by its wording:
  ///
  /// 1. `negative`, `neutral`, `positive`, their short forms and their Chinese names, whatever the case, with or without a
  ///    word of degree (`very_negative`) and a remark in brackets (`positive (stars 4 and 5)`).
  /// 2. `1 star` … `N stars`, where the labels are all of these: below the middle negative, the middle neutral.
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
      (.negative, "negative neg 负面 負面 消极 消極 差评 差評"), (.neutral, "neutral neu 中性 中立 中评 中評"),
      (.positive, "positive pos 正面 积极 積極 好评 好評"),
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

/// What a label says, without case, separators, degree and remark.
private struct Wording {
  var core: String
  /// N of `N stars`.
  var stars: Int?

  private static let degrees: Set<Substring> = [
    "very", "extremely", "strongly", "highly", "mostly", "moderately", "somewhat", "slightly", "mildly", "weakly",
  ]

  init(_ label: String) {
    let remark = label.firstIndex { "(（[".contains($0) } ?? label.endIndex
    let text = remark == label.startIndex ? label[...] : label[..<remark]
    var words = text.lowercased().split { $0.isWhitespace || $0 == "_" || $0 == "-" }
    if words.count == 2, Self.degrees.contains(words[0]) { words.removeFirst() }
    core = words.joined(separator: " ")
    if let match = core.wholeMatch(of: #/([0-9]{1,2}) ?(?:stars?|星)/#) { stars = Int(match.1) }
  }
}

import Reviews

/// Words in label columns that say which side a review is on: `True`, `yes`, `Recommended`, 好评.
enum Verdicts {
  /// The polarity of such a word, in any case; nil for other words.
  static func polarity(of label: String) -> Polarity? {
    let words = words(of: label)
    if let polarity = table[words] ?? grades[words] { return polarity }
    guard let degree = degrees.first(where: words.hasPrefix) else { return nil }
    let rest = String(words.dropFirst(degree.count))
    return table[rest] ?? grades[rest]
  }

  private static func words(of label: String) -> String {
    label.lowercased().replacing("’", with: "'").split { $0.isWhitespace || $0 == "_" || $0 == "-" }.joined(
      separator: " ")
  }

  /// The names of labels for cells that hold nothing but such words of both sides; nil for other cells. Names
  /// of polarities, such as `pos`, and grades, such as `excellent`, stay the names of their labels.
  static func labels(of cells: some Collection<String>) -> [String]? {
    let polarities = cells.map { table[words(of: $0)] }
    guard !polarities.contains(nil), polarities.contains(.negative), polarities.contains(.positive),
      !cells.allSatisfy({ names.contains($0.lowercased()) })
    else { return nil }
    return ["negative"] + (polarities.contains(.neutral) ? ["neutral"] : []) + ["positive"]
  }

  /// Whether a cell says true or false; nil if neither.
  static func truth(of cell: String) -> Bool? {
    let word = cell.lowercased()
    if ["true", "t", "yes", "y", "1", "1.0", "是"].contains(word) { return true }
    return ["false", "f", "no", "n", "0", "0.0", "否"].contains(word) ? false : nil
  }

  private static let names: Set = ["negative", "neg", "neutral", "neu", "positive", "pos"]

  private static let degrees = [
    "very ", "extremely ", "really ", "highly ", "strongly ", "mostly ", "mainly ", "moderately ", "somewhat ",
    "slightly ", "quite ", "fairly ", "rather ", "overwhelmingly ", "非常", "十分", "比较", "比較", "很", "极其", "極其",
  ]

  private static let table = table([
    (
      .negative,
      """
      negative, neg, false, f, no, n, not recommended, not recommend, do not recommend, don't recommend, does not recommend, \
      doesn't recommend, would not recommend, wouldn't recommend, thumbs down, thumb down, voted down, down, bad, dislike, \
      disliked, 👎, 差评, 差評, 不推荐, 不推薦, 负面, 負面, 消极, 消極, 差, 不好, 不满意, 不滿意, 不喜欢, 不喜歡, 否
      """
    ),
    (.neutral, "neutral, neu, 中评, 中評, 中性, 中立, 一般"),
    (
      .positive,
      """
      positive, pos, true, t, yes, y, recommended, recommend, recommends, would recommend, thumbs up, thumb up, voted up, up, \
      good, like, liked, 👍, 好评, 好評, 推荐, 推薦, 正面, 积极, 積極, 好, 满意, 滿意, 喜欢, 喜歡, 是
      """
    ),
  ])

  /// Words on a scale of more than two grades.
  private static let grades = table([
    (
      .negative,
      """
      terrible, awful, horrible, poor, worst, worse, dreadful, abysmal, unsatisfactory, unacceptable, dissatisfied, unsatisfied, \
      unhappy, disappointing, disappointed, unfavorable, unfavourable, hate, hated, below average, 很差, 极差, 極差, 糟糕, 失望, 较差, 較差
      """
    ),
    (
      .neutral,
      """
      average, ok, okay, mixed, fair, so so, medium, moderate, middling, indifferent, acceptable, neither, mixed feelings, 还行, 還行, \
      还可以, 還可以, 普通, 中等
      """
    ),
    (
      .positive,
      """
      excellent, great, awesome, amazing, superb, outstanding, fantastic, wonderful, perfect, exceptional, brilliant, best, \
      better, satisfied, happy, favorable, favourable, love, loved, above average, 优秀, 優秀, 很好, 极好, 極好, 较好, 較好, 完美
      """
    ),
  ])

  private static func table(_ lists: [(Polarity, String)]) -> [String: Polarity] {
    var table: [String: Polarity] = [:]
    for (polarity, words) in lists {
      for word in words.split(separator: ",") { table[String(word).withoutSpaceAround] = polarity }
    }
    return table
  }
}

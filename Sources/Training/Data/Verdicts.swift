import Reviews

/// Words in label columns that say which side a review is on: `True`, `yes`, `Recommended`, 好评.
enum Verdicts {
  /// The polarity of such a word, in any case; nil for other words.
  static func polarity(of label: String) -> Polarity? {
    let words = label.lowercased().replacing("’", with: "'").split { $0.isWhitespace || $0 == "_" || $0 == "-" }
    return table[words.joined(separator: " ")]
  }

  /// The names of labels for cells that hold nothing but such words of both sides; nil for other cells. Names of polarities,
  /// such as `pos`, stay the names of their labels.
  static func labels(of cells: some Collection<String>) -> [String]? {
    let polarities = cells.map(polarity)
    guard !polarities.contains(nil), polarities.contains(.negative), polarities.contains(.positive),
      !cells.allSatisfy({ names.contains($0.lowercased()) })
    else { return nil }
    return ["negative"] + (polarities.contains(.neutral) ? ["neutral"] : []) + ["positive"]
  }

  private static let names: Set = ["negative", "neg", "neutral", "neu", "positive", "pos"]

  private static let table: [String: Polarity] = {
    let lists: [(Polarity, String)] = [
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
    ]
    var table: [String: Polarity] = [:]
    for (polarity, words) in lists {
      for word in words.split(separator: ",") { table[String(word).withoutSpaceAround] = polarity }
    }
    return table
  }()
}

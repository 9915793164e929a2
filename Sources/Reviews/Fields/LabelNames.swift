/// The names of label columns and keys.
package enum LabelNames {
  /// Common names, the likeliest first.
  package static let common = [
    "label", "sentiment", "stars", "rating", "polarity", "class", "标签", "标注", "情感", "情绪", "情感倾向", "极性", "类别", "分类",
    "评分", "打分", "星级", "標籤", "標註", "情緒", "極性", "類別", "分類", "評分", "星級",
  ]

  /// Names of shops and stores, which other columns may have, too: a classifier's `score` beside its `label`.
  private static let others: Set = [
    "star rating", "stars rating", "review rating", "reviewer rating", "user rating", "customer rating", "rating value",
    "review stars", "star", "overall", "overall rating", "score", "review score", "reviewer score", "user score",
    "rate",
    "voted up", "recommended", "recommend", "recommended ind", "recommendation", "is positive",
    "positive", "review sentiment", "sentiment label", "label name", "用户评分", "评级", "得分", "分数", "推荐", "是否推荐", "评价等级",
    "評級", "得分數", "推薦", "是否推薦",
  ]

  /// Names that other columns often have, too.
  private static let last: Set = [
    "target", "liked", "would you recommend", "would recommend", "user suggestion",
    "is recommended",
  ]

  /// Names of lists, which other columns of the same file may have.
  private static let lists: Set = ["labels", "emotions", "emotion"]

  /// Names of the negative side.
  private static let negative: Set = [
    "negative", "neg", "bad", "not recommended", "not recommend", "disliked", "dislike", "voted down", "downvoted",
    "unhappy",
    "dissatisfied", "unsatisfied", "not satisfied", "not liked", "complaint", "negative review", "bad review",
    "negative sentiment", "差评", "差評", "负面", "負面", "消极", "消極", "不推荐", "不推薦", "不满意", "不滿意",
  ]

  /// Whether a column or key of this name says that a text is negative: `is_bad`.
  package static func isNegative(_ name: String) -> Bool {
    let words = words(of: name)
    return ["", "is ", "was ", "label ", "是否", "是"].contains {
      words.hasPrefix($0) && negative.contains(String(words.dropFirst($0.count)))
    }
  }

  /// The common names that also classes have; the other names of `isRating` are for ratings alone.
  private static let ratings: Set = ["stars", "rating", "评分", "打分", "星级", "評分", "星級", "评级", "評級", "得分", "分数", "用户评分"]

  /// The candidate label columns, in groups of equal likelihood, the likeliest first: columns with the first common name, then
  /// columns with another common name, then columns with another name, then those of `last`, then those of `lists`.
  ///
  /// - Parameter names: the column names, without surrounding white space.
  package static func columns(among names: [String]) -> [[Int]] {
    let common = names.columns(called: common)
    let rest = [others, last, lists].map { group in
      names.indices.filter { !common.joined().contains($0) && group.contains(words(of: names[$0])) }
    }
    return (common + rest).filter { !$0.isEmpty }
  }

  /// Whether a column or key of this name holds ratings, so that a 1 and a 2 are not the indices of labels.
  package static func isRating(_ name: String) -> Bool {
    let words = words(of: name)
    return ratings.contains(words)
      || ["star", "stars", "rating", "score", "overall", "rate"].contains { words == $0 || words.hasSuffix(" " + $0) }
  }

  /// The words of a name in lower case: `starRating`, `Star_Rating` and `star-rating` are `star rating`.
  private static func words(of name: String) -> String {
    var words = ""
    var previous: Character = " "
    for character in name {
      if character.isUppercase, previous.isLowercase { words.append(" ") }
      previous = "_-. ?".contains(character) ? " " : character
      words.append(previous)
    }
    return words.lowercased().split(separator: " ").joined(separator: " ")
  }
}

extension [String] {
  /// The indices of the first common name, and the indices of the others in the order of `common`, case-insensitive.
  func columns(called common: [String]) -> [[Int]] {
    let names = map { $0.lowercased() }
    let found = common.map { name in names.indices.filter { names[$0] == name } }
    return [found[0], Array<Int>(found.dropFirst().joined())]
  }
}

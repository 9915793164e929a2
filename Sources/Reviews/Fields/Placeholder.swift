/// The sentences that shops and exports write where a person wrote nothing: `N/A`, `[deleted]`, 此用户没有填写评价.
///
/// They vary in wording, but each consists only of words from a small set.
package enum Placeholder {
  /// The length in UTF-8 of the longest placeholder.
  static let maximumBytes = 120

  /// Whether a text, without surrounding white space, is such a sentence.
  package static func matches(_ text: String) -> Bool {
    guard text.utf8.count <= maximumBytes else { return false }
    return text.unicodeScalars.contains(where: \.isIdeograph) ? matches(unspaced: text) : matches(spaced: text)
  }

  // MARK: - English

  private static func matches(spaced text: String) -> Bool {
    var (word, joined) = ("", "")
    var (isAllowed, hasNegation, hasNoun) = (true, false, false)
    func end() {
      guard !word.isEmpty else { return }
      isAllowed = isAllowed && allowed.contains(word)
      hasNegation = hasNegation || negations.contains(word)
      hasNoun = hasNoun || nouns.contains(word)
      joined += word
      word = ""
    }
    for scalar in text.unicodeScalars {
      if let byte = UInt8(exactly: scalar.value), byte.isLetter {
        word.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
      } else if !scalar.isASCII, scalar.properties.isAlphabetic {
        word.unicodeScalars.append(scalar)
      } else if scalar != "'", scalar != "’" {
        end()
        // Most reviews end here, at their first word.
        guard isAllowed || joined.utf8.count <= longestShort else { return false }
      }
    }
    end()
    return shorts.contains(joined) || isAllowed && hasNegation && hasNoun
  }

  /// Whole placeholders, without spaces and punctuation.
  private static let shorts: Set<String> = [
    "na", "none", "null", "nil", "nan", "nothing", "undefined", "deleted", "removed", "notavailable", "notapplicable",
    "notprovided", "notspecified", "noanswer", "noresponse", "nodata", "nopositive", "nonegative", "skipped",
    "deletedbyuser", "nothingtoadd", "nothingelse", "didnotanswer", "leftblank",
  ]
  private static let longestShort = shorts.reduce(0) { max($0, $1.utf8.count) }
  private static let negations: Set<String> = [
    "no", "not", "didnt", "hasnt", "without", "deleted", "removed", "hidden", "only",
  ]
  private static let nouns: Set<String> = ["comment", "comments", "review", "reviews", "feedback", "text", "content"]
  private static let allowed = negations.union(nouns).union([
    "there", "are", "is", "was", "has", "have", "been", "did", "this", "the", "a", "any", "user", "customer", "guest",
    "reviewer", "buyer", "author", "moderator", "moderators", "leave", "left", "write", "written", "provide",
    "provided",
    "add", "added", "and", "just", "additional", "further", "given", "available", "yet", "for", "by", "rating", "post",
    "message",
  ])

  // MARK: - Chinese

  private static func matches(unspaced text: String) -> Bool {
    var rest = text.unicodeScalars[...]
    var kinds: Set<Part> = []
    while let first = rest.first {
      guard first.properties.isAlphabetic else {
        rest.removeFirst()
        continue
      }
      guard let (part, length) = longestPart(of: rest) else { return false }
      kinds.insert(part)
      rest = rest.dropFirst(length)
    }
    if kinds.contains(.nothing) { return true }
    if kinds.contains(.removal) { return kinds.contains(.review) || kinds.contains(.content) }
    if kinds.contains(.belief) { return kinds.contains(.person) && kinds.contains(.praise) }
    if kinds.contains(.automatic) { return kinds.contains(.praise) || kinds.contains(.review) }
    return kinds.contains(.negation) && kinds.contains(.review)
      || kinds.contains(.negation) && kinds.contains(.content) && !kinds.isDisjoint(with: [.person, .verb])
  }

  /// The longest of the known parts at the start of a text, and its length in scalars.
  private static func longestPart(of text: Substring.UnicodeScalarView) -> (Part, length: Int)? {
    var (start, found) = ("", nil as (Part, Int)?)
    for (index, scalar) in text.prefix(4).enumerated() {
      start.unicodeScalars.append(scalar)
      if let part = parts[start] { found = (part, index + 1) }
    }
    return found
  }

  private enum Part {
    case person, negation, verb, review, content, automatic, belief, praise, removal, filler, nothing
  }

  private static let parts: [String: Part] = {
    let lists: [(Part, String)] = [
      (.person, "用户 买家 顾客 客户 会员 评价方 评论者 消费者 食客 游客 住客 对方 用戶 買家 顧客"), (.negation, "未 没有 没 沒有 暂未 尚未"),
      (.verb, "填写 留下 发表 作出 做出 写 写下 给出 撰写 提供 输入 添加 进行 填寫 發表"),
      (.review, "评价 评论 评语 点评 留言 评价内容 评论内容 評價 評論"), (.content, "内容 文字 心得 文字内容 內容"),
      (.automatic, "系统 自动 默认 系統 自動"), (.belief, "觉得 認為 认为"), (.praise, "好评 五星好评 五星 星好评 好評"),
      (.removal, "删除 隐藏 屏蔽 刪除"),
      (.filler, "被 此 该 本 这位 匿名 及时 任何 已 还 并 能 的 天 天内 内 超时 在 规定 时间 购买 了 過 过 給予 给予 給 给 為 为 商品 星 非常 很 较 好 不错"),
      (.nothing, "暂无 暫無 无 無"),
    ]
    return lists.reduce(into: [:]) { table, list in
      for word in list.1.split(separator: " ") { table[String(word)] = list.0 }
    }
  }()
}

/// English and Chinese function words, which carry no sentiment of their own. Negations ("not", "never", 不, 没) and contrasts
/// ("but", 但是) are excluded, because they change the sentiment.
package enum FunctionWords {
  package static func contains(_ word: String) -> Bool { all.contains(word.lowercased().replacing("’", with: "'")) }

  /// Whether a word is a coordinating conjunction, which ends a phrase.
  package static func isConjunction(_ word: String) -> Bool { conjunctions.contains(word.lowercased()) }

  private static let conjunctions: Set = ["and", "or", "和", "与", "及", "而", "且"]

  private static let all = Set(
    """
    a an the this that these those there here it its it's itself i i'm i've i'd i'll me my mine myself we we're we've we'd \
    us our ours you you're your yours he he's him his she she's her hers they they're them their theirs one one's who whom \
    whose which what that's there's
    am is are was were be been being do does did doing done have has had having will would shall should can could may might \
    must get gets got
    of in on at by for from to into onto with within about over under up down out off through during as than then so if \
    because while when where how and or also just only even still again once each other some any all both such own same \
    s t d ll ve re m
    的 了 是 在 我 你 他 她 它 们 我们 你们 他们 这 那 个 一 一个 就 也 都 和 与 及 着 过 吧 吗 呢 啊 呀 哦 嘛 把 被 给 对 从 到 为 以 而 且 之 \
    这个 那个 这样 有 还 又 地 得 所 于 说 会 要 去 来 上 下 里 中 自己 什么 怎么 啦 哈
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}

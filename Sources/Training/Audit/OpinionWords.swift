/// English and Chinese words of opinion. That they predict a label is what a model should learn, so none is a leak.
///
/// In small or repetitive data such a word can be in every tenth text and always right. No measure tells it from a mark there,
/// so this list does. English words are matched by their beginnings: `disappoint` covers `disappointed` and `disappointing`.
/// Chinese words are single characters here, as features are.
enum OpinionWords {
  static func contains(_ word: some StringProtocol) -> Bool {
    let word = word.lowercased()
    if exact.contains(word) { return true }
    // All stems have three letters or more.
    return word.indices.dropFirst(3).contains { stems.contains(String(word[..<$0])) } || stems.contains(word)
  }

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }

  /// Words that begin many others: "bad" is no stem, for "badge".
  private static let exact = words(
    """
    bad badly bug bugs buggy cheap cold dead dirty dull fail fails failed fine flat flaw flaws flawed fast fun gem glad good \
    great greatest happy hate hated hates hating hot joy junk kind lame like liked likes loud love loved loves loving mess messy \
    nice nicely nicer nicest no not never nothing ok okay poor poorly rip rude sad safe scam slow smart smell smells smelly \
    stink stinks sweet thank thanks tasty top ugly warm weak well win worn worse worst wow yuck yum avoid but however
    好 差 坏 烂 棒 赞 爱 喜 欢 美 优 佳 妙 爽 香 甜 值 快 慢 贵 脏 臭 吵 旧 破 假 骗 坑 垃 圾 糟 糕 恶 厌 恨 怒 气 烦 怕 失 望 退 不 没 太 很 真 \
    非 常 极 最 超 挺 感 谢 满 意 推 荐 错 难 苦 惨 丑 恐 怖 无 聊 哭 笑 乐 幸 福 亲 热 冷 弱 强 顶 新 鲜
    """)

  private static let stems = words(
    """
    abysmal accurat ador amaz annoy appall attractiv awesom awful beaut best better bland bliss bore boring bother brillian \
    broke broken charm clean clever comfort comfy complain complaint confus convenien correct crack crap crash damag dazzl \
    defect defectiv delicious delight depress disappoint disaster disgrac disgust dislik dread durab easy easier easily effectiv \
    efficien elegan embarrass engag enjoy enthrall error excel except excit expensiv fabulous fail fake fals fantas fascinat \
    fault favor favour filth flawless flimsy forgett freez fresh friend frustrat funny garbage generous genuin glitch gorgeous \
    grateful greasy gripping gross handy hardly helpful hilarious hopeless horrend horribl horrif horrid impress incredib \
    ineffectiv inferior insult intrigu irritat lack lousy lovely luxur magnific malfunction marvel masterpiec mediocr memorab \
    misera mislead mistak moving nast neat nonsens noisy outdated outstanding overpric painful pathetic perfect phenomenal pleas \
    pointless polite powerful pretentious problem professional rattl recommend refresh refund regret reliab repair responsiv \
    return ridicul rip-off ruin satisf scratch sharp shoddy sick smooth solid splendid spoil spotless stale sturdy stunn stupid \
    suck superb superior terribl terrif tedious thrill tiresome torn touching trash troubl unaccept unbearab uncomfort unfortun \
    unfriend unhapp unimpress uninspir unpleas unreliab unus useful useless valuab waste wasting weird wonder wonderful worthless \
    worth wrong
    """)
}

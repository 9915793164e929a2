/// Words of opinion in English and Chinese. Reviews have many, other texts few.
enum OpinionWords {
  static let english = Set(
    """
    abysmal affordable amazing angry annoy annoyed annoying appreciate ass atrocious attentive avoid awesome awful \
    awfully bad beautiful beautifully bitch bland blessed bored boring brilliant broke broken buggy burnt \
    captivating charming cheap cheapest cheaply cheated classic cliched clumsy cold comfortable comfy compelling \
    complain complained complaint convenient cool courteous cozy cramped crap crappy crashed crashes creepy cute \
    damn defective delicious delighted delightful dirty disappoint disappointed disappointing disappointment \
    disgusting dreadful dull durable easily easy elegant engaging enjoy enjoyable enjoyed enjoying entertaining \
    excellent excited exciting expensive fabulous fake fantastic fascinating fast faulty favorite favourite filthy \
    flimsy forgettable fraud friendly frustrated frustrating frustration fuck fucking fun funniest funny furious \
    garbage gem glad glitchy good gorgeous grateful greasy great greatest gripping gross haha hahaha handy happier \
    happiest happy hate hated hates hell helpful hilarious hope hopefully hopeless horrendous horrible horribly \
    ignored impressed impressive incredible incredibly interesting irritating joke junk lacked lacking lacks laggy \
    lame liar lied lifeless liked likes lmao lol loud love loved loveliest lovely loves loving mad masterpiece \
    mediocre meh memorable mess messy moving nasty nice nicely nicest nightmare noisy omg outstanding overcooked \
    overpriced pathetic perfect perfectly phenomenal pleasant pleasantly pleased pointless polite poor poorly \
    powerful predictable pretentious pricey proud quick quickly quiet recommend recommendation recommended \
    recommending refreshing refund regret reliable ridiculous ripoff rude ruined sad saddest sadly salty satisfied \
    scam scary shallow shame shameful shit sick silly slow slowly smelly smooth smoothly soggy sorry spotless stale \
    stunning stupid sturdy stylish suck sucked sucks superb sweet tasteless tastiest tasty tedious terrible terribly \
    terrific thank thankful thanks thrilled tiny tired touching trash ugh ugly unacceptable uncomfortable \
    undercooked unfortunately unfriendly unhappy unhelpful uninstall uninstalled unusable upset useless waste wasted \
    weird wonderful worse worst worthless worthwhile wow wtf yay yuck yummy
    """.split(separator: " ").map(String.init))

  /// Words of complaints and praise that technical texts have, too. They count only in a text of a few lines.
  static let everyday = Set(
    """
    burned burnt cut cuts drops faded fell forgot half hours leak leaked melted minutes missing never out overheats peels pieces shrank soaked \
    spilled tiny torn unread weeks better best cancelled cancels charged clean crash crashes cheated damaged delayed dent died dies fails failed fast freezes fresh \
    froze hang hangs hung ignored issue issues late leaks like lost missing never nobody problem problems quiet raw refund rip ripped \
    scratched solid stopped stops stuck tears tore twice unusable wait waited waiting worked works worth wrong
    """.split(separator: " ").map(String.init))

  /// Chinese words, and signs of opinion or rating, which may be anywhere in a line; by their first scalar, in UTF-8.
  static let marks = Dictionary(
    grouping: """
      不错 喜欢 满意 推荐 棒 赞 值得 优秀 完美 舒服 干净 漂亮 美丽 好看 好吃 好用 好评 实惠 便宜 划算 给力 开心 高兴 快乐 幸福 感谢 谢谢 感动 精彩 经典 有趣 可爱 温馨 热情 周到 贴心 新鲜 美味 \
      正品 放心 差 烂 坏 垃圾 失望 讨厌 难吃 难看 难用 恶心 后悔 退货 退款 投诉 骗 坑 脏 臭 吵 贵 不值 不推荐 无聊 无语 糟糕 差评 差劲 郁闷 生气 愤怒 气死 悲 伤心 难过 泪 哭 怒 衰 可怜 哈哈 \
      嘻嘻 呵呵 抓狂 鼓掌 加油 太 很 非常 真的 感觉 觉得 竟然 居然 可惜 遗憾 性价比 好吧 很好 太好 真好 好喜 最好 \
      ★ ☆ 😀 😁 😂 😊 😍 😒 😞 😠 😡 😢 😭 🙂 🙁 👍 👎 ❤ 💔 :) :( :-) :-(
      """.split(separator: " ").map { Array($0.utf8) }
  ) { $0.scalar(at: 0, before: $0.count).0 }

  /// Words of licences.
  static let legal = Set(
    """
    copyright herein liability liable licence license licensed licenses merchantability noninfringement permission \
    redistribute redistribution redistributions sublicense thereof warranties warranty
    """.split(separator: " ").map(String.init))
}

/// The words that show what a column or key contains.
enum FieldWords {
  /// Common names of reviews, the likeliest first.
  static let common = words(
    """
    text review content comment sentence body tweet message feedback 评论 评价 内容 点评 短评 评语 留言 反馈 文本 正文 句子 消息 意见 評論 評價 \
    內容 回饋 文字 长评 初评 影评 书评 食评 post opinion testimonial verbatim suggestion complaint kommentar rezension bewertungstext \
    commentaire avis comentario reseña opinión отзыв комментарий текст レビュー 口コミ コメント 感想 本文 리뷰 후기 댓글 내용
    """)

  /// Plurals of names of reviews. They also name the number of reviews.
  static let plurals = Set(
    words(
      """
      texts reviews contents comments sentences bodies tweets messages feedbacks posts opinions testimonials verbatims \
      suggestions complaints kommentare rezensionen commentaires comentarios reseñas opiniones
      """))

  /// The sides of a review that has two.
  static let sides = Set(
    words(
      """
      advice pros cons advantage advantages disadvantage disadvantages liked disliked likes dislikes positive negative positives \
      negatives strengths weaknesses pluses minuses
      """))
  static let unspacedSides = words("优点 缺点 優點 缺點 好处 坏处 不足 优势 劣势")
  static let followUps = words("追评 追加 追評")

  static let titles = Set(words("title headline subject heading summary caption topic"))
  static let unspacedTitles = words("标题 主题 摘要 標題 主題")

  /// Words at the end of a name that do not change what it denotes: `review_text_published`, `comment_en`.
  static let modifiers = Set(
    words(
      """
      published original originals raw clean cleaned full plain html string value field column data here below box optional \
      required translated translation detail details en eng english zh cn chn chinese de fr es ja ko lower lowercase processed snippet
      """))

  /// Keys of JSON whose value belongs to the key above them: `{"content": {"label": "Good"}}`.
  static let values = Set(
    words("label value #text _text $t $ rendered plain html raw original full default en text"))

  /// Words of names that denote a review, not any text.
  static let likely = Set(words("review reviews comment comments feedback"))

  /// People who write reviews.
  static let customers = Set(
    words("guest customer visitor user reviewer client traveler traveller buyer patient student"))

  /// Words of names that denote another form of a field.
  static let variants = Set(
    words("original originals raw clean cleaned html translated translation processed lower lowercase"))

  /// Words that begin a question or a request of a form.
  static let questionWords = Set(
    words("what how why which where when who is are do does did would could can any please tell describe anything have")
  )

  static let metadata = Set(
    words(
      """
      id ids uuid guid key hash date day month year time timestamp datetime at created updated modified published by url uri \
      link links href count counts num number no total score scores rating ratings stars star rank rate vote votes upvotes \
      helpful useful language lang locale country city region state zip location address lat lon lng latitude longitude type \
      kind status source channel version author user username name names nickname reviewer customer client buyer email mail \
      phone device os platform browser category categories tag tags product item asin sku brand model hotel restaurant \
      business place venue movie film book app game company store shop price cost amount currency image images photo photos \
      picture pictures video avatar length size words chars verified recommended sentiment label labels polarity class \
      emotion keyword keywords gender age path file filename code index ip group team assignee tenure role job \
      position department
      """))
  static let unspacedMetadata = words(
    """
    时间 日期 数 数量 编号 星级 评分 打分 得分 分数 人 者 昵称 用户 用户名 名 名称 链接 网址 图片 照片 地址 类型 类别 标签 状态 城市 型号 颜色 规格 版本 价格 \
    時間 星級 評分 名稱 連結
    """)

  /// Whether a name says that its content answers a review.
  static func isReply(_ name: String, _ words: [String]) -> Bool {
    words.contains(where: replies.contains)
      || !name.utf8.allSatisfy { $0 < 0x80 } && unspacedReplies.contains(where: name.contains)
  }

  private static let replies = Set(
    words(
      """
      reply replies replied response responses responded owner developer dev answer answers answered seller merchant vendor \
      hotelier host landlord staff agent admin administrator moderator moderation official
      """))
  private static let unspacedReplies = words("回复 回覆 回應 回应 商家 卖家 賣家 店家 掌柜 客服 开发者 官方 平台 返信 답글 답변")

  /// Whether a word without capitals or separators is two words that name a review: `reviewtext`, `ratecontent`.
  static func isJoined(_ word: String) -> Bool {
    joinedStarts.contains { start in word.hasPrefix(start) && joinedEnds.contains(String(word.dropFirst(start.count))) }
  }

  private static let joinedStarts = words(
    "review reviews comment rate rating user customer full raw self tweet feedback post main")
  private static let joinedEnds = Set(words("text content body comment review message"))

  private static func words(_ list: String) -> [String] { list.split(whereSeparator: \.isWhitespace).map(String.init) }
}

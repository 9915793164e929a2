import Tensors

/// Reviews for measurements: every one another, most in English, every fifth in Chinese, of some 5 to 40 words.
struct MadeUpReviews: Sequence, IteratorProtocol {
  private var random = SplitMix64(seed: 5)
  private var count = 0

  private static let subjects = [
    "the plot", "the room", "the battery", "our waiter", "the ending", "the delivery", "the screen", "her voice",
    "the breakfast", "the second half", "customer service", "the sound", "the price",
  ]
  private static let verdicts = [
    "was dull", "was a delight", "broke after two days", "exceeded all hopes", "made no sense", "felt cheap",
    "could not be better", "was lukewarm at best", "won me over", "left me cold", "is worth every penny",
  ]
  private static let ends = [
    "Avoid.", "Highly recommended!", "I want my money back.", "I would come again.", "So it goes.", "Never again!",
  ]
  private static let chinese = [
    "房间很干净，", "服务太差了，", "物流很快，", "剧情无聊，", "味道不错，", "电池不耐用，", "下次还会再来。", "浪费时间。", "值得一看。", "非常失望。",
  ]

  mutating func next() -> String? {
    count += 1
    func pick(_ words: [String]) -> String { words.randomElement(using: &random) ?? "" }
    let clauses = Int.random(in: 1...7, using: &random)
    guard count % 5 > 0 else { return (0..<clauses + 1).map { _ in pick(Self.chinese) }.joined() + "第\(count)号" }
    let text = (0..<clauses).map { _ in "\(pick(Self.subjects)) \(pick(Self.verdicts))" }.joined(separator: ", and ")
    return "Number \(count): \(text). \(pick(Self.ends))"
  }
}

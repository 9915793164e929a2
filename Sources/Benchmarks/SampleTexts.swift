import Files
package import SentimentAnalysis
import Tensors
import Training

/// The texts of a file: the rows of a table that have a label of the model, or the lines of any other file.
package func loadTexts(fromFile path: String, for model: SentimentModel) throws -> [String] {
  if ["csv", "tsv", "jsonl"].contains(FilePath(text: path).extension) {
    return try LabelledData(path: path, labels: model.labels, problem: model.problem).examples.map(\.text)
  }
  let document = String(decoding: try InputFile.bytes(ofStream: FilePath(text: path)), as: UTF8.self)
  return document.split(whereSeparator: \.isNewline).map(String.init)
}

/// An endless sequence of different one-line reviews: the given texts, then the same with a number; without texts, generated
/// reviews of about 5 to 40 words, four fifths English and one fifth Chinese.
struct SampleTexts {
  private let given: [String]
  private var count = 0
  private var random = SplitMix64(seed: 5)

  private static let subjects = [
    "the plot", "the room", "the battery", "our waiter", "the ending", "the delivery", "the screen", "her voice",
    "the breakfast", "the second half", "customer service", "the sound", "the price",
  ]
  private static let opinions = [
    "was dull", "was a delight", "broke after two days", "exceeded all hopes", "made no sense", "felt cheap",
    "could not be better", "was lukewarm at best", "won me over", "left me cold", "is worth every penny",
  ]
  private static let ends = [
    "Avoid.", "Highly recommended!", "I want my money back.", "I would come again.", "So it goes.", "Never again!",
  ]
  private static let chinese = [
    "房间很干净，", "服务太差了，", "物流很快，", "剧情无聊，", "味道不错，", "电池不耐用，", "下次还会再来。", "浪费时间。", "值得一看。", "非常失望。",
  ]

  init(_ texts: [String]) {
    var seen: Set<String> = []
    given = texts.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }
      .filter { $0.contains { !$0.isWhitespace } && seen.insert($0).inserted }
  }

  mutating func next() -> String {
    count += 1
    guard !given.isEmpty else { return generated() }
    let (round, index) = (count - 1).quotientAndRemainder(dividingBy: given.count)
    return round == 0 ? given[index] : "\(given[index]) (\(round + 1))"
  }

  mutating func next(_ count: Int) -> [String] { (0..<count).map { _ in next() } }

  private mutating func generated() -> String {
    func pick(_ words: [String]) -> String { words.randomElement(using: &random) ?? "" }
    let clauses = Int.random(in: 1...7, using: &random)
    guard count % 5 > 0 else { return (0..<clauses + 1).map { _ in pick(Self.chinese) }.joined() + "第\(count)号" }
    let text = (0..<clauses).map { _ in "\(pick(Self.subjects)) \(pick(Self.opinions))" }.joined(separator: ", and ")
    return "Number \(count): \(text). \(pick(Self.ends))"
  }
}

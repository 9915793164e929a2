/// Reviews without end for measurements, each in one line and no two the same: those given, over and over with a number, or
/// made up ones.
struct BenchReviews: Sequence, IteratorProtocol {
  private let given: [String]
  private var count = 0
  private var madeUp = MadeUpReviews()

  /// - Parameter texts: none for made up ones.
  init(_ texts: [String]) {
    var seen: Set<String> = []
    given = texts.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }
      .filter { $0.contains { !$0.isWhitespace } && seen.insert($0).inserted }
  }

  mutating func next() -> String? {
    guard !given.isEmpty else { return madeUp.next() }
    let (round, place) = count.quotientAndRemainder(dividingBy: given.count)
    count += 1
    return round == 0 ? given[place] : "\(given[place]) (\(round + 1))"
  }

  /// The next so many.
  mutating func take(_ count: Int) -> [String] { (0..<count).compactMap { _ in next() } }
}

public import Reviews

/// The reviews of a document and the verdicts on them so far. The server and the command both read documents through it.
///
/// ```swift
/// let source = ReadingSource(bytes: bytes, path: path, settings: settings)
/// var reading = Reading(ReviewTable(of: source))
/// reading.readAll(of: source, atMost: 4096) { key, texts in models[key].classify(texts, .init(explain: true)) } didRead: { _, group, _ in
///   print("\(group.count) read")
/// }
/// for finding in reading.findings(in: source.bytes, settings) { print(finding.message) }
/// ```
public struct Reading: Sendable {
  /// The reviews.
  public private(set) var table: ReviewTable
  /// One a review; nil where no model has said anything.
  public private(set) var verdicts: [Verdict?]
  /// The reviews without a verdict, by the lane that they are read in. The next one to be read is last.
  private var unread: [ReadingLane: [Int]] = [:]

  /// A reading of which nothing is read.
  public init(_ table: ReviewTable = ReviewTable()) {
    self.table = table
    verdicts = [Verdict?](repeating: nil, count: table.reviews.count)
    unread = Dictionary(grouping: verdicts.indices.reversed(), by: lane)
  }

  /// How many reviews have no verdict yet, those that are being read left out.
  public var unreadCount: Int { unread.values.reduce(0) { $0 + $1.count } }

  /// The lane that a review is read in, by its length.
  public func lane(ofReview index: Int) -> ReadingLane { ReadingLane(bytes: table.reviews[index].range.count) }

  /// Takes in the reviews of a later state of the document. Those that stood there before keep their verdicts.
  ///
  /// - Parameters:
  ///   - focus: UTF-8 offset; reviews from there on are read first.
  ///   - known: verdicts on the same texts elsewhere.
  public mutating func adopt(_ new: ReviewTable, focus: Int, known: (TextFingerprint) -> Verdict?) {
    let (removed, inserted) = table.fingerprints.change(to: new.fingerprints)
    let before = Dictionary(zip(table.fingerprints[removed], verdicts[removed])) { $1 ?? $0 }
    verdicts.replaceSubrange(
      removed, with: new.fingerprints[inserted].map { before[$0].flatMap(\.self) ?? known($0) })
    table = new
    let start = new.reviews.partition { $0.range.upperBound >= focus }
    let missing = (Array(start..<verdicts.count) + Array(0..<start)).filter { verdicts[$0] == nil }
    unread = Dictionary(grouping: missing.reversed(), by: lane)
  }

  /// Takes out the next reviews of a lane that one model reads, at most so many bytes or one review. Those whose texts are
  /// known get their verdicts at once.
  public mutating func takeUnread(
    atMost bytes: Int, _ lane: ReadingLane, known: (TextFingerprint) -> Verdict?, if isReady: (ModelKey) -> Bool
  ) -> [Int] {
    var (taken, others): ([Int], [Int]) = ([], [])
    var seen: Set<TextFingerprint> = []
    var size = 0
    while size < bytes, others.count < Self.mostPassedOver, let index = unread[lane]?.popLast() {
      let model = table.model(ofReview: index)
      if let verdict = verdicts[index] ?? known(table.fingerprints[index]) {
        verdicts[index] = verdict
      } else if taken.first.map({ table.model(ofReview: $0) == model }) ?? isReady(model),
        seen.insert(table.fingerprints[index]).inserted
      {
        taken.append(index)
        size += table.reviews[index].range.count
      } else {
        others.append(index)
      }
    }
    unread[lane]?.append(contentsOf: others.reversed())
    return taken
  }

  /// How far a batch looks for reviews of its own model among those of others.
  private static let mostPassedOver = 256

  /// Gives up on the reviews of models that cannot be loaded.
  public mutating func giveUp(on isLost: (ModelKey) -> Bool) {
    guard table.models.contains(where: isLost) else { return }
    for lane in ReadingLane.allCases { unread[lane]?.removeAll { isLost(table.model(ofReview: $0)) } }
  }

  /// Stores verdicts on reviews that were taken out; those that are missing are to be read again.
  public mutating func store(_ results: [Verdict?], for indices: [Int]) {
    for (index, verdict) in zip(indices, results).reversed() {
      if let verdict { verdicts[index] = verdict } else { unread[lane(ofReview: index), default: []].append(index) }
    }
  }
}

extension Reading {
  /// Has the models read all reviews in the document's order, a group at a time.
  ///
  /// - Parameters:
  ///   - bytes: what a group holds at most, or one review.
  ///   - classify: has a model read texts, with their explanation; nil stands for what it leaves out.
  ///   - didRead: gets each group once its verdicts are there, with what the models said.
  public mutating func readAll(
    of source: ReadingSource, atMost bytes: Int,
    classify: (ModelKey, [String]) throws -> [Classification?],
    didRead: (Reading, Range<Int>, [Classification?]) throws -> Void
  ) rethrows {
    var (start, end, size) = (0, 0, 0)
    unread = [:]
    while start < table.reviews.count {
      while end < table.reviews.count, size < bytes {
        size += table.reviews[end].range.count
        end += 1
      }
      let group = start..<end
      let texts = group.map { table.reviews[$0].text(in: source.bytes).string }
      var results = [Classification?](repeating: nil, count: group.count)
      for model in table.models {
        let places = texts.indices.filter { table.model(ofReview: start + $0) == model }
        guard !places.isEmpty else { continue }
        for (place, result) in zip(places, try classify(model, places.map { texts[$0] })) { results[place] = result }
      }
      for (place, result) in results.enumerated() {
        verdicts[start + place] = result.map {
          Verdict($0, of: texts[place], uncertainBelow: source.settings.uncertainBelow)
        }
      }
      try didRead(self, group, results)
      (start, size) = (end, 0)
    }
  }

  /// The findings of all reviews, in the document's order.
  public func findings(in document: [UInt8], _ settings: Settings) -> some Sequence<Finding> {
    verdicts.indices.lazy.compactMap { finding(on: $0, in: document, settings) }
  }

  /// The finding of a review; nil where there is nothing to report.
  public func finding(on index: Int, in document: [UInt8], _ settings: Settings) -> Finding? {
    guard let verdict = verdicts[index], let severity = settings.severity(of: verdict) else { return nil }
    return Finding(
      index: index, review: table.reviews[index], document: document, verdict: verdict, severity: severity)
  }
}

/// Short and long texts have separate batches. A long text is tokenized while the models read short ones; it occupies a model
/// only for its own pass.
public enum ReadingLane: Sendable, CaseIterable {
  case short, long

  /// That of a text of so many bytes.
  public init(bytes: Int) { self = bytes > TextEncoder.longText ? .long : .short }
}

public import Reviews

/// The reviews of a document and their verdicts so far. The server and the command both analyse documents through it.
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
  /// One verdict per review; nil until a model has classified the review.
  public private(set) var verdicts: [Verdict?]
  /// The queued reviews without a verdict, as stacks: the next review is last.
  private var unread: [ReadingLane: [Int]] = [:]

  /// Queues all reviews of a table.
  public init(_ table: ReviewTable = ReviewTable()) {
    self.table = table
    verdicts = [Verdict?](repeating: nil, count: table.reviews.count)
    unread = Dictionary(grouping: verdicts.indices.reversed(), by: lane)
  }

  /// The number of queued reviews: without a verdict, and not dequeued.
  public var queuedCount: Int { unread.values.reduce(0) { $0 + $1.count } }

  /// The number of queued reviews in a lane.
  public func queuedCount(in lane: ReadingLane) -> Int { unread[lane]?.count ?? 0 }

  /// The lane of a review, by its length.
  public func lane(ofReview index: Int) -> ReadingLane { ReadingLane(bytes: table.reviews[index].range.count) }

  /// Replaces the reviews by those of a newer version of the document. Unchanged reviews keep their verdicts; the others are
  /// queued.
  ///
  /// - Parameters:
  ///   - focus: a UTF-8 offset; the reviews after it come first in the queue.
  ///   - known: returns a cached verdict for a fingerprint.
  public mutating func adopt(_ new: ReviewTable, focus: Int, known: (TextFingerprint) -> Verdict?) {
    let (removed, inserted) = table.fingerprints.changedRanges(to: new.fingerprints)
    let before = Dictionary(zip(table.fingerprints[removed], verdicts[removed])) { $1 ?? $0 }
    verdicts.replaceSubrange(
      removed, with: new.fingerprints[inserted].map { before[$0].flatMap(\.self) ?? known($0) })
    table = new
    let start = new.reviews.partitioningIndex { $0.range.upperBound >= focus }
    let missing = (Array(start..<verdicts.count) + Array(0..<start)).filter { verdicts[$0] == nil }
    unread = Dictionary(grouping: missing.reversed(), by: lane)
  }

  /// Removes the next batch for one ready model from a lane: reviews of distinct texts, about `bytes` in total, at least one.
  /// Reviews with a cached verdict get it at once.
  public mutating func dequeueUnread(
    atMost bytes: Int, _ lane: ReadingLane, known: (TextFingerprint) -> Verdict?, if isReady: (ModelKey) -> Bool
  ) -> [Int] {
    var (batch, others): ([Int], [Int]) = ([], [])
    var seen: Set<TextFingerprint> = []
    var size = 0
    while size < bytes, others.count < Self.maximumSkipped, let index = unread[lane]?.popLast() {
      let model = table.model(ofReview: index)
      if let verdict = verdicts[index] ?? known(table.fingerprints[index]) {
        verdicts[index] = verdict
      } else if batch.first.map({ table.model(ofReview: $0) == model }) ?? isReady(model),
        seen.insert(table.fingerprints[index]).inserted
      {
        batch.append(index)
        size += table.reviews[index].range.count
      } else {
        others.append(index)
      }
    }
    unread[lane]?.append(contentsOf: others.reversed())
    return batch
  }

  /// The maximum number of reviews that a batch skips: those of other models, and duplicates.
  private static let maximumSkipped = 256

  /// Removes the reviews of models that failed to load from the queues.
  public mutating func dropUnread(where hasFailed: (ModelKey) -> Bool) {
    guard table.models.contains(where: hasFailed) else { return }
    for lane in ReadingLane.allCases { unread[lane]?.removeAll { hasFailed(table.model(ofReview: $0)) } }
  }

  /// Stores the verdicts of a batch; reviews without a result are queued again.
  public mutating func store(_ results: [Verdict?], for indices: [Int]) {
    for (index, verdict) in zip(indices, results).reversed() {
      if let verdict { verdicts[index] = verdict } else { unread[lane(ofReview: index), default: []].append(index) }
    }
  }
}

extension Reading {
  /// Classifies all reviews in document order, in groups.
  ///
  /// - Parameters:
  ///   - bytes: the approximate size of a group of reviews.
  ///   - classify: classifies texts with a model, with explanations; nil for a text that was not classified.
  ///   - didRead: receives each group after its verdicts are stored, with the classifications.
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

  /// The finding of a review; nil if there is nothing to report.
  public func finding(on index: Int, in document: [UInt8], _ settings: Settings) -> Finding? {
    guard let verdict = verdicts[index], let severity = settings.severity(of: verdict) else { return nil }
    return Finding(
      index: index, review: table.reviews[index], document: document, verdict: verdict, severity: severity)
  }
}

/// A class of text lengths. Short and long texts are batched separately, so that a long text can be tokenized while the models
/// classify short ones, and occupies a model only for its own pass.
public enum ReadingLane: Sendable, CaseIterable {
  case short, long

  /// The lane of a text of `bytes` bytes.
  public init(bytes: Int) { self = bytes > TextEncoder.longText ? .long : .short }
}

import Dispatch
import Foundation
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// A document as the client has it, its reviews, and what the model said of them. A copy is a snapshot.
struct Document: Sendable {
  /// The client's name for the document, to be repeated byte for byte.
  let uri: String
  let languageID: String
  /// Where it lies, if it is a file.
  let path: String?
  /// The unit of the client's positions.
  let encoding: PositionEncoding
  private(set) var version: Int
  private(set) var text: DocumentText
  /// False after a change that could not be read: the text is no longer the client's.
  private(set) var isSynchronized = true
  var settings: Settings

  /// Which state of text and settings this is; no two of a session have the same.
  private(set) var edition: Int
  /// When this edition is due to be read.
  private(set) var due: DispatchTime
  /// Whether that time has come.
  var isBegun = false
  /// Whether reviews are being found, of this edition or an earlier one.
  var isSearched = false
  /// Of this edition, or of an earlier one while this one's are not found.
  private(set) var table = ReviewTable()
  /// One a review of the table; nil where the model has not said anything.
  private(set) var verdicts: [Verdict?] = []
  /// The reviews without a verdict, by the lane that they are read in. The next one to be read is last.
  private var unread: [ReadingLane: [Int]] = [:]
  /// The review that someone waits for.
  var wanted: Int?
  /// How often the user had it read anew.
  var rechecks = 0
  /// Where the user was last: UTF-8 offset. Reviews from there on are read first.
  var focus = 0
  /// Whether the user had the reading of the table stopped.
  var isStopped = false
  var report = Report()
  /// The remarks on what is read of this edition, where they were rendered before the rest was.
  var rendered: RenderedDiagnostics?

  /// What changes of semantic tokens are told against.
  let lastTokens = LastSemanticTokens()

  /// What the client has been told of this edition.
  struct Report: Sendable {
    /// When the next findings are told, while it is still being read, and how long after that the ones behind.
    var due: DispatchTime?
    var interval = 0.0
    /// Whether some have been told.
    var isBegun = false
    /// Whether the client has to be told that there are others, since it will not ask by itself.
    var isBehind = false
  }

  init(_ item: TextDocumentItem, encoding: PositionEncoding, settings: Settings, edition: Int) {
    uri = item.uri
    languageID = item.languageId
    path = Self.path(ofURI: item.uri)
    self.encoding = encoding
    version = item.version
    text = DocumentText(item.text)
    self.settings = settings
    self.edition = edition
    due = .now()
  }

  /// Whether its reviews are known and the time to read them has not come.
  var isWaiting: Bool { isFound && !isBegun }

  /// The path of a `file:` URI.
  static func path(ofURI uri: String) -> String? {
    guard let url = URL(string: uri), url.scheme?.lowercased() == "file" else { return nil }
    let path = url.path(percentEncoded: false)
    return path.isEmpty ? nil : path
  }

  /// Whether the table is of this edition.
  var isFound: Bool { table.edition == edition }
  /// How many of its reviews have no verdict yet, those that are being read left out.
  var unreadCount: Int { unread.values.reduce(0) { $0 + $1.count } }
  /// Whether reviews of it wait for the model.
  var isToBeRead: Bool { isFound && isBegun && !isStopped && isSynchronized && unreadCount > 0 }
  /// Whether the document is one that is read, as far as is known.
  var isRead: Bool { isSynchronized && table.isIncluded }
  /// What is needed to find its reviews.
  var search: Edition {
    Edition(
      number: edition, bytes: text.bytes, languageID: languageID, path: path, settings: settings, rechecks: rechecks)
  }

  /// Another edition, to be read from `due` on.
  mutating func renew(edition: Int, due: DispatchTime) {
    self.edition = edition
    self.due = due
    (isBegun, rendered) = (false, nil)
    report = Report(isBehind: report.isBehind)
  }

  /// The text is no longer known.
  mutating func loseTrack() { isSynchronized = false }

  /// Applies edits in order, each to the result of the one before it. Where the text is not known, only one that replaces
  /// it whole makes sense.
  mutating func apply(_ changes: [TextDocumentContentChange], version: Int) {
    self.version = version
    for change in changes {
      if let range = change.range {
        guard isSynchronized else { continue }
        let offsets = text.offsets(of: range, in: encoding)
        text.replace(offsets, with: change.text)
        focus = offsets.lowerBound
      } else {
        text = DocumentText(change.text)
        isSynchronized = true
      }
    }
  }
}

// MARK: - Reviews

extension Document {
  /// Whether remarks are worth rendering before the rest is read: there are many, but not so many that each edit's would be
  /// rendered in vain, and the rest are few.
  var isWorthRendering: Bool {
    (32...4096).contains(verdicts.count) && unreadCount <= Session.fewReviews && due > .now()
  }

  /// Takes in the reviews of this edition. Those that stood there before keep their verdicts.
  mutating func adopt(_ new: ReviewTable, _ cache: VerdictCache) {
    let (removed, inserted) = table.fingerprints.change(to: new.fingerprints)
    let known = Dictionary(zip(table.fingerprints[removed], verdicts[removed])) { $1 ?? $0 }
    verdicts.replaceSubrange(
      removed, with: new.fingerprints[inserted].map { known[$0].flatMap(\.self) ?? cache[$0] })
    table = new
    (wanted, isStopped) = (nil, false)
    let start = new.reviews.partition { $0.range.upperBound >= focus }
    let missing = (Array(start..<verdicts.count) + Array(0..<start)).filter { verdicts[$0] == nil }
    unread = Dictionary(grouping: missing.reversed(), by: lane)
  }

  /// The place of the review at a position, its end included, so that it is found with the cursor behind its last letter.
  func review(at offset: Int) -> Int? {
    let place = table.reviews.partition { $0.range.upperBound >= offset }
    return place < table.reviews.count && table.reviews[place].range.lowerBound <= offset ? place : nil
  }

  /// What a review says, as it is read.
  func text(ofReview index: Int) -> ReviewText { table.reviews[index].text(in: text.bytes) }

  /// The lane that a review is read in, by its length.
  func lane(ofReview index: Int) -> ReadingLane { ReadingLane(bytes: table.reviews[index].range.count) }

  /// Takes out the next reviews of a lane that one model reads, at most so many bytes or one review. Those that the cache
  /// knows get their verdicts at once.
  mutating func takeUnread(
    atMost bytes: Int, _ cache: VerdictCache, _ lane: ReadingLane, if isReady: (ModelKey) -> Bool
  ) -> [Int] {
    var (taken, others): ([Int], [Int]) = ([], [])
    var seen: Set<TextFingerprint> = []
    var size = 0
    while size < bytes, others.count < Self.mostPassedOver, let index = unread[lane]?.popLast() {
      let model = table.model(ofReview: index)
      if let known = verdicts[index] ?? cache[table.fingerprints[index]] {
        verdicts[index] = known
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

  /// Gives up on the reviews of models that cannot be had.
  mutating func giveUp(on isLost: (ModelKey) -> Bool) {
    guard table.models.contains(where: isLost) else { return }
    for lane in ReadingLane.allCases { unread[lane]?.removeAll { isLost(table.model(ofReview: $0)) } }
  }

  /// Takes in verdicts on reviews of this table; those that are missing are to be read again.
  mutating func take(_ results: [Verdict?], for indices: [Int]) {
    for (index, verdict) in zip(indices, results).reversed() {
      if let verdict {
        verdicts[index] = verdict
      } else {
        unread[lane(ofReview: index), default: []].append(index)
      }
    }
    if let index = wanted, verdicts[index] != nil { wanted = nil }
  }
}

import Dispatch
import Files
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
  let path: FilePath?
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
  /// Of this edition, or of an earlier one while this one's reviews are not found.
  var reading = Reading()
  /// The edition that it is of.
  private(set) var foundEdition = -1
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

  static func path(ofURI uri: String) -> FilePath? {
    guard let url = URL(string: uri), url.scheme?.lowercased() == "file" else { return nil }
    let path = url.path(percentEncoded: false)
    return path.isEmpty ? nil : FilePath(path)
  }

  /// Whether the reviews of this edition are found.
  var isFound: Bool { foundEdition == edition }
  var table: ReviewTable { reading.table }
  /// One a review of the table; nil where the model has not said anything.
  var verdicts: [Verdict?] { reading.verdicts }
  var unreadCount: Int { reading.unreadCount }
  /// Whether reviews of it wait for the model.
  var isToBeRead: Bool { isFound && isBegun && !isStopped && isSynchronized && unreadCount > 0 }
  /// Whether the document is one that is read, as far as is known.
  var isRead: Bool { isSynchronized && table.isIncluded }
  var source: ReadingSource {
    ReadingSource(bytes: text.bytes, path: path, languageID: languageID, settings: settings)
  }
  /// Larger documents are left alone.
  static let mostBytes = 32 << 20

  /// Another edition, to be read from `due` on.
  mutating func renew(edition: Int, due: DispatchTime) {
    self.edition = edition
    self.due = due
    (isBegun, rendered) = (false, nil)
    report = Report(isBehind: report.isBehind)
  }

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
  mutating func adopt(_ new: ReviewTable, edition: Int, _ cache: VerdictCache) {
    reading.adopt(new, focus: focus) { cache[$0] }
    (foundEdition, wanted, isStopped) = (edition, nil, false)
  }

  /// The place of the review at a position, its end included, so that it is found with the cursor behind its last letter.
  func review(at offset: Int) -> Int? {
    let place = table.reviews.partitioningIndex { $0.range.upperBound >= offset }
    return place < table.reviews.count && table.reviews[place].range.lowerBound <= offset ? place : nil
  }

  /// What a review says, as it is read.
  func text(ofReview index: Int) -> ReviewText { table.reviews[index].text(in: text.bytes) }

  /// Takes in verdicts on reviews of this table; those that are missing are to be read again.
  mutating func store(_ results: [Verdict?], for indices: [Int]) {
    reading.store(results, for: indices)
    if let index = wanted, verdicts[index] != nil { wanted = nil }
  }

  var findings: some Sequence<Finding> { reading.findings(in: text.bytes, settings) }
}

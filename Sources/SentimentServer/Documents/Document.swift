import Dispatch
import Files
import Foundation
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// An open document as the client has it, its reviews, and the verdicts on them. A copy is a snapshot.
struct Document: Sendable {
  /// The client's name for the document, which responses repeat byte for byte.
  let uri: String
  let languageID: String
  /// Nil where the document is no file.
  let path: FilePath?
  /// The unit of the client's positions.
  let encoding: PositionEncoding
  private(set) var version: Int
  private(set) var text: DocumentText
  /// False after a change that could not be decoded: the text differs from the client's.
  private(set) var isSynchronized = true
  var settings: Settings

  /// The number of this state of text and settings, unique in a session.
  private(set) var edition: Int
  /// When this edition is to be read.
  private(set) var due: DispatchTime
  /// Whether that time has come.
  var isBegun = false
  /// Whether the worker is finding reviews, of this edition or an earlier one.
  var isBeingSearched = false
  /// The reviews and verdicts of `foundEdition`.
  var reading = Reading()
  /// The last edition whose reviews were found.
  private(set) var foundEdition = -1
  /// The number of this document's last use; later uses have higher numbers.
  var lastUse: Int64 = 0
  /// The review that a request waits for.
  var urgentReview: Int?
  /// The number of times that the user had it read again.
  var recheckCount = 0
  /// The place of the last edit, a UTF-8 offset. Reviews from there on are read first.
  private(set) var focus = 0
  /// Whether the user asked for its reviews although it does not look like reviews.
  var readsAnyText = false
  /// The notes that were logged.
  private var loggedNotes: Set<Note> = []
  /// Whether the user stopped the reading of this edition.
  var isStopped = false
  var diagnostics = DiagnosticsState()
  /// The diagnostics of the reviews read so far, rendered before the others are read.
  var rendered: RenderedDiagnostics?

  /// The semantic tokens last sent, against which deltas are computed.
  let lastTokens = LastSemanticTokens()

  /// The state of the diagnostics that the client has of this edition.
  struct DiagnosticsState: Sendable {
    /// When the next diagnostics are due while reviews are still being read; nil once all are reported.
    var due: DispatchTime?
    /// Seconds between partial reports; doubles each time.
    var interval = 0.0
    /// Whether any diagnostics were reported.
    var isBegun = false
    /// Whether the client must be asked to refresh: the diagnostics changed without an edit of its own.
    var needsRefresh = false
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

  static func path(ofURI uri: String) -> FilePath? {
    FilePath(ofURI: uri)
  }

  /// Larger documents are not read.
  static let maximumBytes = 32 << 20
  /// At most so many unread reviews are urgent: they interrupt a batch of many.
  static let fewReviews = 16

  var table: ReviewTable { reading.table }
  /// One a review of the table; nil where the review is not read yet.
  var verdicts: [Verdict?] { reading.verdicts }
  var queuedCount: Int { reading.queuedCount }
  /// Whether the reviews of this edition are found.
  var isFound: Bool { foundEdition == edition }
  /// Whether its reviews are found and the time to read them has not come.
  var isWaiting: Bool { isFound && !isBegun }
  /// Whether some of its reviews are to be read now.
  var isToBeRead: Bool { isFound && isBegun && !isStopped && isSynchronized && queuedCount > 0 }
  /// Whether the settings include the document, as far as is known.
  var isIncluded: Bool { isSynchronized && table.isIncluded }
  /// Whether the diagnostics of its read reviews are rendered in advance: they are many enough to pay, but not so many that
  /// each keystroke renders them in vain.
  var isWorthRendering: Bool {
    (32...4096).contains(verdicts.count) && queuedCount <= Self.fewReviews && due > .now()
  }
  var source: ReadingSource {
    var source = ReadingSource(bytes: text.bytes, path: path, languageID: languageID, settings: settings)
    source.readsAnyText = readsAnyText
    return source
  }
  var findings: some Sequence<Finding> { reading.findings(in: text.bytes, settings) }

  /// The index of the review at an offset. The offset behind its last character counts, so that the cursor finds it there.
  func review(at offset: Int) -> Int? {
    let place = table.reviews.partitioningIndex { $0.range.upperBound >= offset }
    return place < table.reviews.count && table.reviews[place].range.lowerBound <= offset ? place : nil
  }

  /// The text of a review, decoded from its format.
  func text(ofReview index: Int) -> ReviewText { table.reviews[index].text(in: text.bytes) }
}

// MARK: - Changes

extension Document {
  /// Begins another edition, to be read when it is due.
  mutating func beginEdition(_ edition: Int, due: DispatchTime, needsRefresh: Bool) {
    self.edition = edition
    self.due = due
    (isBegun, rendered) = (false, nil)
    diagnostics = DiagnosticsState(needsRefresh: diagnostics.needsRefresh || needsRefresh)
  }

  /// The notes that were not logged before; each is logged once.
  mutating func takeNotes() -> [String] {
    notes.filter { loggedNotes.insert($0.kind).inserted }.map(\.sentence)
  }

  mutating func loseSynchronization() { isSynchronized = false }

  /// Applies edits in order, each to the result of the one before it. After an edit that was lost, only a change that replaces
  /// the whole text applies.
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

  /// Stores the reviews of this edition. Reviews that were there before keep their verdicts.
  mutating func store(_ new: ReviewTable, edition: Int, _ cache: VerdictCache) {
    reading.adopt(new, focus: focus) { cache[$0] }
    (foundEdition, urgentReview, isStopped) = (edition, nil, false)
  }

  /// Stores verdicts on reviews; those that are nil go back to the unread ones.
  mutating func store(_ results: [Verdict?], for indices: [Int]) {
    reading.store(results, for: indices)
    if let index = urgentReview, verdicts[index] != nil { urgentReview = nil }
  }
}

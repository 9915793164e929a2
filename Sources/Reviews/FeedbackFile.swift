public import Files
import JSON

/// What users said of reviews that a model got wrong: JSON lines with `text` and `label`, which `sentiment train` takes.
///
/// Several servers may write to it at once, and any of them may be killed: a line is appended under a lock, by one write, and a
/// file that is written anew takes the place of the old one whole.
public struct FeedbackFile: Sendable {
  /// What it is called where no setting names it; hidden, so that nobody looks for reviews in it.
  public static let name = ".sentiment-feedback.jsonl"

  /// Where it lies.
  public let path: FilePath
  /// The folder that it must lie in, links resolved; nil for anywhere.
  let workspace: FilePath?
  /// Whether the user's own settings name the file. Another's must not name a file of something else.
  let isNamedByUser: Bool

  /// The file of that path, which need not be there.
  public init(path: FilePath, inside workspace: FilePath? = nil, isNamedByUser: Bool = true) {
    (self.path, self.workspace, self.isNamedByUser) = (path, workspace, isNamedByUser)
  }

  /// In larger files, earlier feedback on the same text is not replaced.
  private static let mostBytesSearched = 64 << 20

  /// Notes the label of a text, in the place of one that was noted before. All other lines stay as they are.
  ///
  /// - Throws: an error that names the path and the reason, such as a link in its place, or a place outside the workspace.
  public func note(_ text: String, label: String) throws {
    let path = try place()
    try Folder.make(path.removingLastComponent())
    let start = Self.opening + Array("\(JSONValue.string(text).serialized()),\"label\":".utf8)
    let line = start + Array("\(JSONValue.string(label).serialized())}\n".utf8)
    guard let file = try LockedFile.open(path, patience: .seconds(5)) else {
      throw FileError(path, "is locked by another program; try again once that has ended")
    }
    let before = try file.bytes(atMost: Self.mostBytesSearched)
    var lines = Lines(before)
    var (outdated, isFirst) = ([Range<Int>](), !isNamedByUser)
    while let range = lines.next() {
      let old = before[range]
      if isFirst, !old.isEmpty {
        guard Self.text(of: old) != nil || path.lastComponent?.string == Self.name else {
          throw FileError(path, "contains lines that are not feedback; name another file with sentiment.feedback")
        }
        isFirst = false
      }
      // A line that was written here is known by its beginning; others are read.
      let isAbout =
        old.starts(with: Self.opening)
        ? old.starts(with: start) && Self.text(of: old) != nil
        : Self.text(of: old).map { $0.utf8.elementsEqual(text.utf8) } == true
      if isAbout { outdated.append(range.lowerBound..<lines.position) }
    }
    guard try file.count() == before.count, !outdated.isEmpty else { return try file.append(line, isTorn: Self.isTorn) }
    var (kept, position) = ([UInt8](), 0)
    for range in outdated {
      kept += before[position..<range.lowerBound]
      position = range.upperBound
    }
    let rest = before[position...]
    let tail = rest[(rest.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? position)...]
    kept += Self.isTorn(tail) ? rest[..<tail.startIndex] : rest
    if let last = kept.last, last != UInt8(ascii: "\n") { kept.append(UInt8(ascii: "\n")) }
    try file.replace(by: kept + line)
  }

  /// The path to write to. Where a workspace names the file, it must lie in it once links are resolved, and not among the files
  /// of git, which runs some of them.
  private func place() throws(FileError) -> FilePath {
    guard let workspace else { return path }
    guard let boundary = FolderBoundary(workspace), boundary.contains(path), let name = path.lastComponent,
      let folder = boundary.resolved(path.removingLastComponent())
    else { throw FileError(path, "leads out of \(workspace); it is not written to") }
    let place = folder.appending(name)
    guard isNamedByUser || !place.isInGit(below: boundary.root) else {
      throw FileError(path, "lies in .git; name a file elsewhere with sentiment.feedback")
    }
    return place
  }

  /// What all lines begin with that were written here.
  private static let opening = Array("{\"text\":".utf8)

  /// Whether a last line without a line end is what a killed process left of one of ours.
  private static func isTorn(_ line: ArraySlice<UInt8>) -> Bool {
    guard !line.isEmpty, line.starts(with: opening) || opening.starts(with: line) else { return false }
    do {
      _ = try JSONValue(parsing: line)
      return false
    } catch {
      return true
    }
  }

  /// The text of a line as it is written here, with a text and a label and nothing else; nil for any other.
  private static func text(of line: ArraySlice<UInt8>) -> String? {
    guard line.first == UInt8(ascii: "{") else { return nil }
    do {
      let object = try JSONValue(parsing: line).objectValue
      guard object?.count == 2, object?["label"]?.stringValue != nil else { return nil }
      return object?["text"]?.stringValue
    } catch {
      return nil
    }
  }
}

extension FilePath {
  /// Whether a folder on the way to it belongs to git.
  fileprivate func isInGit(below root: FilePath) -> Bool {
    components.dropFirst(root.components.count).contains { $0.string.lowercased() == ".git" }
  }
}

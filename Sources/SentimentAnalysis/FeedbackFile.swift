import BERT
import Foundation
import JSON

/// What users said of reviews that a model got wrong: JSON lines with `text` and `label`, which `sentiment train` takes.
///
/// Several servers may write to it at once, and any of them may be killed: a line is appended under a lock, by one write, and a
/// file that is written anew takes the place of the old one whole.
public struct FeedbackFile: Sendable {
  /// What it is called where no setting names it; hidden, so that nobody looks for reviews in it.
  public static let name = ".sentiment-feedback.jsonl"

  /// Where it lies.
  public let path: String
  /// The folder that it must lie in, links resolved; nil where the user's own settings name the file.
  let workspace: String?

  /// The file of that path, which need not be there.
  public init(path: String, inside workspace: String? = nil) { (self.path, self.workspace) = (path, workspace) }

  /// In larger files, earlier feedback on the same text is not replaced.
  private static let mostBytesSearched = 64 << 20

  /// Notes the label of a text, in the place of one that was noted before. All other lines stay as they are.
  ///
  /// - Throws: an error that names the path and the reason, such as a link in its place, or a place outside the workspace.
  public func note(_ text: String, label: String) throws {
    let path = try place()
    if let folder = FilePath.folders(above: path).first { try makeFolder(folder) }
    let start = Self.opening + Array("\(JSONValue.string(text).serialized()),\"label\":".utf8)
    let line = start + Array("\(JSONValue.string(label).serialized())}\n".utf8)
    let file = try LockedFile(path: path)
    let before = try file.bytes(atMost: Self.mostBytesSearched)
    var lines = before.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // What stands behind the last line end is empty in a whole file.
    let isTorn = lines.last.map(Self.isTorn) == true
    if isTorn || lines.last?.isEmpty == true { lines.removeLast() }
    if workspace != nil, let first = lines.first(where: { !$0.isEmpty }), Self.text(of: first) == nil {
      throw SmallFileError("\(path): contains lines that are not feedback; name another file with sentiment.feedback")
    }
    /// A line that was written here is known by its beginning; others are read.
    func isAbout(_ line: ArraySlice<UInt8>) -> Bool {
      line.starts(with: start)
        || !line.starts(with: Self.opening) && Self.text(of: line).map(ExactString.init) == ExactString(text)
    }
    if file.count == before.count, lines.contains(where: isAbout) {
      try file.replace(by: lines.filter { !isAbout($0) }.flatMap { $0 + [UInt8(ascii: "\n")] } + line)
    } else {
      try file.append(line, isTorn: Self.isTorn)
    }
  }

  /// The path to write to. Where a workspace names the file, it must lie in it once links are resolved, and not among the files
  /// of git, which runs some of them.
  private func place() throws(SmallFileError) -> String {
    guard let workspace else { return path }
    guard let boundary = FolderBoundary(workspace), boundary.contains(path), let name = path.pathComponents.last,
      let folder = FilePath.folders(above: path).first.flatMap(boundary.realPath)
    else { throw SmallFileError("\(path): leads out of \(workspace); it is not written to") }
    let below = String(decoding: folder.utf8.dropFirst(boundary.root.utf8.count), as: UTF8.self).pathComponents
    guard !(below + [name]).contains(where: { $0.lowercased() == ".git" }) else {
      throw SmallFileError("\(path): lies in .git; name a file elsewhere with sentiment.feedback")
    }
    return FilePath.resolved(String(name), in: folder)
  }

  /// What all lines begin with that were written here.
  private static let opening = Array("{\"text\":".utf8)

  /// Whether a last line without a line end is what a killed process left of one of ours.
  private static func isTorn(_ line: ArraySlice<UInt8>) -> Bool {
    !line.isEmpty && (line.starts(with: opening) || opening.starts(with: line)) && text(of: line) == nil
  }

  private static func text(of line: ArraySlice<UInt8>) -> String? {
    do { return try JSONValue(parsing: line)["text"]?.stringValue } catch { return nil }
  }
}

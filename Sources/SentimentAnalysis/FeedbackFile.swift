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

  /// In larger files a text that was noted before is not looked for.
  private static let mostBytesSearched = 64 << 20

  /// Notes the label of a text, in the place of one that was noted before. All other lines stay as they are.
  ///
  /// - Throws: an error that names the path and the reason, such as a link in its place, or a place outside the workspace.
  public func note(_ text: String, label: String) throws {
    try checkPlace()
    if let folder = FilePath.folders(above: path).first { try makeFolder(folder) }
    let start = Self.opening + Array("\(JSONValue.string(text).serialized()),\"label\":".utf8)
    let line = start + Array("\(JSONValue.string(label).serialized())}\n".utf8)
    let file = try LockedFile(path: path)
    let before = try file.bytes(atMost: Self.mostBytesSearched)
    let lines = before.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if workspace != nil, let first = lines.first(where: { !$0.isEmpty }), !first.starts(with: Self.opening),
      !Self.isMark(first)
    {
      throw SmallFileError("\(path): holds something else than marks; it is not written to")
    }
    if file.count == before.count, lines.contains(where: { $0.starts(with: start) }) {
      // The last of them is what stands behind the last line end, and is empty in a whole file.
      let kept = lines.dropLast(lines.last?.isEmpty == true ? 1 : 0).filter { !$0.starts(with: start) }
      try file.replace(by: kept.flatMap { $0 + [UInt8(ascii: "\n")] } + line)
    } else {
      try file.append(line, isTorn: { $0.starts(with: Self.opening) && !Self.isMark($0) })
    }
  }

  /// Where a workspace names the file, it must lie in it, and not among the files of git, which runs some of them.
  private func checkPlace() throws(SmallFileError) {
    guard let workspace else { return }
    guard FolderBoundary(workspace)?.contains(path) == true else {
      throw SmallFileError("\(path): leads out of \(workspace); it is not written to")
    }
    guard !path.split(separator: "/").contains(where: { $0.lowercased() == ".git" }) else {
      throw SmallFileError("\(path): is git's; it is not written to")
    }
  }

  /// What all lines begin with that were written here.
  private static let opening = Array("{\"text\":".utf8)

  private static func isMark(_ line: some Collection<UInt8>) -> Bool {
    do { return try JSONValue(parsing: line)["text"] != nil } catch { return false }
  }
}

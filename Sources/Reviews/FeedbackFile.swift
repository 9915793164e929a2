public import Files
import JSON

/// The labels that users gave to reviews: JSON lines with `text` and `label`, which `sentiment train` reads.
///
/// Several servers may write the file at once. A line is appended as in `SharedLines`, and a rewritten file replaces the old one
/// atomically.
public struct FeedbackFile: Sendable {
  /// The default file name. It is hidden, so that nothing looks for reviews in the file.
  public static let name = ".sentiment-feedback.jsonl"

  /// The path as given; links are resolved when the file is written.
  public let path: FilePath
  /// The folder that must contain the file once links are resolved; nil allows any folder.
  let workspace: FilePath?
  /// Whether the user's own settings name the file. Settings from a cloned folder must not name another program's file.
  let isNamedByUser: Bool

  /// A feedback file, which need not exist yet.
  public init(path: FilePath, inside workspace: FilePath? = nil, isNamedByUser: Bool = true) {
    (self.path, self.workspace, self.isNamedByUser) = (path, workspace, isNamedByUser)
  }

  /// In larger files, earlier feedback on the same text is not replaced.
  private static let searchLimit = 64 << 20

  /// Writes the label of a text, replacing an earlier one. All other lines remain unchanged.
  ///
  /// - Throws: an error that names the path and the reason, such as a link or a path outside the workspace.
  public func record(_ text: String, label: String) throws {
    var path = path
    if let workspace {
      path = try SharedLines.resolve(
        path, inside: workspace, allowsGit: isNamedByUser, remedy: "set sentiment.feedback to a file")
    }
    let start = Self.opening + Array("\(JSONValue.string(text).serialized()),\"label\":".utf8)
    let line = start + Array("\(JSONValue.string(label).serialized())}\n".utf8)
    let file = try SharedLines.lock(path)
    let before = try file.bytes(atMost: Self.searchLimit)
    var lines = Lines(before)
    var (outdated, isFirst) = ([Range<Int>](), !isNamedByUser)
    while let range = lines.next() {
      let old = before[range]
      if isFirst, !old.isEmpty {
        guard Self.text(of: old) != nil || path.lastComponent?.string == Self.name else {
          throw FileError(path, "contains lines that are not feedback; set sentiment.feedback to another file")
        }
        isFirst = false
      }
      // The lines that this type writes are recognized by their beginning; other lines are parsed.
      let hasSameText =
        old.starts(with: Self.opening)
        ? old.starts(with: start) && Self.text(of: old) != nil
        : Self.text(of: old).map { $0.utf8.elementsEqual(text.utf8) } == true
      if hasSameText { outdated.append(range.lowerBound..<lines.position) }
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

  /// The beginning of every line that this type writes.
  private static let opening = Array("{\"text\":".utf8)

  private static func isTorn(_ line: ArraySlice<UInt8>) -> Bool { SharedLines.isTorn(line, opening: opening) }

  /// The text of a line that has exactly the keys `text` and `label`; nil for any other line.
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

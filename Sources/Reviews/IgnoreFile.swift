public import Files
import JSON

/// A `.sentiment-ignore.jsonl`: the reviews in its folder that a person chose to ignore, one JSON object a line.
///
/// It serves tables and JSON, which have no comments for `sentiment:ignore`. It may come from a cloned folder: it can only hide
/// reviews in its own folder and the folders below.
public struct IgnoreFile: Sendable {
  /// The file name. It is hidden, so that nothing looks for reviews in the file.
  public static let name = ".sentiment-ignore.jsonl"

  /// The folder of the file.
  public let folder: FilePath
  /// The path of the file.
  public var path: FilePath { folder.appending(Self.name) }

  static let byteLimit = 16 << 20
  static let lineLimit = 100_000

  /// The ignore file of a folder; it need not exist yet.
  public init(in folder: FilePath) { self.folder = folder }

  /// A line of the file.
  public struct Entry: Sendable, Hashable {
    /// The fingerprint of the ignored text.
    public var fingerprint: ReviewFingerprint
    /// The path of the reviews' file, relative to the ignore file; nil means all files.
    public var file: String?
    /// The beginning of the text, for people.
    public var text = ""
    /// The reason, for people.
    public var why = ""

    /// An entry that says the same about the same reviews has the same identity.
    var identity: Self { Self(fingerprint: fingerprint, file: file) }
  }

  /// The entry of a review.
  ///
  /// - Parameters:
  ///   - fingerprint: nil means that of the text.
  ///   - reviews: the review's file, which must be in the folder.
  public func entry(
    for text: String, _ fingerprint: ReviewFingerprint? = nil, in reviews: FilePath, why: String
  ) -> Entry {
    Entry(
      fingerprint: fingerprint ?? ReviewFingerprint(of: text), file: reviews.relative(to: folder), text: text.excerpt(),
      why: why)
  }

  /// Appends the entries that the file does not contain yet.
  ///
  /// - Returns: the number of appended entries.
  /// - Throws: an error that names the path and the reason, such as a link.
  public func add(_ entries: [Entry]) throws -> Int {
    let file = try SharedLines.lock(
      SharedLines.resolve(path, inside: folder, remedy: "replace the link by a file"))
    let before = try file.bytes(atMost: Self.byteLimit)
    guard try file.count() == before.count else { throw Self.sizeError(path) }
    // A broken line is reported where the file is read.
    let (old, isWhole) = Self.entries(of: before) { _, _ in }
    var known = Set(old.map(\.identity))
    let new = entries.filter { known.insert($0.identity).inserted }
    let lines = new.flatMap { Array($0.line.utf8) }
    guard isWhole, known.count <= Self.lineLimit, before.count + lines.count <= Self.byteLimit else {
      throw Self.sizeError(path)
    }
    if !lines.isEmpty { try file.append(lines, isTorn: { SharedLines.isTorn($0, opening: Entry.opening) }) }
    return new.count
  }

  static func sizeError(_ path: FilePath) -> FileError {
    FileError(
      path,
      "an ignore file has at most \(lineLimit) lines and \(byteLimit >> 20) MB; remove the entries of reviews that no "
        + "longer exist, or set \"exclude\" or \"ignore\" in a \(ProjectSettings.fileName)")
  }
}

extension IgnoreFile {
  /// The entries in the first `lineLimit` lines of a file, and whether it has no others.
  ///
  /// - Parameter broken: receives the number of each line that is no entry, and the reason.
  static func entries(
    of content: [UInt8], broken: (_ line: Int, _ reason: String) -> Void
  ) -> (entries: [Entry], isWhole: Bool) {
    var (entries, count) = ([Entry](), 0)
    for (index, range) in Lines(content).enumerated() where !content.trimmed(range).isEmpty {
      count += 1
      guard count <= lineLimit else { return (entries, false) }
      do throws(JSONError) {
        if let entry = Entry(try JSONValue(parsing: content[range])) {
          entries.append(entry)
        } else {
          broken(index + 1, "expected an object with \"fingerprint\", 32 hexadecimal digits, and \"file\", a path")
        }
      } catch {
        broken(index + 1, "not valid JSON: \(error.reason)")
      }
    }
    return (entries, true)
  }
}

extension IgnoreFile.Entry {
  /// The beginning of every line that we write.
  static let opening = Array("{\"fingerprint\":".utf8)

  /// Nil if a value is not an entry.
  init?(_ json: JSONValue) {
    guard let fingerprint = json["fingerprint"]?.stringValue.flatMap(ReviewFingerprint.init) else { return nil }
    self.fingerprint = fingerprint
    if let file = json["file"], !file.isNull {
      guard let path = file.stringValue else { return nil }
      self.file = FilePath(text: path).lexicallyNormalized().text
    }
  }

  /// The entry as a line of JSON.
  var line: String {
    var object: JSONObject = ["fingerprint": .string(fingerprint.description)]
    object["file"] = file.map { .string($0) }
    object["text"] = .string(text)
    object["why"] = .string(why)
    return JSONValue.object(object).serialized() + "\n"
  }
}

extension FilePath {
  /// The folder of an absolute path; nil for the root.
  var folderAbove: FilePath? {
    guard isAbsolute else { return nil }
    let path = lexicallyNormalized()
    return path.lastComponent == nil ? nil : path.removingLastComponent()
  }

  /// The path relative to a folder above it; the path itself if it is elsewhere.
  func relative(to folder: FilePath) -> String {
    var path = lexicallyNormalized()
    _ = path.removePrefix(folder.lexicallyNormalized())
    return path.text
  }
}

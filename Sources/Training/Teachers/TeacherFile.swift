import Files
import Reviews
import Tensors

// N texts · L labels

/// The file with the logits [N, L] of a teacher for the texts of a training: float32, little-endian, row by row.
///
/// Its name is a digest of the teacher's files and of the texts, so that it fits no other model or texts, and never changes.
struct TeacherFile {
  let path: FilePath
  private let rows: Int
  private let columns: Int

  /// - Parameters:
  ///   - texts: the digest of the texts.
  ///   - count: the number of texts.
  ///   - folder: nil means the folder in the user's cache.
  init(of teacher: Teacher, texts: String, count: Int, folder: String?) {
    let name = SHA256(of: Array("logits 1\n\(teacher.digest)\n\(texts)".utf8)).description
    path = (folder.map { FilePath(fromCommandLine: $0) } ?? Self.folder).appending("\(name).f32")
    (rows, columns) = (count, teacher.indices.count)
  }

  private static var folder: FilePath {
    let caches = CommandLine.textEnvironment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "~/.cache"
    return FilePath(caches, in: "/").appending("sentiment-lsp/teachers")
  }

  /// The logits; nil if the file does not exist, or is damaged or unreadable: they are then computed anew.
  func read() -> Matrix? {
    let bytes: [UInt8]
    do {
      guard let file = try InputFile.ifPresent(path), file.count == 4 * rows * columns else { return nil }
      bytes = try file.bytes(0..<file.count)
    } catch { return nil }
    let logits = stride(from: 0, to: bytes.count, by: 4).map { place in
      Float(bitPattern: bytes[place..<place + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
    }
    return logits.allSatisfy(\.isFinite) ? Matrix(rows: rows, columns: columns, logits) : nil
  }

  /// Writes the file as a whole, into a folder that others cannot read.
  func write(_ logits: Matrix) throws(FileError) {
    precondition(
      logits.rows == rows && logits.columns == columns,
      "expected logits [\(rows), \(columns)], got [\(logits.rows), \(logits.columns)]")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * logits.count)
    for value in logits.elements {
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
      }
    }
    try Folder.makePrivate(path.removingLastComponent())
    try OutputFile.write(bytes, to: path)
  }
}

import BERT
import Foundation

/// What tells one state of a file from another without reading it.
public struct FileSignature: Sendable, Hashable {
  private let device: UInt64
  private let inode: UInt64
  private let size: Int64
  private let seconds: Int
  private let nanoseconds: Int

  /// That of whatever a path leads to; nil where it leads to nothing.
  public init?(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  fileprivate init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    #if canImport(Darwin)
      (seconds, nanoseconds) = (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
    #else
      (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    #endif
  }
}

/// The bytes of a regular file and the state that they belong to; nil where there is none.
///
/// - Throws: `SmallFileError` where it is something else, holds more bytes than that or cannot be read.
func readSmallFile(path: String, atMost most: Int) throws(SmallFileError) -> ([UInt8], FileSignature)? {
  // Without O_NONBLOCK a named pipe would wait here for a writer, perhaps for ever.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else {
    if [ENOENT, ENOTDIR, ENAMETOOLONG].contains(errno) { return nil }
    throw .unreadable(path)
  }
  defer { close(descriptor) }
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadable(path) }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw SmallFileError("\(path) is not a file; what stands there is left alone")
  }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count <= most {
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    if count == 0 { return (bytes, FileSignature(status)) }
    if count > 0 { bytes += chunk[..<count] } else if errno != EINTR { throw .unreadable(path) }
  }
  throw SmallFileError("\(path) has more than the \(most) bytes that such a file may have, and is left alone")
}

/// Why a file was not read, in a sentence that names it.
struct SmallFileError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }

  fileprivate static func unreadable(_ path: String) -> SmallFileError {
    SmallFileError("\(path): cannot be read: \(unsafe String(cString: strerror(errno)))")
  }
}

/// Writes a text beside its place and renames it there, in a folder that is made where it is not there.
///
/// - Throws: an error that names the path and the system's reason.
public func writeTextFile(_ text: String, path: String) throws {
  try makeFolder(URL(filePath: path).deletingLastPathComponent().path)
  try writeWhole(Array(text.utf8), path: path)
}

/// Makes a folder, and those above it, where nobody else may look.
///
/// - Throws: an error that names the path and the system's reason.
public func makePrivateFolder(_ path: String) throws {
  do {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  } catch {
    throw SmallFileError("\(path): the folder cannot be made: \(error.localizedDescription)")
  }
}

/// The bytes of a regular file.
///
/// - Throws: an error that names the path where there is none, or it holds more bytes than that.
public func readFile(path: String, atMost most: Int) throws -> [UInt8] {
  guard let (bytes, _) = try readSmallFile(path: path, atMost: most) else { throw SmallFileError.unreadable(path) }
  return bytes
}

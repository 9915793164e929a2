import Foundation

/// Reads a file or a pipe to its end.
///
/// - Throws: `CheckpointError` with the path and the system's reason.
public func readWhole(path: String) throws(CheckpointError) -> [UInt8] {
  func failure() -> CheckpointError {
    CheckpointError("\(path): cannot be read: \(unsafe String(cString: strerror(errno)))")
  }
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw failure() }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    if count == 0 { return bytes }
    if count > 0 { bytes += chunk[..<count] } else if errno != EINTR { throw failure() }
  }
}

/// What becomes of a link, a pipe or a device at the place of a file that is written.
public enum SpecialPlaces: Sendable {
  /// Nothing is written, and the error says what stands there.
  case refused
  /// A link is followed to the file that it leads to; a pipe or a device is written to as it is. For paths that the user named.
  case followed
}

/// Writes a file beside its place, then renames it there: readers see the old file or the new one, whole. A file that is
/// replaced keeps its permissions.
///
/// - Parameters:
///   - special: what becomes of a link, a pipe or a device at the place.
///   - mode: the permissions of a file that was not there before.
/// - Throws: `CheckpointError` with the path and the system's reason.
public func writeWhole(
  _ bytes: [UInt8], path: String, special: SpecialPlaces = .refused, mode: UInt32 = 0o644
) throws(CheckpointError) {
  try writeWhole(path: path, special: special, mode: mode) { write throws(CheckpointError) in try write(bytes) }
}

/// The same for a file that is made piece by piece: `body` calls what it is given with each piece.
public func writeWhole(
  path: String, special: SpecialPlaces = .refused, mode: UInt32 = 0o644,
  _ body: (_ write: ([UInt8]) throws(CheckpointError) -> Void) throws(CheckpointError) -> Void
) throws(CheckpointError) {
  func failure() -> CheckpointError {
    CheckpointError("\(path): cannot be written: \(unsafe String(cString: strerror(errno)))")
  }
  func fill(_ descriptor: Int32) throws(CheckpointError) {
    try body { bytes throws(CheckpointError) in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw failure() }
      }
    }
  }
  let place = try FilePlace(path, special)
  if place.isSpecial {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    return try fill(descriptor)
  }
  // A name that nobody can foresee, and that must be new: nothing that was put there is followed or replaced.
  let beside = place.folder + temporaryName()
  let descriptor = unsafe open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, place.mode ?? mode_t(mode))
  guard descriptor >= 0 else { throw failure() }
  do throws(CheckpointError) {
    defer { close(descriptor) }
    try fill(descriptor)
    if let mode = place.mode, fchmod(descriptor, mode) != 0 { throw failure() }
    // The data must be on the disk before the name is, or a crash could leave the new name on nothing.
    guard fsync(descriptor) == 0, unsafe rename(beside, place.path) == 0 else { throw failure() }
  } catch {
    unsafe unlink(beside)
    throw error
  }
}

/// Where `writeWhole` writes to.
private struct FilePlace {
  /// Links followed.
  var path: String
  /// The permissions of the file that is there.
  var mode: mode_t?
  /// Whether it is a pipe or a device, to which nothing can be renamed.
  var isSpecial = false
  /// With a slash at its end; empty for the folder that the process is in.
  var folder: String { path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "" }

  init(_ path: String, _ special: SpecialPlaces) throws(CheckpointError) {
    self.path = path
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFLNK {
      guard special == .followed else {
        throw CheckpointError("\(path): is a link; remove it, or name the file that it leads to")
      }
      guard unsafe stat(path, &status) == 0 else {
        throw CheckpointError("\(path): is a link that leads nowhere; remove it")
      }
      self.path = realPath(path)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: mode = status.st_mode & 0o777
    case S_IFDIR: throw CheckpointError("\(path): cannot be written: \(unsafe String(cString: strerror(EISDIR)))")
    default:
      guard special == .followed else {
        throw CheckpointError("\(path): is no regular file; remove it, or name another place")
      }
      isSpecial = true
    }
  }
}

/// The name of a file that is being written: hidden, and new each time.
private func temporaryName() -> String {
  ".sentiment-\(String(UInt64.random(in: 0 ... .max), radix: 16)).part"
}

/// Whether a file of this name is what `writeWhole` leaves of a file when its process is killed.
public func isTemporaryName(_ name: String) -> Bool { name.hasPrefix(".sentiment-") && name.hasSuffix(".part") }

/// Copies a regular file piece by piece. Where the source is a link, the file that it leads to is copied.
///
/// - Parameters:
///   - most: the most bytes that it may have.
///   - mode: the copy's permissions, where no file is replaced.
/// - Returns: false where there is no source.
/// - Throws: `CheckpointError` with the path and the reason.
@discardableResult
public func copyWhole(
  from source: String, to path: String, atMost most: Int = .max, mode: UInt32 = 0o644
) throws(CheckpointError) -> Bool {
  var status = stat()
  guard unsafe lstat(source, &status) == 0 || errno != ENOENT else { return false }
  let file = try InputFile(path: source)
  guard file.count <= most else {
    throw CheckpointError("\(source): \(file.count) bytes, more than the \(most) that such a file may have")
  }
  try writeWhole(path: path, mode: mode) { write throws(CheckpointError) in
    for start in stride(from: 0, to: file.count, by: 1 << 20) {
      try write(file.bytes(start..<min(start + 1 << 20, file.count)))
    }
  }
  return true
}

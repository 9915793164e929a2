import BERT
import Foundation

/// A regular file under an advisory lock, which is released on deinit.
///
/// There is no separate lock file. A rewrite replaces the file, so after waiting we check that the path still names the locked
/// one.
final class LockedFile {
  let path: String
  private let descriptor: Int32
  private var status = stat()

  /// Opens or makes the file and waits until it can be locked.
  ///
  /// - Throws: `SmallFileError` where the path is that of a link, a folder or a pipe, or the file cannot be opened.
  init(path: String) throws(SmallFileError) {
    self.path = path
    while true {
      // Without O_NONBLOCK a named pipe would wait here for a reader, perhaps for ever.
      let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
      let descriptor = unsafe open(path, flags, 0o644)
      guard descriptor >= 0 else {
        guard errno != ELOOP else {
          throw SmallFileError("\(path): is a link, which is not written to; remove it, or name the file it leads to")
        }
        throw SmallFileError("\(path): cannot be written: \(unsafe String(cString: strerror(errno)))")
      }
      var (status, current) = (stat(), stat())
      guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        close(descriptor)
        throw SmallFileError("\(path): is not a regular file, and is not written to; name another")
      }
      if let reason = Self.reasonNotLocked(descriptor) {
        close(descriptor)
        throw SmallFileError("\(path): \(reason)")
      }
      if unsafe fstat(descriptor, &status) == 0, unsafe lstat(path, &current) == 0,
        (status.st_dev, status.st_ino) == (current.st_dev, current.st_ino)
      {
        (self.descriptor, self.status) = (descriptor, status)
        return
      }
      close(descriptor)
    }
  }

  deinit { close(descriptor) }

  /// Other processes hold the lock briefly. One that holds it for long must not block all later commands.
  private static func reasonNotLocked(_ descriptor: Int32) -> String? {
    for _ in 0..<2500 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return nil }
      guard errno == EWOULDBLOCK || errno == EINTR else {
        return "cannot be locked: \(unsafe String(cString: strerror(errno)))"
      }
      usleep(2000)
    }
    return "is locked by another program; try again once that has ended"
  }

  /// Its size in bytes.
  var count: Int { Int(status.st_size) }

  /// All of it, or so much of its beginning.
  func bytes(atMost most: Int) throws(SmallFileError) -> [UInt8] { try bytes(0..<min(count, most)) }

  private func bytes(_ range: Range<Int>) throws(SmallFileError) -> [UInt8] {
    var (bytes, done) = ([UInt8](repeating: 0, count: range.count), 0)
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeMutableBytes { bytes in
        unsafe pread(
          descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done, off_t(range.lowerBound + done))
      }
      if count > 0 { done += count } else if count == 0 { break } else if errno != EINTR { throw failure() }
    }
    return Array(bytes.prefix(done))
  }

  /// Appends a line by one write. A partial write is undone.
  ///
  /// - Parameter isTorn: whether a last line without a line end is what a killed process left, and is cut off.
  func append(_ line: [UInt8], isTorn: (ArraySlice<UInt8>) -> Bool) throws(SmallFileError) {
    let newline = UInt8(ascii: "\n")
    var (end, line) = (count, line)
    let tail = try bytes(max(0, end - Self.longestLine)..<end)
    if let last = tail.last, last != newline {
      let rest = tail[(tail.lastIndex(of: newline).map { $0 + 1 } ?? 0)...]
      if isTorn(rest) { end -= rest.count } else { line.insert(newline, at: 0) }
    }
    let written = unsafe line.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(end)) }
    if written == line.count, end + line.count >= count || ftruncate(descriptor, off_t(end + line.count)) == 0 {
      return
    }
    // A partial write sets no error number.
    if written >= 0, written < line.count { errno = ENOSPC }
    let failure = failure()
    _ = ftruncate(descriptor, off_t(count))
    throw failure
  }

  /// So much of the end is looked at. Of a longer last line without a line end nothing is cut off.
  private static let longestLine = 1 << 20

  /// Puts a file with these bytes, the same mode and, where that is allowed, the same owner in its place.
  func replace(by bytes: [UInt8]) throws {
    try writeWhole(bytes, path: path)
    _ = unsafe lchown(path, status.st_uid, status.st_gid)
  }

  private func failure() -> SmallFileError {
    SmallFileError("\(path): cannot be written: \(unsafe String(cString: strerror(errno)))")
  }
}

public import SystemPackage

/// A regular file, open for reading at any offset from any thread.
///
/// It is read, not memory-mapped: if another program truncates a mapped file, accessing it kills the process.
public final class InputFile: Sendable {
  /// The path passed to `init`.
  public let path: FilePath
  /// The status when the file was opened.
  public let status: FileStatus
  private let descriptor: FileDescriptor

  /// Opens a file and never blocks: without `nonBlocking`, opening a named pipe would wait for a writer.
  ///
  /// - Throws: `FileError` if the file cannot be opened or is not a regular file.
  public convenience init(_ path: FilePath) throws(FileError) { try self.init(path, isStream: false) }

  /// Opens a file; nil if it does not exist. A broken link is an error.
  public static func ifPresent(_ path: FilePath) throws(FileError) -> InputFile? {
    guard FileStatus(path, followsLinks: false) == nil else { return try InputFile(path) }
    // A file whose status cannot be read may exist.
    do { _ = try Stat(path, followTargetSymlink: false) } catch {
      guard [.noSuchFileOrDirectory, .notDirectory, .fileNameTooLong].contains(error) else {
        throw FileError(path, cannotBe: "read", error)
      }
    }
    return nil
  }

  /// - Parameter isStream: whether a pipe or a device, which is read to its end, is also accepted.
  init(_ path: FilePath, isStream: Bool) throws(FileError) {
    let options: FileDescriptor.OpenOptions = isStream ? [.closeOnExec] : [.closeOnExec, .nonBlocking]
    do { descriptor = try FileDescriptor.open(path, .readOnly, options: options) } catch {
      guard error as? Errno == .noSuchFileOrDirectory, FileStatus(path, followsLinks: false)?.kind == .link else {
        throw FileError(path, cannotBe: "read", error)
      }
      throw FileError(path, "is a broken link; put the file itself there")
    }
    self.path = path
    let descriptor = descriptor
    status = FileStatus(try attempt(path, "read") { try Stat(descriptor) })
    if isStream, status.kind == .folder { throw FileError(path, cannotBe: "read", Errno.isDirectory) }
    guard isStream || status.kind == .file else {
      throw FileError(path, "is not a regular file; put the file itself there")
    }
  }

  deinit {
    // Closing a file that was only read cannot lose data.
    do { try descriptor.close() } catch {}
  }

  /// The size in bytes when the file was opened.
  public var count: Int { status.size }

  /// Fills the memory with the file's bytes from an offset on.
  ///
  /// - Throws: `FileError` if the file ends early or cannot be read.
  public func read(at offset: Int, into bytes: inout MutableRawSpan) throws(FileError) {
    let count = try attempt(path, "read") { try descriptor.readAll(at: offset, into: &bytes) }
    guard count == bytes.byteCount else { throw truncationError }
  }

  /// Reads the bytes of a range, which must be inside the file.
  public func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "expected a range in 0..<\(count), got \(range)")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count + 1)  // for the byte that the JSON reader adds
    bytes.append(contentsOf: repeatElement(0, count: range.count))
    var span = bytes.mutableSpan
    var memory = unsafe span.mutableBytes
    try read(at: range.lowerBound, into: &memory)
    return bytes
  }

  /// Reads the whole file.
  ///
  /// - Throws: `FileError` if it has more than `limit` bytes, is truncated in the meantime, or cannot be read.
  public func bytes(atMost limit: Int) throws(FileError) -> [UInt8] {
    guard count <= limit else { throw sizeError(count, limit: limit) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 1)
    // System files report no size, and other files may grow while they are read.
    var room = count > 0 ? count : 1 << 12
    while true {
      let size = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: room))
      let read = try attempt(path, "read") {
        unsafe try bytes.withUnsafeMutableBytes { unsafe try descriptor.read(into: .init(rebasing: $0[size...])) }
      }
      bytes.removeLast(room - read)
      guard bytes.count <= limit else { throw sizeError(bytes.count, limit: limit) }
      if read == 0 { break }
      // At the expected end, a read of one byte shows whether there is more, without reallocating.
      room = bytes.count < count ? count - bytes.count : bytes.count == count ? 1 : 1 << 16
    }
    guard bytes.count >= count else { throw truncationError }
    return bytes
  }

  func sizeError(_ count: Int, limit: Int) -> FileError {
    FileError(path, "has \(count) bytes; the limit for such a file is \(limit)")
  }

  private var truncationError: FileError {
    FileError(path, "was truncated while it was read; try again when it is complete")
  }
}

extension InputFile {
  /// Reads a regular file.
  ///
  /// - Throws: `FileError` if it does not exist, is not a regular file, or has more than `limit` bytes.
  public static func bytes(of path: FilePath, atMost limit: Int) throws(FileError) -> [UInt8] {
    try InputFile(path).bytes(atMost: limit)
  }

  /// Reads a file, pipe or device to its end.
  public static func bytes(ofStream path: FilePath) throws(FileError) -> [UInt8] {
    let file = try InputFile(path, isStream: true)
    return try file.status.kind == .file ? file.bytes(atMost: .max) : file.stream.readToEnd()
  }

  /// The bytes from the current position on, as long as the file is open.
  var stream: ByteStream { ByteStream(descriptor, path) }
}

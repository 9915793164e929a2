public import SystemPackage

/// A regular file, open for reading at any place from any thread.
///
/// It is read, not mapped: where another program cuts off a file that is mapped, touching it kills the process.
public final class InputFile: Sendable {
  /// As it was opened.
  public let path: FilePath
  /// What it was when it was opened.
  public let status: FileStatus
  private let descriptor: FileDescriptor

  /// Opens a file, and never waits: without `nonBlocking`, a named pipe would wait for a writer, perhaps for ever.
  ///
  /// - Throws: `FileError` where it cannot be opened, or is not a regular file.
  public convenience init(_ path: FilePath) throws(FileError) { try self.init(path, isStream: false) }

  /// The same; nil where no file is there. A link that leads nowhere is an error.
  public static func ifPresent(_ path: FilePath) throws(FileError) -> InputFile? {
    guard FileStatus(path, followsLinks: false) == nil else { return try InputFile(path) }
    // What may not be looked at is there, for all we know.
    do { _ = try Stat(path, followTargetSymlink: false) } catch {
      guard [.noSuchFileOrDirectory, .notDirectory, .fileNameTooLong].contains(error) else {
        throw FileError(path, cannotBe: "read", error)
      }
    }
    return nil
  }

  /// - Parameter isStream: whether it may also be a pipe or a device, which is read to its end.
  private init(_ path: FilePath, isStream: Bool) throws(FileError) {
    let options: FileDescriptor.OpenOptions = isStream ? [.closeOnExec] : [.closeOnExec, .nonBlocking]
    do { descriptor = try FileDescriptor.open(path, .readOnly, options: options) } catch {
      guard error as? Errno == .noSuchFileOrDirectory, FileStatus(path, followsLinks: false)?.kind == .link else {
        throw FileError(path, cannotBe: "read", error)
      }
      throw FileError(path, "is a link that leads nowhere; put the file itself there")
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
    // A file that was only read has nothing left to fail.
    do { try descriptor.close() } catch {}
  }

  /// Its size in bytes when it was opened.
  public var count: Int { status.size }

  /// Fills the memory with the file's bytes from an offset on.
  ///
  /// - Throws: `FileError` where the file ends before, or cannot be read.
  public func read(at offset: Int, into bytes: inout MutableRawSpan) throws(FileError) {
    let count = try attempt(path, "read") { try descriptor.readAll(at: offset, into: &bytes) }
    guard count == bytes.byteCount else { throw wasCutOff }
  }

  /// A copy of the bytes of a range, which must lie within the file.
  public func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes \(range) of \(count)")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count + 1)  // for the byte that the JSON reader adds
    bytes.append(contentsOf: repeatElement(0, count: range.count))
    var span = bytes.mutableSpan
    var memory = unsafe span.mutableBytes
    try read(at: range.lowerBound, into: &memory)
    return bytes
  }

  /// The whole file, to its end.
  ///
  /// - Throws: `FileError` where it has more bytes than `most`, was cut off meanwhile, or cannot be read.
  public func bytes(atMost most: Int) throws(FileError) -> [UInt8] {
    guard count <= most else { throw isTooLarge(count, most) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 1)
    // Files of the system have no size, and others may grow while they are read.
    var room = count > 0 ? count : 1 << 12
    while true {
      let size = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: room))
      let read = try attempt(path, "read") {
        unsafe try bytes.withUnsafeMutableBytes { unsafe try descriptor.read(into: .init(rebasing: $0[size...])) }
      }
      bytes.removeLast(room - read)
      guard bytes.count <= most else { throw isTooLarge(bytes.count, most) }
      if read == 0 { break }
      // At the end that is known, one byte tells whether there is more, and moves nothing to other memory.
      room = bytes.count < count ? count - bytes.count : bytes.count == count ? 1 : 1 << 16
    }
    guard bytes.count >= count else { throw wasCutOff }
    return bytes
  }

  func isTooLarge(_ count: Int, _ most: Int) -> FileError {
    FileError(path, "has \(count) bytes, more than the \(most) that such a file may have")
  }

  private var wasCutOff: FileError { FileError(path, "was cut off while it was read; try again once it is whole") }
}

extension InputFile {
  /// The bytes of a regular file.
  ///
  /// - Throws: `FileError` where there is none, it is something else, or has more bytes than `most`.
  public static func bytes(of path: FilePath, atMost most: Int) throws(FileError) -> [UInt8] {
    try InputFile(path).bytes(atMost: most)
  }

  /// The bytes of what a user named: a file, or a pipe or a device, which is read to its end.
  public static func bytes(ofStream path: FilePath) throws(FileError) -> [UInt8] {
    let file = try InputFile(path, isStream: true)
    return try file.status.kind == .file ? file.bytes(atMost: .max) : ByteStream(file.descriptor, path).readToEnd()
  }
}

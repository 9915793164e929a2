import Foundation

/// A file's bytes, mapped into memory: the system reads what is touched, and may drop it again.
@safe final class MappedFile: @unchecked Sendable {
  private let base: UnsafeRawPointer?
  let count: Int

  /// - Throws: `CheckpointError` with the path and the system's reason.
  init(path: String) throws(CheckpointError) {
    // Without O_NONBLOCK a named pipe would wait here for a writer, perhaps for ever.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw CheckpointError("\(path): \(unsafe String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw CheckpointError("\(path): not a regular file")
    }
    count = Int(status.st_size)
    guard count > 0 else {
      unsafe base = nil
      return
    }
    let mapped = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard unsafe mapped != MAP_FAILED, let mapped = unsafe mapped else {
      throw CheckpointError("\(path): cannot be mapped: \(unsafe String(cString: strerror(errno)))")
    }
    unsafe base = UnsafeRawPointer(mapped)
  }

  deinit {
    if let base = unsafe base { unsafe munmap(UnsafeMutableRawPointer(mutating: base), count) }
  }

  /// Lends the bytes of a range, which must lie within the file.
  func withBytes<Result, Failure: Error>(
    _ range: Range<Int>, _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes \(range) of \(count)")
    let buffer = unsafe UnsafeRawBufferPointer(start: base.map { unsafe $0 + range.lowerBound }, count: range.count)
    return try body(unsafe buffer.bytes)
  }

  /// A copy of the bytes of a range, which must lie within the file.
  func bytes(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes \(range) of \(count)")
    return unsafe Array(UnsafeRawBufferPointer(start: base.map { unsafe $0 + range.lowerBound }, count: range.count))
  }
}

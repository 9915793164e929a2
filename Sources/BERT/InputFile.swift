import Foundation
import JSON

/// A regular file, open for reading at any place from any thread.
///
/// It is read, not mapped: where another program cuts off a file that is mapped, touching it kills the process.
final class InputFile: Sendable {
  let path: String
  /// The bytes that it had when it was opened.
  let count: Int
  private let descriptor: Int32

  /// - Throws: `CheckpointError` with the path and the system's reason.
  init(path: String) throws(CheckpointError) {
    // Without O_NONBLOCK a named pipe would wait here for a writer, perhaps for ever.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw CheckpointError("\(path): \(unsafe String(cString: strerror(errno)))") }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw CheckpointError("\(path): is no regular file; put the file itself there")
    }
    self.path = path
    self.descriptor = descriptor
    count = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills the memory with the file's bytes from an offset on.
  ///
  /// - Throws: `CheckpointError` where the file ends before, or cannot be read.
  func read(at offset: Int, into bytes: inout MutableRawSpan) throws(CheckpointError) {
    var failure: CheckpointError?
    unsafe bytes.withUnsafeMutableBytes { bytes in
      var done = 0
      while done < bytes.count {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
        let count = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
        if count > 0 {
          done += count
        } else if count == 0 {
          failure = CheckpointError("\(path): was cut off while it was read; try again when it is whole")
          return
        } else if errno != EINTR {
          failure = CheckpointError("\(path): cannot be read: \(unsafe String(cString: strerror(errno)))")
          return
        }
      }
    }
    if let failure { throw failure }
  }

  /// A copy of the bytes of a range, which must lie within the file.
  func bytes(_ range: Range<Int>) throws(CheckpointError) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes \(range) of \(count)")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count + 1)  // for the byte that the JSON reader adds
    bytes.append(contentsOf: repeatElement(0, count: range.count))
    var span = bytes.mutableSpan
    var memory = unsafe span.mutableBytes
    try read(at: range.lowerBound, into: &memory)
    return bytes
  }
}

/// Parses a small JSON file of a model folder.
///
/// - Throws: `CheckpointError` with the path, and the line and column where it is no JSON.
func readJSON(path: String) throws(CheckpointError) -> JSONValue {
  let largest = 1 << 24
  let file = try InputFile(path: path)
  guard file.count <= largest else {
    throw CheckpointError("\(path): \(file.count) bytes, more than the \(largest) that such a file may have")
  }
  let bytes = try file.bytes(0..<file.count)
  do throws(JSONError) {
    return try JSONValue(parsing: consume bytes, limits: .settings)
  } catch {
    throw CheckpointError("\(path): \(error)")
  }
}

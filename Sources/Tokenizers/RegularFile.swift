#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The bytes of a regular file; nil where there is none.
///
/// - Throws: `TokenizerError` where it is something else, such as a folder or a named pipe, holds more bytes than that, or
///   cannot be read.
func readFile(path: String, atMost most: Int) throws(TokenizerError) -> [UInt8]? {
  // Without O_NONBLOCK a named pipe would wait here for a writer, perhaps for ever.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else {
    guard errno == ENOENT || errno == ENOTDIR else { throw .unreadable(path) }
    var link = stat()
    guard unsafe lstat(path, &link) != 0 else {
      throw TokenizerError("\(path) is a link that leads nowhere; fetch the model again")
    }
    return nil
  }
  defer { close(descriptor) }
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadable(path) }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw TokenizerError("\(path) is not a regular file; put the file that the model comes with in its place")
  }
  let size = Int(status.st_size)
  guard size <= most else {
    throw TokenizerError("\(path) has \(size) bytes, more than the \(most) that such a file may have")
  }
  var failure: TokenizerError?
  // One byte more is for the JSON reader to add.
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
    while count < size {
      let rest = unsafe UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[count..<size]))
      let read = unsafe read(descriptor, rest.baseAddress, rest.count)
      if read > 0 {
        count += read
      } else if read == 0 {
        failure = TokenizerError("\(path) was cut off while it was read; try again once it is whole")
        return
      } else if errno != EINTR {
        failure = .unreadable(path)
        return
      }
    }
  }
  if let failure { throw failure }
  return bytes
}

extension TokenizerError {
  fileprivate static func unreadable(_ path: String) -> TokenizerError {
    TokenizerError("\(path) cannot be read: \(unsafe String(cString: strerror(errno)))")
  }
}

// The one file of the server that calls the operating system; everything unsafe stands here.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An open file, pipe or socket, with calls that retry, block and never trap.
public struct FileDescriptor: Sendable {
  fileprivate let number: Int32

  private init(number: Int32) { self.number = number }

  /// Where messages come in.
  public static let standardInput = FileDescriptor(number: 0)
  /// Where results go.
  public static let standardOutput = FileDescriptor(number: 1)
  /// Where logs go.
  public static let standardError = FileDescriptor(number: 2)

  /// Takes standard output for the protocol alone: whatever else prints from now on goes to standard error.
  public static func takeStandardOutput() -> FileDescriptor {
    let own = fcntl(1, F_DUPFD_CLOEXEC, 3)
    dup2(2, 1)
    return FileDescriptor(number: own)
  }

  /// Opens a file for writing at its end, creating it if need be; nil where that is not allowed.
  public init?(appendingTo path: String) {
    let number = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard number >= 0 else { return nil }
    self.number = number
  }

  fileprivate init?(reading path: String) {
    let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { return nil }
    self.number = number
  }

  /// Waits for bytes and returns those that are there; none at the end of the stream or after an error.
  public func read(upTo limit: Int = 1 << 16) -> [UInt8] {
    while true {
      var error: Int32 = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
        let result = unsafe systemRead(number, buffer.baseAddress, limit)
        error = result < 0 ? errno : 0
        count = max(0, result)
      }
      guard error != 0, retry(after: error, waitingFor: POLLIN) else { return bytes }
    }
  }

  /// Writes all bytes; false where nobody reads them any more.
  @discardableResult
  public func write(_ bytes: [UInt8]) -> Bool {
    var written = 0
    while written < bytes.count {
      let result = unsafe bytes.withUnsafeBytes { buffer in
        unsafe systemWrite(number, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if result >= 0 {
        written += result
      } else if !retry(after: errno, waitingFor: POLLOUT) {
        return false
      }
    }
    return true
  }

  /// Whether a failed call is worth repeating; waits first where the peer made the stream non-blocking.
  private func retry(after error: Int32, waitingFor event: Int32) -> Bool {
    if error == EAGAIN {
      var request = pollfd(fd: number, events: Int16(event), revents: 0)
      _ = unsafe poll(&request, 1, -1)
    }
    return error == EINTR || error == EAGAIN
  }
}

// Outside the type, whose methods would hide the calls of the same name.

private func systemRead(_ number: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(number, buffer, count)
}

private func systemWrite(_ number: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(number, buffer, count)
}

/// What the server asks of the process it runs in.
public enum ProcessControl {
  /// Makes writing to a closed pipe an error instead of the end of the process.
  public static func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
  }

  /// Whether a process with this id exists; true where that cannot be told.
  public static func isRunning(_ id: Int32) -> Bool {
    kill(id, 0) == 0 || errno != ESRCH
  }

  /// Ends the process at once, without waiting for threads that are blocked in a read.
  public static func exit(_ code: Int32) -> Never { _exit(code) }

  /// The memory that the process occupies, in bytes; nil where the system does not tell.
  public static var residentMemory: Int? {
    guard let file = FileDescriptor(reading: "/proc/self/statm") else { return nil }
    defer { close(file.number) }
    let fields = String(decoding: file.read(upTo: 256), as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}

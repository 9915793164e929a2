// The one file of the server that calls the operating system; everything unsafe stands here.

import Dispatch
import Synchronization

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

  /// Closes it; nothing may use it afterwards.
  public func close() { systemClose(number) }

  /// The size of the file in bytes; 0 where it has none.
  public var size: Int {
    var status = stat()
    return unsafe fstat(number, &status) == 0 ? Int(status.st_size) : 0
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

private func systemClose(_ number: Int32) { close(number) }

private func systemRead(_ number: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(number, buffer, count)
}

private func systemWrite(_ number: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(number, buffer, count)
}

/// A file that lines are appended to and that keeps its size: before it grows over the limit it gets the name with `.1` at its
/// end, the one of that name `.2`, and so on.
public final class RotatingFile: Sendable {
  private let path: String
  private let limit: Int
  private let kept: Int
  private let file: Mutex<(descriptor: FileDescriptor, size: Int)>

  /// Opens the file; nil where that is not allowed.
  ///
  /// - Parameters:
  ///   - limit: its most bytes.
  ///   - kept: how many of those before are kept.
  public init?(path: String, limit: Int = 5 << 20, kept: Int = 3) {
    guard let descriptor = FileDescriptor(appendingTo: path) else { return nil }
    (self.path, self.limit, self.kept) = (path, limit, kept)
    file = Mutex((descriptor, descriptor.size))
  }

  /// Appends a line. Where a new file cannot be made, the old one goes on.
  public func write(_ bytes: [UInt8]) {
    file.withLock { file in
      if file.size > 0, file.size + bytes.count > limit {
        for number in stride(from: kept, to: 0, by: -1) {
          _ = unsafe rename(number == 1 ? path : "\(path).\(number - 1)", "\(path).\(number)")
        }
        if let descriptor = FileDescriptor(appendingTo: path) {
          file.descriptor.close()
          file = (descriptor, descriptor.size)
        }
      }
      file.descriptor.write(bytes)
      file.size += bytes.count
    }
  }
}

/// What the server asks of the process it runs in.
public enum ProcessControl {
  /// Makes writing to a closed pipe an error instead of the end of the process.
  public static func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
  }

  /// Has something done when the process is asked to end, instead of ending it.
  public static func onTermination(_ act: @escaping @Sendable () -> Void) {
    signal(SIGTERM, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
    // That it holds itself keeps it for as long as the process lasts.
    source.setEventHandler { withExtendedLifetime(source, act) }
    source.activate()
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
    defer { file.close() }
    let fields = String(decoding: file.read(upTo: 256), as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}

import Foundation
import SystemPackage

/// A stream of bytes: a pipe, a terminal, a socket. Reads and writes block and retry after interruptions, even if the
/// other side made the stream non-blocking.
public struct ByteStream: Sendable {
  private let descriptor: FileDescriptor
  private let name: FilePath

  init(_ descriptor: FileDescriptor, _ name: FilePath) { (self.descriptor, self.name) = (descriptor, name) }

  /// The stream of a file descriptor's number.
  ///
  /// - Parameter name: the stream's name for error messages.
  public init(number: Int32, name: String) { self.init(FileDescriptor(rawValue: number), FilePath(text: name)) }

  /// Standard input.
  public static let standardInput = ByteStream(number: 0, name: "standard input")
  /// Standard output, for results.
  public static let standardOutput = ByteStream(number: 1, name: "standard output")
  /// Standard error, for logs.
  public static let standardError = ByteStream(number: 2, name: "standard error")

  /// Reserves standard output for the caller and redirects all other printed text to standard error.
  public static func reserveStandardOutput() throws(FileError) -> ByteStream {
    // A number below 3 could be free, but would be mistaken for a standard stream.
    let own = fcntl(1, F_DUPFD_CLOEXEC, 3)
    guard own >= 0, dup2(2, 1) >= 0 else {
      throw FileError(FilePath("standard output"), cannotBe: "written", Errno.last)
    }
    return ByteStream(number: own, name: "standard output")
  }

  /// Waits for bytes and returns the available ones; none at the end of the stream.
  public func read(upTo limit: Int = 1 << 16) throws(FileError) -> [UInt8] {
    try attempt(name, "read") {
      unsafe try [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
        count = try retrying(Int16(POLLIN)) { unsafe try descriptor.read(into: .init(buffer)) }
      }
    }
  }

  /// Reads all bytes up to the end.
  public func readToEnd() throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let next = try read()
      if next.isEmpty { return bytes }
      bytes += next
    }
  }

  /// Writes all bytes.
  ///
  /// - Throws: `Errno.brokenPipe` if the reader has closed the stream, or another system error.
  public func write(_ bytes: some Sequence<UInt8>) throws {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = unsafe try rest.withUnsafeBytes { bytes in
        try retrying(Int16(POLLOUT)) { unsafe try descriptor.write(bytes) }
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Repeats a call until the stream is ready for it.
  private func retrying<Value>(_ event: Int16, _ call: () throws -> Value) throws -> Value {
    while true {
      do {
        return try call()
      } catch Errno.resourceTemporarilyUnavailable {
        var request = pollfd(fd: descriptor.rawValue, events: event, revents: 0)
        _ = unsafe poll(&request, 1, -1)
      }
    }
  }
}

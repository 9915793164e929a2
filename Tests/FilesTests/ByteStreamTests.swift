import Files
import Foundation
import TestSupport
import Testing

/// Reads and writes blocking and non-blocking pipes to the end.
struct ByteStreamTests {
  private let pipe = Pipe()
  private var input: ByteStream { ByteStream(number: pipe.fileHandleForReading.fileDescriptor, name: "the pipe") }
  private var output: ByteStream { ByteStream(number: pipe.fileHandleForWriting.fileDescriptor, name: "the pipe") }

  @Test func readsAvailableBytesAndThenTheEnd() throws {
    try output.write("a text".utf8)
    #expect(try input.read(upTo: 4) == Array("a te".utf8))
    #expect(try input.read() == Array("xt".utf8))
    try pipe.fileHandleForWriting.close()
    #expect(try input.read() == [] && input.readToEnd() == [])
  }

  /// Writes more than a pipe's buffer, so that both sides must wait for each other.
  @Test(arguments: [false, true])
  func bothSidesWaitForEachOther(isNonBlocking: Bool) throws {
    if isNonBlocking {
      for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
        #expect(fcntl(end.fileDescriptor, F_SETFL, O_NONBLOCK) == 0)
      }
    }
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    Thread.detachNewThread { [output, pipe] in
      do {
        try output.write(bytes)
        try pipe.fileHandleForWriting.close()
      } catch { Issue.record(error) }
    }
    #expect(try input.readToEnd() == bytes)
  }

  @Test func errorsNameTheStream() {
    let closed = ByteStream(number: 1_000_000, name: "the pipe")
    expect("the pipe: cannot be read: Bad file descriptor") { _ = try closed.read() }
    #expect(throws: Errno.badFileDescriptor) { try closed.write([1]) }
  }
}

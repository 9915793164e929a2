import Files
import JSONRPC

extension ByteStream {
  /// Writes bytes to standard output. An error, such as a full disk, ends the program; a closed stream does not.
  ///
  /// - Returns: false if the reader has closed the stream.
  func writeOutput(_ bytes: [UInt8]) -> Bool {
    do {
      try write(bytes)
      return true
    } catch Errno.brokenPipe, Errno.connectionReset {
      return false
    } catch {
      let sentence = "sentiment-lsp: standard output cannot be written: \(error)\n"
      // There is no other place to report it.
      do { try ByteStream.standardError.write(sentence.utf8) } catch {}
      ProcessControl.exit(2)
    }
  }
}

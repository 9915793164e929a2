import ArgumentParser
import Files
import JSONRPC

ProcessMemory.prepareForPasses()
do {
  var command = try SentimentLSP.parseAsRoot()
  try command.run()
} catch {
  // --help and --version are thrown, too.
  let isSuccess = SentimentLSP.exitCode(for: error).isSuccess
  let output = isSuccess ? ByteStream.standardOutput : .standardError
  // A failed write cannot be reported anywhere.
  do { try output.write((SentimentLSP.fullMessage(for: error) + "\n").utf8) } catch {}
  ProcessControl.exit(isSuccess ? 0 : 2)
}

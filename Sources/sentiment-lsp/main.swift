import ArgumentParser
import Files
import JSONRPC

ProcessMemory.prepareForPasses()
do {
  var command = try SentimentLSP.parseAsRoot()
  try command.run()
} catch {
  // --help and --version arrive here, too.
  let isSuccess = SentimentLSP.exitCode(for: error).isSuccess
  let output = isSuccess ? ByteStream.standardOutput : .standardError
  // Nobody is left to hear of a failure.
  do { try output.write((SentimentLSP.fullMessage(for: error) + "\n").utf8) } catch {}
  ProcessControl.exit(isSuccess ? 0 : 2)
}

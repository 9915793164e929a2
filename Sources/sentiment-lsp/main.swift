import ArgumentParser
import JSONRPC

do {
  var command = try SentimentLSP.parseAsRoot()
  try command.run()
} catch {
  // --help and --version arrive here, too.
  let isSuccess = SentimentLSP.exitCode(for: error).isSuccess
  let output = isSuccess ? FileDescriptor.standardOutput : .standardError
  output.write(Array((SentimentLSP.fullMessage(for: error) + "\n").utf8))
  ProcessControl.exit(isSuccess ? 0 : 2)
}

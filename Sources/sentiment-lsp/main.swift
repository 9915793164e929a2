import ArgumentParser
import Files
import JSONRPC

ProcessMemory.prepareForPasses()
ProcessMemory.runOnLargeStack { runToItsEnd() }

/// Runs the program and ends the process.
func runToItsEnd() -> Never {
  do {
    var command = try SentimentLSP.parseAsRoot()
    try command.run()
    ProcessControl.exit(0)
  } catch {
    // --help and --version are thrown, too.
    let isSuccess = SentimentLSP.exitCode(for: error).isSuccess
    let message = Array((SentimentLSP.fullMessage(for: error) + "\n").utf8)
    if isSuccess {
      _ = ByteStream.standardOutput.writeOutput(message)
      ProcessControl.exit(0)
    }
    // A failed write cannot be reported anywhere.
    do { try ByteStream.standardError.write(message) } catch {}
    ProcessControl.exit(2)
  }
}

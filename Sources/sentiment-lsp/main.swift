import ArgumentParser
import Files
import JSONRPC

ProcessMemory.prepareForPasses()
ProcessMemory.runOnLargeStack { runToItsEnd() }

/// Runs the program and ends the process.
func runToItsEnd() -> Never {
  do {
    var command = try SentimentLSP.parseAsRoot(CommandLine.textArguments)
    try command.run()
    ProcessControl.exit(0)
  } catch {
    // --help and --version are thrown, too.
    let isSuccess = SentimentLSP.exitCode(for: error).isSuccess
    let message = (isSuccess ? SentimentLSP.fullMessage(for: error) : visibleMessage(of: error)) + "\n"
    if isSuccess {
      _ = ByteStream.standardOutput.writeOutput(Array(message.utf8))
      ProcessControl.exit(0)
    }
    // A failed write cannot be reported anywhere.
    do { try ByteStream.standardError.write(message.utf8) } catch {}
    ProcessControl.exit(2)
  }
}

/// The message of an error, in which text of others is visible.
func visibleMessage(of error: any Error) -> String {
  do {
    _ = try SentimentLSP.parseAsRoot(CommandLine.textArguments.map(\.visible))
    // The arguments are valid: the error is a sentence about a file.
    return SentimentLSP.fullMessage(for: error).visible
  } catch {
    return SentimentLSP.fullMessage(for: error)
  }
}

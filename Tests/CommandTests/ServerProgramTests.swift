import JSON
import Testing

/// The server as a process: exit codes and invalid messages.
struct ServerProgramTests {
  private func frames(_ messages: [JSONValue]) -> String {
    messages.map { message in
      let body = message.serialized()
      return "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }.joined()
  }

  private let initialize: JSONValue = [
    "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": ["capabilities": [:]],
  ]
  private let shutdown: JSONValue = ["jsonrpc": "2.0", "id": 2, "method": "shutdown"]
  private let exit: JSONValue = ["jsonrpc": "2.0", "method": "exit"]

  @Test func exitsWithZeroAfterShutdownAndWithOneOtherwise() throws {
    #expect(try Program.run("sentiment-lsp", ["--stdio"], input: frames([initialize, shutdown, exit])).status == 0)
    #expect(try Program.run("sentiment-lsp", [], input: frames([initialize, exit])).status == 1)
    #expect(try Program.run("sentiment-lsp", [], input: frames([initialize])).status == 1)
    #expect(try Program.run("sentiment-lsp", [], input: frames([initialize, shutdown])).status == 0)
    #expect(try Program.run("sentiment-lsp", []).status == 1)
  }

  @Test(arguments: [
    "Content-Length: 99999999999999999999\r\n\r\n{}", "Content-Length: -1\r\n\r\n{}", "hello\n", "\0\0\0\0",
    "Content-Length: 5\r\n\r\n{]{]{", "Content-Length: 2000\r\n\r\n{}", "Content-Length: 2\r\n\r\n[]",
  ])
  func survivesInvalidMessages(_ bytes: String) throws {
    let outcome = try Program.run("sentiment-lsp", [], input: bytes + frames([initialize, shutdown, exit]))
    #expect((0...1).contains(outcome.status))
  }

  @Test func respondsToInvalidJSONAndHandlesTheNextMessage() throws {
    let outcome = try Program.run(
      "sentiment-lsp", [], input: "Content-Length: 5\r\n\r\n{]{]{" + frames([initialize, shutdown, exit]))
    #expect(outcome.output.contains("-32700"))
    #expect(outcome.output.contains("\"capabilities\""))
    #expect(outcome.status == 0)
  }

  @Test func reportsAMissingModelInTheResponse() throws {
    let request = #"{"jsonrpc":"2.0","id":"a","method":"sentiment/classify","params":{"texts":["x"]}}"#
    let outcome = try Program.run(
      "sentiment-lsp", ["--framing", "ndjson", "--model", "/no/such/folder"], input: request + "\n")
    let answer = try #require(try outcome.lines().first)
    #expect(answer["id"] == "a")
    #expect(answer["error"]?["message"]?.stringValue?.contains("/no/such/folder") == true)
    #expect(outcome.status == 0)
  }

  @Test(arguments: [
    "echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sentiment/status\"}' | sentiment-lsp --framing ndjson",
    "sentiment-lsp --print-config-schema", "sentiment-lsp --version", "sentiment-lsp --help",
    "sentiment classify --help", "sentiment --version",
  ])
  func exitsWithTwoWhenTheDiskIsFull(command: String) throws {
    let outcome = try Program.run(script: command + " > /dev/full")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(": standard output cannot be written: No space left on device"))
  }

  @Test func exitsWithTwoForInvalidOptions() throws {
    #expect(try Program.run("sentiment-lsp", ["--nonsense"]).status == 2)
    #expect(try Program.run("sentiment-lsp", ["--threads", "0"]).status == 2)
    #expect(try Program.run("sentiment-lsp", ["--clientProcessId=x"]).status == 2)
  }
}

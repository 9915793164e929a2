import JSON
import JSONRPC
import LanguageServerProtocol
import Logging
import SentimentAnalysis

/// Answers `initialize` with what the server can do, and settles what both sides will count and read in.
enum InitializeHandler {
  static func respond(to request: InitializeRequest, in session: inout Session) throws -> Reply {
    guard session.phase == .uninitialized else {
      throw ResponseError.invalidRequest("The server is initialized already.")
    }
    session.phase = .running
    session.watch(process: request.processId)
    // The client's order is its preference. One that offers nothing known counts in UTF-16, as every client can.
    let encodings = request.capabilities?.general?.positionEncodings ?? []
    session.encoding = encodings.lazy.compactMap(PositionEncoding.init).first ?? .utf16
    let formats = request.capabilities?.textDocument?.hover?.contentFormat ?? []
    session.hoverFormat = formats.lazy.compactMap(MarkupContent.Kind.init).first ?? .plaintext
    if let options = request.initializationOptions {
      session.settings = Settings(options) { [logger = session.logger] in logger.warning("\($0)") }
    }
    return .result(
      try JSONValue(
        encoding: InitializeResult(
          positionEncoding: session.encoding, name: "sentiment-lsp", version: SentimentAnalysis.version)))
  }
}

import JSON
import JSONRPC
import SentimentAnalysis

/// Answers `sentiment/status` with the state of the server. Counts are numbers of entries, memory is in bytes.
enum StatusHandler {
  static func respond(in session: inout Session) -> Reply {
    var status = JSONObject()
    status["version"] = .string(SentimentAnalysis.version)
    switch session.model {
    case .unloaded: status["state"] = "unloaded"
    case .loading: status["state"] = "loading"
    case .failed(let failure):
      status["state"] = "failed"
      status["error"] = .string(failure.reason)
    case .ready: status["state"] = "ready"
    }
    let model: LoadedModel? = if case .ready(let model) = session.model { model } else { nil }
    status["model"] = (model?.name ?? session.settings.model).map(JSONValue.string) ?? .null
    status["compute"] = model.map { .string($0.compute) } ?? .null
    status["threads"] = model.map { .integer(Int64($0.threads)) } ?? .null
    status["documents"] = .integer(Int64(session.documents.count))
    status["cache"] = .integer(Int64(session.cache.count))
    status["memory"] = ProcessControl.residentMemory.map { .integer(Int64($0)) } ?? .null
    return .result(.object(status))
  }
}

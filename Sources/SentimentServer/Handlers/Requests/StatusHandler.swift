import Files
import JSON
import JSONRPC
import SentimentAnalysis
import Tensors

/// Responds to `sentiment/status` with the state of the server. Memory is in bytes.
enum StatusHandler {
  static func status(of session: Session) -> JSONObject {
    var status = JSONObject()
    status["version"] = .string(SentimentAnalysis.version)
    let key = session.settings.defaultModel
    switch session.models[key] {
    case nil: status["state"] = "unloaded"
    case .loading: status["state"] = "loading"
    case .failed(let failure, _):
      status["state"] = "failed"
      status["error"] = .string(failure.reason)
    case .ready: status["state"] = "ready"
    }
    let model = session.models[key]?.loaded
    status["model"] = (model?.name ?? key.name).map(JSONValue.string) ?? .null
    status["compute"] = model.map { .string($0.compute) } ?? .null
    status["kernels"] = model.map { .string($0.context.kernels.rawValue) } ?? .null
    status["threads"] = model.map { .integer(Int64($0.context.threads)) } ?? .null
    status["models"] = .integer(Int64(session.models.loaded.count))
    status["documents"] = .integer(Int64(session.documents.count))
    status["reviews"] = .integer(Int64(session.documents.totals.reviews))
    status["unread"] = .integer(Int64(session.documents.totals.queuedReviews))
    status["cache"] = .integer(
      Int64(session.documents.verdicts.count + session.pending.classifications.cacheCount))
    status["memory"] = ProcessMemory.resident.map { .integer(Int64($0)) } ?? .null
    return status
  }

  /// `sentiment-lsp 0.1.0, model default (float32, avx2): ready; 3 documents, 120 reviews`
  static func sentence(_ status: JSONObject) -> String {
    func text(_ key: String) -> String { status[key].map { $0.stringValue ?? $0.serialized() } ?? "" }
    func bracketed(_ keys: String...) -> String {
      let values = keys.compactMap { status[$0]?.stringValue }
      return values.isEmpty ? "" : " (\(values.joined(separator: ", ")))"
    }
    let model = (status["model"]?.stringValue ?? "default") + bracketed("compute", "kernels")
    return "sentiment-lsp \(text("version")), model \(model): \(text("state"))\(bracketed("error")); "
      + "\(text("documents")) documents, \(text("reviews")) reviews"
  }
}

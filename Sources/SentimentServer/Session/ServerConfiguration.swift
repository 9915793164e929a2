public import Dispatch
public import JSONRPC
public import Logging
public import Reviews
public import SentimentAnalysis

/// The configuration of a server.
public struct ServerConfiguration: Sendable {
  /// In `ndjson`, `sentiment/*` requests need no `initialize`, and at the end of the input the server still responds to all
  /// pending requests.
  public var framing: Framing
  /// The process whose end ends the server. `initialize` may name one, too.
  public var clientProcess: Int32?
  /// The interval between two looks at that process, and at settings and models on the disk.
  public var checkInterval = DispatchTimeInterval.seconds(2)
  /// Seconds until the first diagnostics of a document that is still being read are published. The interval then doubles.
  public var firstReport = 0.1
  /// The bounds of a batch, in bytes of text.
  public var batchBytes = 1...65_536
  /// The time until the client shows the progress of work.
  public var progressDelay = DispatchTimeInterval.milliseconds(500)
  /// The time that the server waits for settings that it requested from the client.
  public var settingsPatience = DispatchTimeInterval.seconds(1)
  /// Whether the `.sentiment.json` files of folders are read.
  public var readsProjects = true
  /// Whether to ask before using a model that a `.sentiment.json` names. False if the command line names the model.
  public var asksAboutModels = true
  /// The user's answers about such models.
  public var permissions = ModelPermissions()
  /// Applies the settings of the command line, which override all others.
  public var override: @Sendable (inout Settings) -> Void = { _ in }
  /// Loads a model when it is first needed; runs on the worker's thread.
  public var loadModel: @Sendable (ModelKey) throws -> LoadedModel
  /// Whether a model is the built-in one, whose languages are known before it is loaded.
  public var isBuiltIn: @Sendable (ModelKey) -> Bool = { $0.isBuiltIn }
  /// A string that differs when a model's files differ; nil where there are none.
  public var modelSignature: @Sendable (ModelKey) -> String? = { _ in nil }
  /// The log for details that do not concern the client's user.
  public var logger: Logger

  /// A server that loads its models with `loadModel`.
  public init(
    framing: Framing = .lsp, clientProcess: Int32? = nil, logger: Logger,
    loadModel: @escaping @Sendable (ModelKey) throws -> LoadedModel
  ) {
    self.framing = framing
    self.clientProcess = clientProcess
    self.logger = logger
    self.loadModel = loadModel
  }
}

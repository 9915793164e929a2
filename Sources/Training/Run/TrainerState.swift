import Files
import JSON

/// What a training knows beside weights and moments: `trainer_state.json` under transformers' keys. What it has no key for
/// stands under `stateful_callbacks`, where transformers allows anything.
struct TrainerState: Codable, Sendable {
  var bestGlobalStep: Int?
  var bestMetric: Double?
  var bestModelCheckpoint: String?
  var epoch = 0.0
  var globalStep = 0
  var logHistory: [JSONValue] = []
  var maxSteps = 0
  var numTrainEpochs = 0
  var trainBatchSize = 0
  var callbacks = Callbacks()

  struct Callbacks: Codable, Sendable {
    var earlyStopping: EarlyStopping?
    var ours = Ours()

    private enum CodingKeys: String, CodingKey {
      case earlyStopping = "EarlyStoppingCallback"
      case ours = "SentimentTraining"
    }
  }

  /// Stops a training that no longer gets better, as transformers' `EarlyStoppingCallback` does.
  struct EarlyStopping: Codable, Sendable {
    struct Arguments: Codable, Sendable {
      var patience: Int
      var threshold: Double

      private enum CodingKeys: String, CodingKey {
        case patience = "early_stopping_patience"
        case threshold = "early_stopping_threshold"
      }
    }
    struct Attributes: Codable, Sendable {
      /// Evaluations in a row that were not better than the best by more than the threshold.
      var counter = 0

      private enum CodingKeys: String, CodingKey { case counter = "early_stopping_patience_counter" }
    }
    var args: Arguments
    var attributes = Attributes()
    var stops: Bool { attributes.counter >= args.patience }
  }

  /// Our own.
  struct Ours: Codable, Sendable {
    /// What decides the weights, by name; a training that goes on must have the same.
    var settings: [String: String] = [:]
    var sinceLog = Sums()
    var sinceEvaluation = Sums()
    var sinceStart = Sums()
    /// Spent on updates and evaluations.
    var seconds = 0.0
    /// The kinds of alarms that were raised.
    var alarms: [String] = []
  }

  /// Of updates.
  struct Sums: Codable, Sendable {
    var steps = 0
    var texts = 0
    var tokens = 0
    var labelled = 0
    var correct = 0
    var loss = 0.0

    /// What a file says may be anything.
    var isPossible: Bool {
      [steps, texts, tokens, labelled, correct].allSatisfy { (0...1 << 52).contains($0) } && loss.isFinite
    }
    var meanLoss: Double { loss / Double(max(1, steps)) }
    var accuracy: Double { Double(correct) / Double(max(1, labelled)) }

    mutating func add(_ update: Trainer.Update) {
      steps += 1
      texts += update.texts
      tokens += update.tokens
      labelled += update.labelled
      correct += update.correct
      loss += update.loss
    }
  }

  private enum CodingKeys: String, CodingKey {
    case bestGlobalStep = "best_global_step"
    case bestMetric = "best_metric"
    case bestModelCheckpoint = "best_model_checkpoint"
    case epoch
    case globalStep = "global_step"
    case logHistory = "log_history"
    case maxSteps = "max_steps"
    case numTrainEpochs = "num_train_epochs"
    case trainBatchSize = "train_batch_size"
    case callbacks = "stateful_callbacks"
  }
}

extension TrainerState {
  static let fileName = "trainer_state.json"
  /// The most bytes of such a file; a record takes some hundred.
  static let largest = 1 << 28

  /// Reads the state in a checkpoint's folder.
  init(folder: String) throws(FileError) {
    let path = FilePath("\(folder)/\(Self.fileName)")
    let bytes = try InputFile.bytes(of: path, atMost: Self.largest)
    do {
      self = try JSONValue(parsing: bytes).decoded()
    } catch {
      throw FileError(path, "not a state that sentiment train wrote (\(error)); name another checkpoint")
    }
  }

  /// Writes the state into a folder.
  func save(folder: String) throws {
    try OutputFile.write(JSONValue(encoding: self).fileBytes, to: FilePath("\(folder)/\(Self.fileName)"))
  }

  /// Names the settings that differ from those of the training that wrote this state, and what in it cannot be.
  func check(
    _ settings: [(name: String, value: String)], totalSteps: Int, folder: String
  ) throws(FileError) {
    let differences = settings.compactMap { name, value -> String? in
      let before = callbacks.ours.settings[name] ?? "not recorded"
      return before == value ? nil : "\(name) was \(before) and is now \(value)"
    }
    guard differences.isEmpty else {
      throw FileError(
        "\(folder): the training that is to go on was another one: \(differences.joined(separator: "; ")). Give the same "
          + "options, or begin anew from its weights with --model \(folder)")
    }
    guard maxSteps == totalSteps, (1...totalSteps).contains(globalStep) else {
      throw FileError(
        "\(folder)/\(Self.fileName): \"global_step\" is \(globalStep) of \"max_steps\" \(maxSteps), but this training makes "
          + "\(totalSteps) updates; name another checkpoint")
    }
    let sums = [callbacks.ours.sinceLog, callbacks.ours.sinceEvaluation, callbacks.ours.sinceStart]
    guard sums.allSatisfy(\.isPossible), callbacks.ours.seconds >= 0,
      (0...totalSteps).contains(callbacks.earlyStopping?.attributes.counter ?? 0)
    else {
      throw FileError("\(folder)/\(Self.fileName): holds counts that cannot be; name another checkpoint")
    }
  }
}

import ArgumentParser
import BERT
import Files
import Foundation
import JSON
import SentimentAnalysis
import Training

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the quality of a model on labelled reviews.",
    discussion: """
      Metrics are defined as in scikit-learn: per label and averaged, confusion matrix, AUROC, calibration error (15 bins), \
      Brier score, and accuracy by length in tokens. For numbers: squared and absolute error, correlation and R².
      """)

  @OptionGroup var modelOptions: ClassifierOptions
  @OptionGroup var windowOptions: WindowOptions
  @Option(help: "Labelled texts: CSV, TSV or JSON lines, or a folder with one subfolder of .txt files per label.")
  var data: String
  @Option(help: ArgumentHelp("Measure this further head of the model instead of its labels.", valueName: "name"))
  var head: String?
  @OptionGroup var reading: LabelledDataOptions
  @Option(
    help: ArgumentHelp("Write report.html, a page with charts and the worst errors, to this folder.", valueName: "dir"))
  var report: String?
  @Option(
    help: ArgumentHelp(
      "Write each text with its true label, prediction and scores, as JSON lines.", valueName: "file"))
  var predictions: String?
  @Flag(
    help: ArgumentHelp(
      "Fit the temperature of the probabilities to these texts, and store it in the model's config.json.",
      discussion: "Use texts that the model was not trained on, and measure it on other texts."))
  var calibrate = false
  @OptionGroup var calibration: CalibrationOptions
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    let isPlain = !calibrate && report == nil && predictions == nil && reading.dropPatterns.isEmpty
    guard head == nil || isPlain && windowOptions.windows == nil else {
      throw ValidationError(
        "--head prints figures; it does not support --calibrate, --report, --predictions, --drop-pattern and --windows")
    }
    if calibrate { try modelOptions.requireOneModel(for: "--calibrate", "stores the temperature of a model") }
    guard calibrate || calibration.output == nil else {
      throw ValidationError("--output is the folder of the calibrated copy; pass --calibrate, too")
    }
  }

  func run() throws {
    let model = try modelOptions.load(windows: windowOptions.windows, mayLackLabels: head != nil)
    if let head { return try measure(head, of: model) }
    let destination = calibrate ? try destinationOfCalibration(of: model) : nil
    try checkOutputs()
    let data = try LabelledData(
      path: data, columns: reading.columns, labels: model.labels, problem: model.problem,
      dropPatterns: reading.dropPatterns)
    warn(data.problems)
    for note in data.notes { warn(note) }
    guard !calibrate || data.examples.count >= Calibration.minimumTexts else {
      throw ValidationError(
        "--calibrate needs at least \(Calibration.minimumTexts) texts; \(self.data) has \(data.examples.count)"
      )
    }
    let log = try report == nil || modelOptions.isEnsemble ? [] : LogEntry.history(ofFolder: model.folder)
    let start = ContinuousClock.now
    var analysis = ErrorAnalysis(
      of: model, on: data.examples, explain: report != nil,
      progress: { Terminal().showProgress($0, of: data.examples.count, "texts") })
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if let destination { analysis = try calibrated(analysis, model, in: destination) }
    let evaluation = analysis.evaluation
    if json {
      var object = evaluation.json
      object["seconds"] = .double(seconds)
      object["skipped"] = .integer(Int64(data.skipped))
      writeLine(.object(object))
    } else {
      let speed = String(format: "%.0f texts/s", Double(evaluation.count) / seconds)
      for line in evaluation.lines() + ["", speed] { writeLine(line) }
    }
    if let predictions { try write(data.examples, evaluation, to: predictions) }
    if let report {
      try Report(
        title: "\(model.name) on \(self.data)",
        facts: [("Model", model.folders.joined(separator: ", ")), ("Data", self.data)],
        analysis,
        log: log
      ).write(toFolder: report, overwrites: calibration.overwrite)
      warn("wrote \(report)/report.html")
    }
    if !data.problems.isEmpty { throw ExitCode(2) }
  }

  private func measure(_ head: String, of model: SentimentModel) throws {
    let start = ContinuousClock.now
    let (evaluation, problems, notes) = try TaskEvaluation.measure(
      model.member(answering: head), head: head, onFile: data, reading.columns)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    warn(problems + notes)
    if json {
      var object = evaluation.json
      object["seconds"] = .double(seconds)
      writeLine(.object(object))
    } else {
      for line in evaluation.lines { writeLine(line) }
    }
    if !problems.isEmpty { throw ExitCode(2) }
  }

  /// Rejects destinations that cannot be written, before a long evaluation.
  private func checkOutputs() throws {
    if let report {
      guard !isInHubCache(report) else {
        throw ValidationError(
          "--report \(report): is in the Hugging Face cache, which is read-only; name another folder")
      }
      guard Report.mayBeWritten(inFolder: report, overwrites: calibration.overwrite) else {
        throw ValidationError(
          "--report \(report)/report.html: was not written by sentiment; name another folder, or replace the file with "
            + "--overwrite")
      }
      try Folder.make(FilePath(text: report))
    }
    guard let predictions else { return }
    func resolved(_ path: String) -> FilePath { FilePath(fromCommandLine: path).withoutLinks }
    guard resolved(predictions) != resolved(data) else {
      throw ValidationError("--predictions \(predictions): is the file of --data; name another")
    }
    guard !isInHubCache(predictions) else {
      throw ValidationError(
        "--predictions \(predictions): is in the Hugging Face cache, which is read-only; name another file")
    }
    let folder = resolved(predictions).removingLastComponent()
    let isFile = FileStatus(FilePath(text: predictions)).map { $0.kind == .file } ?? true
    guard !isFile || Folder.isWritable(folder) else {
      throw ValidationError("--predictions \(predictions): the folder \(folder) is not writable; name another file")
    }
  }

  private func destinationOfCalibration(of model: SentimentModel) throws -> CalibratedModel {
    guard model.problem != .regression else {
      throw ValidationError("--calibrate needs a model with labels; \(model.name) predicts a number")
    }
    return try calibration.destination(
      ofModel: modelOptions.models.first, command: "sentiment evaluate", option: "--calibrate")
  }

  /// Fits the temperature to the predictions and stores it in the model folder.
  private func calibrated(
    _ before: ErrorAnalysis, _ model: SentimentModel, in destination: CalibratedModel
  ) throws -> ErrorAnalysis {
    guard before.evaluation.correct < before.evaluation.count else {
      let outcome =
        destination.copy.map { "\($0.path) is not written" } ?? "\(destination.folder)/config.json is unchanged"
      warn("every prediction is correct, so no temperature can be fitted; \(outcome)")
      return before
    }
    var calibration = Calibration(fittedTo: before.evaluation)
    calibration.uncertainBelow = model.calibration.uncertainBelow
    let after = before.calibrated(by: calibration)
    try destination.write { try ModelSettings.update(inFolder: $0) { $0.calibration = calibration } }
    func change(_ figure: (Evaluation) -> Double) -> String {
      String(format: "%.4f → %.4f", figure(before.evaluation), figure(after.evaluation))
    }
    warn(
      "\(destination.folder)/config.json: \(model.calibration) → \(calibration); loss \(change(\.loss)), "
        + "ece \(change(\.expectedCalibrationError))")
    return after
  }

  private func write(_ examples: [LabelledData.Example], _ evaluation: Evaluation, to path: String) throws {
    try OutputFile.write(to: FilePath(text: path), special: .followed) { write in
      for (index, example) in examples.enumerated() {
        let line = JSONValue.object(evaluation.predictionJSON(index, of: example)).serialized() + "\n"
        try write(Array(line.utf8))
      }
    }
  }
}

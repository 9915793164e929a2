import ArgumentParser
import BERT
import Files
import Foundation
import JSON
import SentimentAnalysis
import Training

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures how well a model does on labelled reviews.",
    discussion: """
      Figures are scikit-learn's: by label and averaged, confusion matrix, AUROC, calibration error (15 bins), Brier \
      score, and by length in tokens; of numbers squared and absolute error, correlation and R².
      """)

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "CSV, TSV or JSON lines with texts and labels, or a folder with a folder of .txt files for each label.")
  var data: String
  @OptionGroup var reading: ReadingOptions
  @Option(help: ArgumentHelp("Write report.html, a page with charts and the worst mistakes.", valueName: "dir"))
  var report: String?
  @Option(
    help: ArgumentHelp(
      "Write each text with what is true, the answer and the scores, as JSON lines.", valueName: "file"))
  var predictions: String?
  @Flag(
    help: ArgumentHelp(
      "Fit the temperature that makes the probabilities honest on these texts, and keep it in the model's config.json.",
      discussion: "Use texts that the model was not trained on, and others to measure it."))
  var calibrate = false
  @OptionGroup var calibration: CalibrationOptions
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard calibrate || calibration.output == nil else {
      throw ValidationError("--output is where a calibrated copy is written; give --calibrate, too")
    }
  }

  func run() throws {
    let model = try modelOptions.load()
    let place = calibrate ? try placeOfCalibration(of: model) : nil
    try checkThatResultsCanBeWritten()
    let data = try LabelledData(
      path: data, columns: reading.columns, labels: model.labels, problem: model.problem,
      dropPatterns: reading.dropPatterns)
    warn(data.problems)
    for note in data.notes { warn(note) }
    guard !calibrate || data.examples.count >= Calibration.minimumTexts else {
      throw ValidationError(
        "--calibrate: \(data.examples.count) texts are too few to tell how sure to be; give \(Calibration.minimumTexts) or more"
      )
    }
    let log = try report == nil ? [] : LogEntry.history(ofFolder: model.folder)
    let start = ContinuousClock.now
    var analysis = ErrorAnalysis(
      of: model, on: data.examples, explain: report != nil,
      progress: { Terminal().showProgress($0, of: data.examples.count, "texts") })
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if let place { analysis = try calibrated(analysis, model, in: place) }
    let evaluation = analysis.evaluation
    if json {
      var object = evaluation.json
      object["seconds"] = .double(seconds)
      object["skipped"] = .integer(Int64(data.skipped))
      writeText(JSONValue.object(object).serialized() + "\n")
    } else {
      writeText(evaluation.text() + String(format: "\n%.0f texts/s\n", Double(evaluation.count) / seconds))
    }
    if let predictions { try write(data.examples, evaluation, to: predictions) }
    if let report {
      try Report(
        title: "\(model.name) on \(self.data)", facts: [("Model", model.folder), ("Data", self.data)], analysis,
        log: log
      ).write(toFolder: report, overwrites: calibration.overwrite)
      warn("wrote \(report)/report.html")
    }
    if !data.problems.isEmpty { throw ExitCode(2) }
  }

  /// Before hours are spent.
  private func checkThatResultsCanBeWritten() throws {
    if let report {
      guard !isInHubCache(report) else {
        throw ValidationError(
          "--report \(report): is in the Hugging Face cache, which nothing is written to; name another folder")
      }
      guard Report.mayBeWritten(inFolder: report, overwrites: calibration.overwrite) else {
        throw ValidationError(
          "--report \(report)/report.html: was not written by sentiment; name another folder, or replace the file with "
            + "--overwrite")
      }
      try Folder.make(FilePath(report))
    }
    guard let predictions else { return }
    func place(_ path: String) -> FilePath { FilePath(fromCommandLine: path).withoutLinks }
    guard place(predictions) != place(data) else {
      throw ValidationError("--predictions \(predictions): is the file of --data; name another")
    }
    guard !isInHubCache(predictions) else {
      throw ValidationError(
        "--predictions \(predictions): is in the Hugging Face cache, which nothing is written to; name another file")
    }
    let folder = place(predictions).removingLastComponent()
    guard Folder.isWritable(folder) else {
      throw ValidationError("--predictions \(predictions): nothing can be written to \(folder)")
    }
  }

  private func placeOfCalibration(of model: SentimentModel) throws -> CalibratedModel {
    guard model.problem != .regression else {
      throw ValidationError("--calibrate: \(model.name) gives a number, which has no probability")
    }
    return try calibration.place(ofModel: modelOptions.model, command: "sentiment evaluate", option: "--calibrate")
  }

  /// The same answers under the temperature that fits them, which the folder has from now on.
  private func calibrated(
    _ before: ErrorAnalysis, _ model: SentimentModel, in place: CalibratedModel
  ) throws -> ErrorAnalysis {
    guard before.evaluation.correct < before.evaluation.count else {
      let outcome = place.copy.map { "\($0.path) is not written" } ?? "\(place.folder)/config.json is left as it is"
      warn("every answer is right, which does not tell how sure to be; \(outcome)")
      return before
    }
    var calibration = Calibration(fittedTo: before.evaluation)
    calibration.uncertainBelow = model.calibration.uncertainBelow
    let after = before.calibrated(by: calibration)
    try place.write { try ModelSettings.update(inFolder: $0) { $0.calibration = calibration } }
    func change(_ figure: (Evaluation) -> Double) -> String {
      String(format: "%.4f → %.4f", figure(before.evaluation), figure(after.evaluation))
    }
    warn(
      "\(place.folder)/config.json: \(model.calibration) → \(calibration); loss \(change(\.loss)), "
        + "ece \(change(\.expectedCalibrationError))")
    return after
  }

  private func write(_ examples: [LabelledData.Example], _ evaluation: Evaluation, to path: String) throws {
    try OutputFile.write(to: FilePath(path), special: .followed) { write in
      for (index, example) in examples.enumerated() {
        let line = JSONValue.object(evaluation.predictionJSON(index, of: example)).serialized() + "\n"
        try write(Array(line.utf8))
      }
    }
  }
}

import ArgumentParser
import Files
import SentimentAnalysis
import Training

/// The options for the destination of a calibration.
struct CalibrationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a calibrated copy of the model to this folder instead of changing the model.",
      valueName: "dir"))
  var output: String?
  @Flag(help: "Replace a model in the folder of --output, or a report.html, that this command did not write.")
  var overwrite = false

  /// The copy of a model, or the model itself, that gets the calibration.
  ///
  /// - Parameter option: the option that requests it, such as `--calibrate`.
  /// - Throws: an error if the folder must not be written.
  func destination(ofModel name: String?, command: String, option: String) throws -> CalibratedModel {
    let location = try ModelLocation(of: name)
    if let output {
      let copy = try OutputFolder(output, writtenBy: command, reading: location.folder, overwrites: overwrite)
      return CalibratedModel(source: location.folder, copy: copy)
    }
    let advice = "name a folder of your own with --model, or write a copy with --output DIR"
    guard name != nil else {
      throw ValidationError("\(option) would change the config.json of the built-in model; \(advice)")
    }
    if let reason = location.reasonNotToWrite {
      throw ValidationError("\(option): \(location.folder) \(reason); \(advice)")
    }
    try OutputMarker.checkIsFree(location.folder)
    return CalibratedModel(source: location.folder)
  }
}

/// A model whose `config.json` gets a calibration, in its own folder or in a copy.
struct CalibratedModel {
  let source: String
  /// Nil to change the source.
  var copy: OutputFolder?

  var folder: String { copy?.path.text ?? source }

  /// Calls `store` with the folder of the `config.json`.
  func write(_ store: (_ folder: String) throws -> Void) throws {
    guard let copy else { return try store(source) }
    try copy.write { path in
      try ModelFiles.copy(from: source, to: path)
      try store(path)
    }
  }
}

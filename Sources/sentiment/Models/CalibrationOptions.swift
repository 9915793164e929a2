import ArgumentParser
import Files
import SentimentAnalysis
import Training

/// Where a command that calibrates a model puts what it has found.
struct CalibrationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a copy of the model with the calibration to this folder; the model itself stays as it is.",
      valueName: "dir"))
  var output: String?
  @Flag(help: "Replace what something else wrote: a model in the folder of --output, or report.html.")
  var overwrite = false

  /// Where a model is calibrated: in a copy, or in its own folder.
  ///
  /// - Parameter option: that asks for it, such as `--calibrate`.
  /// - Throws: a sentence where that folder may not be written.
  func place(ofModel name: String?, command: String, option: String) throws -> CalibratedModel {
    let location = try ModelLocation(of: name)
    if let output {
      let copy = try OutputFolder(output, writtenBy: command, reading: location.folder, overwrites: overwrite)
      return CalibratedModel(source: location.folder, copy: copy)
    }
    let advice = "name a folder of yours with --model, or write a copy with --output DIR"
    guard name != nil else { throw ValidationError("\(option) writes into the model's config.json; \(advice)") }
    if let reason = location.reasonNotToWrite {
      throw ValidationError("\(option): \(location.folder) \(reason); \(advice)")
    }
    try OutputMarker.checkIsFree(location.folder)
    return CalibratedModel(source: location.folder)
  }
}

/// A model whose `config.json` is changed, in its own folder or in a copy of it.
struct CalibratedModel {
  let source: String
  /// Nil for the folder of the source.
  var copy: OutputFolder?

  var folder: String { copy?.path.string ?? source }

  /// Calls `store` with the folder whose `config.json` is to change.
  func write(_ store: (_ folder: String) throws -> Void) throws {
    guard let copy else { return try store(source) }
    try copy.write { path in
      try ModelFiles.copy(from: source, to: path)
      try store(path)
    }
  }
}

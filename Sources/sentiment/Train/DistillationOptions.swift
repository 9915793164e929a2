import ArgumentParser
import Training

/// The options for learning from teachers.
struct DistillationOptions: ParsableArguments {
  @Option(
    name: .customLong("teacher"),
    help: ArgumentHelp(
      "Model with the same labels, of any family and size, whose probabilities the training imitates; repeatable, for their mean.",
      valueName: "dir|name"))
  var teachers: [String] = []
  @Option(
    name: .customLong("unlabelled"),
    help: ArgumentHelp(
      "File of texts without labels for the teachers to judge: CSV, TSV, JSON lines, or .txt with a text a line; repeatable.",
      valueName: "file"))
  var unlabelledFiles: [String] = []
  @Option(
    parsing: .unconditional,
    help: "Divisor of the logits of teachers and model; higher values compare more than the likeliest label.")
  var distillationTemperature = 2.0
  @Option(
    parsing: .unconditional,
    help: "Share of the loss that compares with the teachers, from 0 to 1; the rest compares with the labels.")
  var distillationShare = 0.5

  func validate() throws {
    try check("distillation-temperature", distillationTemperature, in: 1e-3...1000)
    try check("distillation-share", distillationShare, in: 0...1)
  }

  var settings: DistillationSettings {
    var settings = DistillationSettings()
    settings.teachers = teachers
    (settings.temperature, settings.share) = (distillationTemperature, distillationShare)
    return settings
  }
}

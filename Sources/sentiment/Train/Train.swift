import ArgumentParser
import Files
import Tensors
import Training

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fine-tune a BERT, DistilBERT, RoBERTa or XLM-RoBERTa checkpoint on labelled reviews.",
    discussion: """
      Reads CSV, TSV, JSON lines, or a folder with one subfolder of .txt files per label. Writes a Hugging Face model folder \
      with the best model on the validation texts (the last one without validation texts), and report.html with charts. \
      Ctrl-C finishes the step, saves a checkpoint and prints how to resume. With --teacher MODEL, a small model imitates a \
      larger one, also on texts without labels: --unlabelled FILE.
      """)

  @Option(
    help: ArgumentHelp(
      "Checkpoint to start from: folder, or name in the Hugging Face cache.", valueName: "dir|name"))
  var model: String
  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Teachers") var distillation: DistillationOptions
  @Option(help: "Output folder.") var output: String
  @Option(help: "Expected number of labels; another number in the data is an error.") var numLabels: Int?
  @OptionGroup var training: TrainingOptions
  @OptionGroup var cores: CoreOptions

  func run() throws {
    ProcessMemory.prepareForTraining()
    if training.learning.halfPrecision, !kernels.areFast(in: .bfloat16) {
      warn("this CPU does not support bfloat16; training in float32")
    } else if training.learning.halfPrecision, !kernels.gainByBFloat16 {
      warn("on this CPU, products in bfloat16 are slower than in float32")
    }
    var options = training.checkpoints.options(output: output)
    options.onlyAudits = data.dryRun
    var texts = data.settings
    texts.unlabelled = distillation.unlabelledFiles
    let task = try FineTuning(
      model: model, data: texts, problem: data.problemType, tasks: data.tasks.settings,
      settings: training.changes.settings(maxLength: data.maxLength), distillation: distillation.settings,
      output: output, trainer: training.trainer, options: options, in: cores.context)
    guard numLabels == nil || numLabels == task.labels.count else {
      throw ValidationError(
        "--num-labels is \(numLabels ?? 0), but the data have \(task.labels.count) labels: \(task.labels.joined(separator: ", "))"
      )
    }
    let problems = task.data.problems + task.taskProblems
    warn(task.warnings + problems)
    for line in task.data.notes + task.audit.lines + task.taskLines { writeLine(line, toError: !data.dryRun) }
    guard !data.dryRun else {
      if !problems.isEmpty { throw ExitCode(2) }
      return
    }
    warn(task.summary)
    Interruption.begin()
    // Held until the report is written.
    let lock = try task.lockOutput()
    defer { withExtendedLifetime(lock) {} }
    let printer = TrainingPrinter(task.evaluationTable)
    defer { printer.clear() }
    let outcome = try task.run(in: lock, isStopped: { Interruption.signal != 0 }, printer.show)
    printer.clear()
    switch outcome {
    case .stoppedBeforeTraining:
      warn("stopped before the first step; to start again, run the same command")
      throw ExitCode(128 + Interruption.signal)
    case .interrupted(let checkpoint, let step):
      warn("stopped after step \(step), saved \(checkpoint); to resume, run the same command with --resume")
      throw ExitCode(128 + Interruption.signal)
    case .finished(let step, let evaluation, let test, let tasks):
      warn("wrote \(output): the model of step \(step)\(evaluation.map { ", validation: " + $0.sentence } ?? "")")
      if let test { warn("test: \(test.sentence)") }
      for task in tasks { warn("head \(task.name): \(task.sentence)") }
      Interruption.end()
      if !data.trainingFiles.isEmpty { chooseForms(of: task, printer) }
      let subject = try task.writeReport(
        step: step, validation: evaluation, test: test, tasks: tasks,
        progress: printer.progress(of: "explaining texts for report.html"))
      printer.clear()
      warn("wrote \(output)/report.html, a page to open in a browser, about \(subject)")
    }
    if training.checkpoints.pushToHub {
      let name = training.checkpoints.hubModelId ?? FilePath(fromCommandLine: output).lastComponent?.text ?? "NAME"
      warn(
        "to upload the model, run: hf upload \(name.quotedForShell) \(FilePath(text: output).quotedForShell) --exclude 'checkpoint-*'"
      )
    }
    if !problems.isEmpty { throw ExitCode(2) }
  }

  /// Chooses the form of explanations, and whether long texts are read in windows. If either fails, the model is complete.
  private func chooseForms(of task: FineTuning, _ printer: TrainingPrinter) {
    do {
      let form = try task.chooseExplanationForm(progress: printer.progress(of: "choosing the form of explanations"))
      printer.clear()
      if let form { warn("explanations: \(form)") }
    } catch {
      printer.clear()
      warn("the form of explanations was not chosen: \(error)")
    }
    guard let windows = training.changes.windows else { return }
    do { warn(try task.chooseWindows(windows)) } catch { warn("windows were not compared: \(error)") }
  }
}

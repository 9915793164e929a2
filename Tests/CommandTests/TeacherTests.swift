import Foundation
import JSON
import TestSupport
import Testing

/// `sentiment train` with teachers and with some layers of a model.
struct TeacherTests {
  private static let rows = ["the film was good,1", "the film was awful,0", "a fine food,1", "bad food,0"]

  /// Trains in a folder with `data.csv` and `more.txt`, in which the cache is, too.
  private func train(_ folder: TemporaryFolder, _ options: String) throws -> Program.Outcome {
    try folder.write("text,label\n" + (0..<5).flatMap { _ in Self.rows }.joined(separator: "\n"), to: "data.csv")
    try folder.write("a very good film\nawful food\n", to: "more.txt")
    return try Program.run(
      script: """
        cd '\(folder.path)' && export XDG_CACHE_HOME="$PWD/cache" &&
        sentiment train --model '\(TinyModel.bert)' --train data.csv --validation data.csv --max-steps 3 \(options)
        """)
  }

  @Test func learnsFromTeachersAsAFileOfOptionsSays() throws {
    try withTemporaryFolder { folder in
      let options = """
        {"teacher": ["\(TinyModel.bert)"], "unlabelled": ["more.txt"], "distillation_temperature": 3, "distillation_share": 0.8,
          "layers": [1]}
        """
      try folder.write(options, to: "options.json")
      let first = try train(folder, "--config options.json --output first")
      #expect(first.status == 0, "\(first.errors)")
      #expect(first.errors.contains("sentiment: teacher \(TinyModel.bert): 22 texts\n"), "\(first.errors)")
      #expect(first.errors.contains("20 texts of 5 tokens on average to train on, 2 without labels, 20 to validate"))
      let state = try JSONValue(parsing: folder.read("first/trainer_state.json"))
      let settings = state["stateful_callbacks"]?["SentimentTraining"]?["settings"]
      #expect(settings?["distillation-temperature"] == "3.0" && settings?["distillation-share"] == "0.8")
      #expect(settings?["layers"] == "1")
      let configuration = try JSONValue(parsing: folder.read("first/config.json"))
      #expect(configuration["num_hidden_layers"] == 1)
      let cache = folder("cache/sentiment-lsp/teachers")
      #expect(try FileManager.default.contentsOfDirectory(atPath: cache).count == 1)
      #expect(try folder.mode("cache/sentiment-lsp/teachers") == 0o700)

      let second = try train(folder, "--config options.json --output second")
      #expect(second.errors.contains("\(TinyModel.bert): 22 texts, read for an earlier training"), "\(second.errors)")
    }
  }

  @Test(arguments: [
    ("--unlabelled more.txt", "--unlabelled: texts without labels need a teacher; name a model with --teacher"),
    ("--teacher /none", "no model at /none"),
    ("--teacher '\(TinyModel.distilBERT)'", "its labels (LABEL_0, LABEL_1) do not match those of the training"),
    ("--teacher x --distillation-share 2", "--distillation-share takes a number from 0.0 to 1.0, got 2.0"),
    (
      "--teacher x --distillation-temperature 0",
      "--distillation-temperature takes a number from 0.001 to 1000.0, got 0.0"
    ),
    (
      "--teacher x --problem-type regression", "--teacher is supported for exclusive labels, not for regression"
    ),
    ("--layers 0,x", "--layers takes whole numbers from 0 up, separated by commas, got 0,x"),
    ("--layers 0,2", "--layers 0,2: the model has 2 layers, from 0 to 1"),
    ("--layers 1,1", "--layers 1,1: names a layer twice; name each once"),
  ])
  func reportsOptionsThatDoNotFit(options: String, sentence: String) throws {
    try withTemporaryFolder { folder in
      let outcome = try train(folder, options + " --output out")
      #expect(outcome.status == 2 && outcome.errors.contains(sentence), "\(outcome.errors)")
    }
  }
}

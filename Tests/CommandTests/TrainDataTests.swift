import Foundation
import TestSupport
import Testing

/// The audit of the data that `sentiment train` prints before the training.
struct TrainDataTests {
  private static let model = packageFolder.appending(path: "Sources/SentimentAnalysis/Resources/Model").path

  private func train(_ files: [String: String], _ options: [String] = []) throws -> Program.Outcome {
    try withTemporaryFolder(files) { folder in
      let output = folder.appending(path: "out").path
      let outcome = try Program.run(
        "sentiment",
        ["train", "--model", Self.model, "--train", folder.appending(path: "train.csv").path, "--output", output]
          + ["--dry-run"] + options.map { $0.replacing("FOLDER", with: folder.path) })
      #expect(!FileManager.default.fileExists(atPath: output))
      return outcome
    }
  }

  private static let rows =
    "review,stars\n"
    + (0..<40).map { "visit number \($0 * $0 + 7) to this place \(["[cry]", "[smile]"][$0 % 2]),\($0 % 2)\n" }.joined()

  @Test func dryRunPrintsTheAuditAndWritesNothing() throws {
    let outcome = try train(["train.csv": Self.rows], ["--validation-split", "0.1"])
    let note = "the heads aspects, emotions are not trained and get worse; train them with --task"
    #expect(outcome.status == 0 && outcome.errors == "sentiment: the encoder changes, but \(note)\n")
    let labels = "negative 18 (50.0%), neutral 0 (0.0%), positive 18 (50.0%)"
    #expect(outcome.output.contains("\ntrain: 36 texts; \(labels)\nvalidation: 4 texts"))
    #expect(outcome.output.contains("\nwarning: label leak: the words in square brackets alone give the label away"))
    let mended = try train(
      ["train.csv": Self.rows], ["--validation-split", "0.1", "--drop-pattern", #"\[[^\[\]]{1,8}\]"#, "--dedupe"])
    #expect(mended.output.contains("40 of 40 training texts") && !mended.output.contains("warning: The words"))
  }

  @Test(arguments: [
    (
      ["train.csv": rows], ["--text-column", "words"], "train.csv:1: no column \"words\"; the columns are review, stars"
    ),
    (["train.csv": "text,label\na,joy\nb,joy\nc,joy\n"], [], "all 3 texts are labelled \"joy\""),
    (["train.csv": "text,label\na,joy\nb,anger\n"], [], "2 training texts are too few"),
    (["train.csv": "text,label\na,1.5\nb,0.25\n"], [], "--problem-type regression"),
    (["train.csv": "text,label\na,1\n\"b,0\nc,1\nd,0\n"], [], "train.csv:3: unclosed quote"),
    (["train.csv": rows], ["--drop-pattern", "["], "--drop-pattern '[' is not a valid regular expression"),
    (
      ["train.csv": rows, "probe.csv": "review,stars\nx,purple\n"], ["--probe", "FOLDER/probe.csv"], "label \"purple\""
    ),
    (["train.csv": "text,label\n"], [], "train.csv: no usable row. There are no rows under the header line"),
    (["train.csv": "text,label,text\na,1,b\n"], [], "train.csv:1: 2 columns are named \"text\""),
    (
      ["train.csv": rows], ["--label-column", "review", "--text-column", "1"],
      "train.csv:1: --text-column and --label-col"
    ),
    (["train.csv": "PK\u{3}\u{4}"], [], "train.csv: is a ZIP archive. If one table is in it, pipe it"),
    (["train.csv": rows], ["--learning-rate=nan"], "--learning-rate takes a number above 0, at most 1, got nan"),
    (["train.csv": rows], ["--validation", "FOLDER/x.csv", "--test", "FOLDER/./x.csv"], "name the same file"),
    (["train.csv": rows], ["--split", "random"], "random"),
    (["train.csv": rows], ["--validation-split", "2"], "a share"),
  ])
  func reportsInvalidData(_ row: (files: [String: String], options: [String], expected: String)) throws {
    let outcome = try train(row.files, row.options)
    #expect(outcome.status == 2 && outcome.errors.contains(row.expected), "\(outcome.errors)")
  }
}

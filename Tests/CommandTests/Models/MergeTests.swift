import Foundation
import JSON
import TestSupport
import Testing

/// `sentiment merge`, on trainings of the tiny model.
struct MergeTests {
  private static let rows = """
    text,label
    the film was good,positive
    bad food,negative
    very fine,positive
    awful,negative

    """

  /// A folder with two trainings of one checkpoint, `a` and `b`.
  private static func withTrainings(_ body: (TemporaryFolder) throws -> Void) throws {
    try withTemporaryFolder(["rows.csv": rows]) { folder in
      for (name, rate) in [("a", "0.01"), ("b", "0.02")] {
        let trained = try Program.run(
          "sentiment",
          [
            "train", "--model", TinyModel.bert, "--train", folder("rows.csv"), "--max-steps", "2", "--learning-rate",
            rate, "--output", folder(name),
          ])
        #expect(trained.status == 0, "\(trained.errors)")
      }
      try body(folder)
    }
  }

  /// A folder with two copies of the tiny model, `a` and `b`.
  private static func withCopies(_ body: (TemporaryFolder) throws -> Void) throws {
    try withTemporaryFolder { folder in
      for name in ["a", "b"] { try FileManager.default.copyItem(atPath: TinyModel.bert, toPath: folder(name)) }
      try body(folder)
    }
  }

  private static func merge(_ arguments: [String]) throws -> Program.Outcome {
    try Program.run("sentiment", ["merge"] + arguments)
  }

  /// All numbers of a model, in the order of its file; the header is that of every model of this shape.
  private static func weights(_ folder: String) throws -> [Float] {
    let bytes = try Array(Data(contentsOf: URL(filePath: folder + "/model.safetensors")))
    let start = 8 + bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    return stride(from: start, to: bytes.count, by: 4).map { place in
      Float(bitPattern: bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
    }
  }

  @Test(arguments: [(nil, 0.5), ("3,1", 0.75)] as [(String?, Float)])
  func writesTheMeanByShares(shares: String?, first: Float) throws {
    try Self.withTrainings { folder in
      let options = shares.map { ["--shares", $0] } ?? []
      let outcome = try Self.merge([folder("a"), folder("b"), "--output", folder("c")] + options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        outcome.errors.contains(
          "calibrate it again on texts that no model was trained on: sentiment evaluate --model \(folder("c")) --data FILE"
        )
      )
      let (a, b, c) = (
        try Self.weights(folder("a")), try Self.weights(folder("b")), try Self.weights(folder("c"))
      )
      #expect(a != b && a.count == c.count)
      let worst = c.indices.map { abs(c[$0] - (first * a[$0] + (1 - first) * b[$0])) }.max()
      #expect(worst ?? 1 <= 1e-6)
      for name in ["config.json", "vocab.txt", "README.md", ".sentiment-output.json"] {
        #expect(FileManager.default.fileExists(atPath: folder("c/\(name)")), "\(name)")
      }
      #expect(try folder.read("c/README.md").contains("by `sentiment merge`, version "))
      #expect(try Program.run("sentiment", ["classify", "--model", folder("c"), "good film"]).status == 0)
      // Its own output is replaced.
      #expect(try Self.merge([folder("a"), folder("b"), "--output", folder("c")]).status == 0)
    }
  }

  @Test(arguments: [
    (["a"], "merge takes two or more models, got 1"),
    (["a", "b", "--shares", "1"], "--shares takes a number above 0 for each of the 2 models, got 1"),
    (["a", "b", "--shares", "1,x"], "--shares takes a number above 0 for each of the 2 models, got 1,x"),
    (["a", "b", "--shares", "1,0"], "--shares takes a number above 0 for each of the 2 models, got 1,0"),
  ])
  func rejectsOptionsThatDoNotFit(arguments: [String], complaint: String) throws {
    let outcome = try Self.merge(arguments + ["--output", "out"])
    #expect(outcome.status == 2 && outcome.errors.contains(complaint), "\(outcome.errors)")
  }

  @Test(arguments: ["a", "b"])
  func neverReplacesAModelThatItReads(output: String) throws {
    try Self.withCopies { folder in
      let refused = try Self.merge([folder("a"), folder("b"), "--output", folder(output), "--overwrite"])
      #expect(refused.status == 2 && refused.errors.contains("contains the model that is read"), "\(refused.errors)")
    }
  }

  @Test func rejectsOtherTokenizersAndShapes() throws {
    try Self.withCopies { folder in
      var words = try folder.read("b/vocab.txt").split(separator: "\n").map(String.init)
      words.swapAt(words.count - 1, words.count - 2)
      try folder.write(words.joined(separator: "\n") + "\n", to: "b/vocab.txt")
      let swapped = try Self.merge([folder("a"), folder("b"), "--output", folder("c")])
      #expect(
        swapped.status == 2
          && swapped.errors.contains("\(folder("b"))/vocab.txt differs from \(folder("a"))/vocab.txt"),
        "\(swapped.errors)")
      let other = try Self.merge([folder("a"), TinyModel.threeLabels, "--output", folder("c")])
      #expect(
        other.status == 2 && other.errors.contains("tokenizer.json differs from \(folder("a"))/tokenizer.json"),
        "\(other.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder("c")))
    }
  }

  @Test func rejectsOtherLabels() throws {
    try Self.withCopies { folder in
      let config = try folder.read("b/config.json").replacing("\"0\": \"negative\"", with: "\"0\": \"neutral\"")
      try folder.write(config, to: "b/config.json")
      let outcome = try Self.merge([folder("a"), folder("b"), "--output", folder("c")])
      #expect(
        outcome.status == 2
          && outcome.errors.contains(
            "\(folder("b")) cannot be averaged with \(folder("a")): labels neutral, positive instead of negative, positive"
          ),
        "\(outcome.errors)")
    }
  }
}

import JSON
import TestSupport
import Testing

struct BenchTests {
  @Test func sweepMeasuresEveryShapeArithmeticAndThreadCount() throws {
    let arguments = [
      "bench", "--model", TinyModel.bert, "--sweep", "--threads", "2", "--shapes", "1x8,2x4", "--seconds", "0",
      "--json",
    ]
    let rows = try Program.run("sentiment", arguments).lines()
    let settings = Set(rows.map { [$0["compute"], $0["threads"], $0["shape"]] })
    #expect(settings.count == rows.count && rows.count % 4 == 0)
    #expect(settings.isSuperset(of: [["float32", 1, "1x8"], ["float32", 2, "2x4"]]))
    for row in rows {
      let seconds = try #require(row["seconds"]?.doubleValue)
      #expect(seconds > 0 && row["tokens"] == 8)
      #expect(row["tokens_per_second"]?.doubleValue.map { abs($0 - 8 / seconds) < 1 } == true)
      for key in ["gflops", "share", "load_seconds", "memory_bytes"] {
        #expect(row[key]?.doubleValue ?? 0 > 0, "\(key)")
      }
    }
  }

  @Test func measuresTextsOfAFile() throws {
    let command = """
      printf 'A fine film.\nA waste of time.\n' > texts.txt
      sentiment bench --data texts.txt --seconds 0 --json
      """
    let row = try #require(try Program.run(script: command).lines().first)
    #expect(row["data"] == "texts.txt" && row["texts"] == 2 && row["tokens"] == 14)
    #expect(row["texts_per_second"]?.doubleValue ?? 0 > 0)
  }

  @Test func measuresTrainingUpdates() throws {
    for options in [[], ["--bf16"]] {
      let arguments =
        ["bench", "training", "--model", TinyModel.bert, "--shapes", "2x8", "--seconds", "0", "--json"] + options
      let row = try #require(try Program.run("sentiment", arguments).lines().first)
      #expect(row["shape"] == "2x8" && row["tokens_per_second"]?.doubleValue ?? 0 > 0)
    }
  }

  @Test(arguments: ["nan", "inf", "1e300"], [[], ["training"]])
  func rejectsInvalidTimes(_ seconds: String, _ command: [String]) throws {
    let outcome = try Program.run("sentiment", ["bench"] + command + ["--seconds", seconds])
    #expect(outcome.status == 2 && outcome.errors.contains("--seconds takes a number from 0"), "\(outcome.errors)")
  }

  @Test func measuresARegressionModel() throws {
    let arguments = ["bench", "training", "--model", TinyModel.roberta, "--shapes", "1x1", "--seconds", "0"]
    #expect(try Program.run("sentiment", arguments).status == 0)
  }

  @Test(arguments: ["1", "x", "0x4", "1x32,", "1x99999"])
  func rejectsInvalidShapes(_ shapes: String) throws {
    let outcome = try Program.run("sentiment", ["bench", "--shapes", shapes])
    #expect(outcome.status == 2 && outcome.errors.contains("for '--shapes"), "\(outcome.errors)")
  }
}

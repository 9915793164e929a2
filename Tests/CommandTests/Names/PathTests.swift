import Foundation
import TestSupport
import Testing

/// Paths are bytes: every file is read, or the reason is reported, whatever its name.
struct PathTests {
  private static let complaint = "What a waste of time, the plot was a confusing mess."

  @Test(arguments: [
    "d", "d/*", "$'d/a\\xff.txt' $'d/a\\xfe.txt' $'d/\\xe9.txt' $'d/\\xc3\\xa9.txt' $'d/e\\xcc\\x81.txt'",
  ])
  func checksFilesWhateverTheirNames(arguments: String) throws {
    let files =
      "for n in $'a\\xff' $'a\\xfe' $'\\xe9' $'\\xc3\\xa9' $'e\\xcc\\x81'; do echo '\(Self.complaint)' > d/$n.txt; done"
    let outcome = try Program.run(
      script:
        "mkdir d; \(files); sentiment check \(arguments); sentiment check --format sarif \(arguments)",
      with: "bash")
    let names = outcome.output.split(separator: "\n").prefix { !$0.hasPrefix("{") }.map {
      $0.prefix { $0 != ":" }
    }
    #expect(
      names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        == ["d/\\xe9.txt", "d/a\\xfe.txt", "d/a\\xff.txt", "d/e\u{301}.txt", "d/é.txt"].map {
          Array($0.utf8)
        })
    for uri in ["d/%E9.txt", "d/a%FE.txt", "d/a%FF.txt", "d/e%CC%81.txt", "d/%C3%A9.txt"] {
      #expect(outcome.output.contains("\"uri\":\"\(uri)\""), "\(outcome.output)")
    }
    #expect(outcome.status == 1 && outcome.errors.isEmpty, "\(outcome.errors)")
  }

  @Test func reportsWhatIsTooDeepToRead() throws {
    let script = """
      import os, shutil, subprocess, sys
      os.mkdir("deep"); top = os.getcwd(); os.chdir("deep")
      for _ in range(25):
        os.mkdir("d" * 200); os.chdir("d" * 200)
      open("bottom.txt", "w").write("\(Self.complaint)\\n")
      os.chdir(top)
      code = subprocess.call(["sentiment", "check", "deep"])
      shutil.rmtree("deep")
      sys.exit(code)
      """
    let outcome = try Program.run(script: script, with: "python3")
    #expect(
      outcome.status == 2 && outcome.errors.contains("cannot be read: File name too long"),
      "\(outcome.errors)")
  }

  @Test func readsAndWritesThePathsOfOptions() throws {
    let script = """
      set -e
      cp -r '\(TinyModel.bert)' $'m\\xff'
      printf '%s\\n' text,label 'the film was good,1' 'the film was awful,0' > $'d\\xff.csv'
      sentiment inspect --model $'./m\\xff' > /dev/null
      sentiment classify --model $'./m\\xff' --input csv --output $'o\\xff.csv' $'d\\xff.csv'
      sentiment evaluate --model=$'./m\\xff' --data $'d\\xff.csv' --report $'r\\xff' --predictions $'p\\xff.jsonl' > /dev/null
      sentiment train --model $'./m\\xff' --train $'d\\xff.csv' --validation $'d\\xff.csv' --output $'t\\xff' --max-steps 1
      sentiment export --model $'./t\\xff' $'e\\xff'
      sentiment classify --model $'./e\\xff' $'a film\\xff'
      sentiment-lsp --framing ndjson --log $'l\\xff' < /dev/null
      ls | LC_ALL=C sed -n l
      """
    let outcome = try Program.run(script: script, with: "bash")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("a film\u{FFFD}"))
    for name in [
      "d\\377.csv", "e\\377", "l\\377", "m\\377", "o\\377.csv", "p\\377.jsonl", "r\\377", "t\\377",
    ] {
      #expect(outcome.output.contains("\n\(name)$"), "\(name): \(outcome.output)")
    }
    #expect(
      !outcome.output.contains("\\364"), "a kept byte was written as a character: \(outcome.output)"
    )
  }
}

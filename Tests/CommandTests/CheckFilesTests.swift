import Foundation
import JSON
import TestSupport
import Testing

private let praise = "A wonderful film, I loved every minute of it."
private let complaint = "What a waste of time, terrible from start to end."

/// Runs `sentiment check` in a folder that holds these files.
private func check(
  _ files: [String: String], _ arguments: String, before: String = "true"
) throws -> Program.Outcome {
  try withTemporaryFolder(files) { folder in
    try Program.run(script: "cd '\(folder.path)' && \(before) && exec sentiment check \(arguments)")
  }
}

/// `file:line:column` of all findings.
private func places(_ outcome: Program.Outcome) -> [String] {
  outcome.output.split(separator: "\n").map { line in
    line.split(separator: ":").prefix(3).joined(separator: ":")
  }
}

struct CheckFilesTests {
  private let tree = [
    "b.txt": complaint, "a/r.csv": "id,body\n1,\"\(complaint)\"\n", "a/.hidden/x.txt": complaint,
    ".git/x.txt": complaint,
    "a/m.jsonl": "{\"text\": \"\(complaint)\"}\n", "n.md": "# Title\n\n\(complaint)\n",
    "d.json": "[{\"text\": \"\(complaint)\"}]",
    "program.swift": complaint, "c/fine.txt": praise, "c/empty.txt": "", "c/vendor/v.txt": complaint,
  ]

  @Test func checksFoldersGlobsAndFilesInOrder() throws {
    let rows: [(arguments: String, places: [String], status: Int32)] = [
      (".", ["a/m.jsonl:1:11", "a/r.csv:2:4", "b.txt:1:1", "c/vendor/v.txt:1:1"], 1),
      ("a c/", ["a/m.jsonl:1:11", "a/r.csv:2:4", "c/vendor/v.txt:1:1"], 1),
      ("'*.txt'", ["b.txt:1:1"], 1), ("'**/*.{txt,csv}'", ["a/r.csv:2:4", "b.txt:1:1", "c/vendor/v.txt:1:1"], 1),
      ("'[bc]*'", ["b.txt:1:1", "c/vendor/v.txt:1:1"], 1), ("c/fine.txt", [], 0),
      ("program.swift", ["program.swift:1:1"], 1),
      ("b.txt ./b.txt '*.txt'", ["b.txt:1:1"], 1), ("--language markdown n.md", ["n.md:3:1"], 1),
      ("--language markdown .", ["n.md:3:1"], 1), ("--language json '*.json'", ["d.json:1:12"], 1),
      ("--language plaintext '*.swift'", ["program.swift:1:1"], 1), ("a/.hidden", ["a/.hidden/x.txt:1:1"], 1),
    ]
    for row in rows {
      let outcome = try check(tree, row.arguments)
      #expect(places(outcome) == row.places, "\(row.arguments): \(outcome)")
      #expect(outcome.status == row.status && outcome.errors.isEmpty, "\(row.arguments): \(outcome)")
    }
  }

  @Test func skipsLinksBackOrOutOfTheFolder() throws {
    let links =
      "ln -s .. a/up && ln -s . a/self && ln -s ../c a/c && ln -s nowhere a/gone.txt && ln -s ../b.txt a/z.txt"
    let inside = try check(tree, ".", before: links)
    #expect(
      places(inside) == ["a/c/vendor/v.txt:1:1", "a/m.jsonl:1:11", "a/r.csv:2:4", "a/z.txt:1:1", "b.txt:1:1"],
      "\(inside)")
    #expect(inside.status == 1 && inside.errors.isEmpty)
    let outside = try check(tree, "a", before: links)
    #expect(places(outside) == ["a/m.jsonl:1:11", "a/r.csv:2:4"], "\(outside)")
    #expect(
      outside.errors
        == "sentiment: a/c and 2 more: skipped: target outside the folder; pass --follow to follow links\n")
    let followed = try check(tree, "--follow a", before: links)
    #expect(places(followed).contains("a/c/vendor/v.txt:1:1") && places(followed).contains("a/z.txt:1:1"))
  }

  /// A cloned folder may link to files outside it, which are neither printed nor read.
  @Test(arguments: [
    "ln -s /proc/self/environ x/e.txt", "ln -s /proc x/p", "ln -s /dev/zero x/z.txt", "ln -s \"$PWD/s\" x/s",
    "ln -s ../s/t.txt x/t.txt", "mkfifo x/f.txt",
  ])
  func doesNotReadFilesOutsideTheFolder(link: String) throws {
    let outcome = try check(
      ["x/a.txt": praise, "s/t.txt": complaint], "x", before: "export SECRET='\(complaint)' && \(link)")
    #expect(outcome.output.isEmpty && outcome.status == 0, "\(outcome)")
  }

  @Test(arguments: ["/dev/zero", "/dev/urandom", "z.txt"])
  func rejectsDevices(name: String) throws {
    let outcome = try check(["b.txt": complaint], "\(name) b.txt", before: "ln -s /dev/zero z.txt")
    #expect(outcome.status == 2 && places(outcome) == ["b.txt:1:1"])
    #expect(outcome.errors == "sentiment: \(name): is a device; name a file, or - for standard input\n")
  }

  @Test func reportsSkippedFilesWithAdvice() throws {
    let rows: [(arguments: String, sentence: String)] = [
      (
        "n.md",
        "n.md: skipped: markdown is not checked by default; pass --language markdown, or add it to"
      ),
      ("d.json", "d.json: skipped: json is not checked by default; pass --language json"),
      ("'*.md'", "no files to check match *.md, 1 skipped; set their format with --language"),
      ("'*.log'", "no files to check match *.log\n"), ("c/nothing", "c/nothing: cannot be read: No such file"),
      ("--language tsv a", "no files to check in a, 2 skipped; set their format with --language"),
      ("c/empty.txt", "c/empty.txt: is empty"),
    ]
    for row in rows {
      let outcome = try check(tree, "\(row.arguments) b.txt")
      #expect(outcome.errors.hasPrefix("sentiment: " + row.sentence), "\(row.arguments): \(outcome)")
      // The other arguments are checked.
      #expect(
        outcome.status == 2 && (outcome.errors.contains("--language tsv") || !outcome.output.isEmpty), "\(outcome)")
    }
    let none = try check(["x/.keep": ""], "x")
    #expect(none.status == 2 && none.errors == "sentiment: no files to check in x\n")
  }

  @Test func detectsTheFormatOfStandardInput() throws {
    let rows: [(input: String, arguments: [String], place: String)] = [
      ("[\n{\"text\": \"\(complaint)\"}]", [], "<stdin>:2:11"), ("{\"text\": \"\(complaint)\"}\n", [], "<stdin>:1:11"),
      ("id,review\n1,\(complaint.replacing(",", with: ""))\n", [], "<stdin>:2:3"),
      ("# \(complaint)\n", [], "<stdin>:1:1"),
      ("> \(complaint)\n", ["--language", "markdown"], "<stdin>:1:3"),
    ]
    for row in rows {
      let outcome = try Program.run("sentiment", ["check"] + row.arguments + ["-"], input: row.input)
      #expect(places(outcome) == [row.place] && outcome.status == 1, "\(row.input): \(outcome)")
    }
  }
}

struct CheckSettingsTests {
  @Test func optionsOverrideProjectSettings() throws {
    let table = "title,body\n\"\(complaint)\",\"\(praise)\"\n"
    let rows: [(settings: String, arguments: String, places: [String], status: Int32)] = [
      (#"{"column": "title"}"#, "r.csv", ["r.csv:2:2"], 1), (#"{"column": "body"}"#, "r.csv", [], 0),
      (#"{"column": "body"}"#, "--column 1 r.csv", ["r.csv:2:2"], 1),
      (#"{"column": "title"}"#, "--column body r.csv", [], 0),
      (#"{"files": {"r.*": {"column": "title"}}, "column": "body"}"#, "r.csv", ["r.csv:2:2"], 1),
      (#"{"column": "title", "severity": {"negative": "off"}}"#, "r.csv", [], 0),
      (#"{"column": "title", "severity": {"negative": "hint"}}"#, "r.csv", ["r.csv:2:2"], 0),
      (#"{"column": "title", "severity": {"negative": "error"}}"#, "r.csv", ["r.csv:2:2"], 1),
      (#"{"column": "title", "uncertainBelow": 1}"#, "r.csv", [], 0),
      (
        #"{"column": "title", "uncertainBelow": 1, "severity": {"uncertain": "information"}}"#, "r.csv", ["r.csv:2:2"],
        0
      ),
      (#"{"column": "title", "minimumConfidence": 1}"#, "r.csv", [], 0),
      (#"{"column": "title", "minimumConfidence": 1}"#, "--minimum-confidence 0.5 r.csv", ["r.csv:2:2"], 1),
      (#"{"column": "title", "polarity": {"negative": "positive"}}"#, "r.csv", [], 0),
      (
        #"{"column": "title", "polarity": {"negative": "positive"}}"#, "--polarity negative=negative r.csv",
        ["r.csv:2:2"], 1
      ),
      (#"{"severity": {"negative": "off"}}"#, "--no-config --column title r.csv", ["r.csv:2:2"], 1),
      (#"{"severity": {"negative": "off"}}"#, "--column title - < r.csv", [], 0),
      (#"{"ignore": ["waste of"], "column": "title"}"#, "r.csv", [], 0),
      (#"{"exclude": ["*.csv"], "column": "title"}"#, "--no-config --column title r.csv", ["r.csv:2:2"], 1),
      (#"{"languages": ["markdown"]}"#, ".", ["n.md:1:1"], 1),
      (#"{"files": {"x.dat": {"language": "plaintext"}}}"#, ".", ["x.dat:1:1"], 1),
    ]
    for row in rows {
      let files = [".sentiment.json": row.settings, "r.csv": table, "n.md": complaint, "x.dat": complaint]
      let outcome = try check(row.settings.contains("dat") ? files.filter { $0.key != "r.csv" } : files, row.arguments)
      #expect(places(outcome) == row.places, "\(row): \(outcome)")
      // A model without a negative label gets a warning, not an error.
      #expect(outcome.status == row.status, "\(row): \(outcome)")
      #expect(outcome.errors.isEmpty || row.settings.contains("positive"), "\(row): \(outcome)")
    }
  }

  @Test func reportsAnErrorInSettingsOnceAndContinues() throws {
    let rows = [
      (
        #"{"colunm": "title", "minimumLength": 1}"#,
        ".sentiment.json: unknown setting sentiment.colunm; did you mean"
      ),
      ("{", ".sentiment.json: line 1, column 2"),
      (#"{"exclude": ["a.*"]}"#, "a.txt: skipped: \"exclude\" in a .sentiment.json matches it; pass --no-config"),
      (#"{"enable": false}"#, "a.txt: skipped: \"enable\" is false in a .sentiment.json; pass --no-config"),
    ]
    for (settings, sentence) in rows {
      let outcome = try check([".sentiment.json": settings, "a.txt": complaint, "b.txt": complaint], "a.txt b.txt")
      #expect(outcome.status == 2 && outcome.errors.components(separatedBy: sentence).count == 2, "\(outcome)")
    }
  }

  @Test func countsFindingsAboveTheMaximum() throws {
    let files = [".sentiment.json": #"{"maximumFindings": 2}"#, "a.txt": String(repeating: complaint + "\n", count: 5)]
    let outcome = try check(files, "a.txt")
    #expect(places(outcome) == ["a.txt:1:1", "a.txt:2:1"] && outcome.status == 1)
    #expect(outcome.errors.hasPrefix("sentiment: a.txt: 3 of 5 findings are not shown; raise"), "\(outcome)")
  }

  @Test func usesTheModelOfEachReviewsScript() throws {
    let settings =
      #"{"models": {"cyrillic": "\#(TinyModel.distilBERT)"}, "polarity": {"LABEL_0": "negative", "LABEL_1": "negative"}}"#
    let files = [".sentiment.json": settings, "a.txt": "\(complaint)\nУжасный скучный фильм\n\(complaint)\n"]
    let allow = "export XDG_STATE_HOME=\"$PWD/.state\" && sentiment allow >allowed"
    let labels = try check(files, "--format jsonl a.txt", before: allow).lines().map {
      $0["label"]?.stringValue?.prefix(5)
    }
    #expect(labels == ["negat", "LABEL", "negat"])
    // A model that fails to load is reported once, and the other reviews are classified.
    let missing = files.merging([".sentiment.json": #"{"models": {"cyrillic": "./no/such"}}"#]) { $1 }
    let outcome = try check(missing, "a.txt", before: allow)
    #expect(places(outcome) == ["a.txt:1:1", "a.txt:3:1"] && outcome.status == 2)
    #expect(outcome.errors.components(separatedBy: "no model at").count == 2, "\(outcome.errors)")
    // A model on the command line overrides the settings.
    let named = try check(files, "--model '\(TinyModel.distilBERT)' --format jsonl a.txt").lines()
    #expect(named.allSatisfy { $0["label"]?.stringValue?.hasPrefix("LABEL") == true } && named.count == 3)
  }
}

struct SARIFTests {
  /// The properties in use that section 3 of SARIF 2.1.0 requires or restricts.
  @Test func logConformsToTheStandard() throws {
    let files = [
      "a b.txt": "\(complaint)\n\(praise)\n{0} is [x](1), a terrible waste\n",
      "bad.jsonl": "{\"text\": \"\(complaint)\"}\n{\n",
    ]
    for (arguments, count, code) in [("'a b.txt' bad.jsonl", 3, 2), ("'a b.txt'", 2, 1), ("nothing.txt", 0, 2)] {
      let outcome = try check(files, "--format sarif --fail-on negative \(arguments)")
      let log = try JSONValue(parsing: outcome.output)
      #expect(log["version"] == "2.1.0" && log["runs"]?.arrayValue?.count == 1)
      let run = try #require(log["runs"]?[0])
      #expect(run["columnKind"] == "unicodeCodePoints")
      let driver = try #require(run["tool"]?["driver"])
      #expect(driver["name"] == "sentiment")
      let rules = driver["rules"]?.arrayValue ?? []
      #expect(Set(rules.compactMap { $0["id"]?.stringValue }).count == rules.count)
      let artifacts = run["artifacts"]?.arrayValue ?? []
      let invocation = run["invocations"]?[0]
      #expect(invocation?["executionSuccessful"]?.boolValue == (code != 2) && invocation?["exitCode"]?.intValue == code)
      let notes = invocation?["toolExecutionNotifications"]?.arrayValue ?? []
      #expect(notes.count == (code == 2 ? 1 : 0) && notes.allSatisfy { $0["message"]?["text"]?.stringValue != nil })
      let results = run["results"]?.arrayValue ?? []
      #expect(results.count == count, "\(outcome)")
      for result in results {
        let rule = result["ruleIndex"]?.intValue.flatMap { rules.indices.contains($0) ? rules[$0] : nil }
        #expect(result["ruleId"] != nil && rule?["id"] == result["ruleId"])
        #expect(rule?["shortDescription"]?["text"]?.stringValue?.isEmpty == false)
        #expect(["none", "note", "warning", "error"].contains(result["level"]?.stringValue))
        #expect(result["properties"]?["confidence"]?.doubleValue.map { 0.5...1 ~= $0 } == true)
        #expect(result["partialFingerprints"]?["reviewText/v1"]?.stringValue?.count == 16)
        let related = result["relatedLocations"]?.arrayValue ?? []
        #expect(related.compactMap { $0["id"]?.intValue } == Array(1...max(1, related.count)) && !related.isEmpty)
        for location in (result["locations"]?.arrayValue ?? []) + related {
          let place = location["physicalLocation"]
          let artifact = place?["artifactLocation"]?["index"]?.intValue.map { artifacts[$0] }
          #expect(artifact?["location"]?["uri"] == place?["artifactLocation"]?["uri"])
          let region = ["startLine", "startColumn", "endLine", "endColumn"].map { place?["region"]?[$0]?.intValue ?? 0 }
          #expect(region.allSatisfy { $0 >= 1 } && (region[0], region[1]) < (region[2], region[3]), "\(region)")
        }
      }
      for uri in artifacts.compactMap({ $0["location"]?["uri"]?.stringValue }) {
        #expect(!uri.contains(" ") && URL(string: uri) != nil)
      }
      if count > 0 {
        #expect(results.first?["locations"]?[0]?["physicalLocation"]?["artifactLocation"]?["uri"] == "a%20b.txt")
      }
    }
  }
}

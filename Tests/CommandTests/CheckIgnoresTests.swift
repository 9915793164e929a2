import Foundation
import JSON
import TestSupport
import Testing

private let praise = "A wonderful film, I loved every minute of it."
private let complaint = "What a waste of time, terrible from start to end."
private let rude = "Awful food, and the staff was rude."

/// `check --add-ignores` and the files of tools and of git.
struct CheckIgnoresTests {
  private func check(_ folder: TemporaryFolder, _ arguments: String, in place: String = "") throws -> Program.Outcome {
    try Program.run(script: "cd '\(folder(place))' && exec sentiment check \(arguments)")
  }

  @Test func addIgnoresHidesAllFindings() throws {
    let folder = try TemporaryFolder([
      "a.csv": "id,text\n1,\"\(complaint)\"\n2,\"\(praise)\"\n3,\"\(complaint)\"\n",
      "x/b.jsonl": "{\"text\": \"\(complaint)\"}\n{\"text\": \"\(rude)\"}\n",
    ])
    let first = try check(folder, "--add-ignores .")
    #expect(first.status == 0 && first.output == "added 3 reviews to \(folder(".sentiment-ignore.jsonl"))\n")
    #expect(first.errors.isEmpty)
    let second = try check(folder, "--add-ignores .")
    #expect(second.status == 0 && second.output == "no reviews to add to .sentiment-ignore.jsonl\n")
    #expect(try folder.read(".sentiment-ignore.jsonl").split(separator: "\n").count == 3)
    for (arguments, place, count) in [
      (".", "", "4 reviews are"), ("x/b.jsonl", "", "2 reviews are"), ("b.jsonl", "x", "2 reviews are"),
      (folder.path, "/", "4 reviews are"),
    ] {
      let outcome = try Program.run(
        script: "cd '\(place == "/" ? place : folder(place))' && exec sentiment check \(arguments)")
      #expect(outcome.status == 0 && outcome.output.isEmpty)
      #expect(outcome.errors == "sentiment: \(count) ignored by .sentiment-ignore.jsonl\n", "\(arguments)")
    }
    // The same text in another file is not ignored.
    try folder.write("\(rude)\n", to: "c.txt")
    #expect(try check(folder, "c.txt").output.hasPrefix("c.txt:1:1: warning: negative"))
  }

  @Test func addIgnoresNotesWhatTheExitCodeIsFor() throws {
    let folder = try TemporaryFolder(["a.txt": "\(complaint)\n\n\n\(praise)\n"])
    #expect(try check(folder, "--add-ignores --fail-on positive a.txt").output.hasPrefix("added 1 review to "))
    let outcome = try check(folder, "a.txt")
    #expect(outcome.output.hasPrefix("a.txt:1:1:"))
    #expect(outcome.errors == "sentiment: 1 review is ignored by .sentiment-ignore.jsonl\n")
    for (arguments, sentence) in [
      ("--add-ignores -", "--add-ignores takes files; standard input has no name to note"),
      ("--add-ignores --format sarif a.txt", "--add-ignores reports no findings; remove --format"),
    ] {
      let outcome = try check(folder, arguments)
      #expect(outcome.status == 2 && outcome.errors.contains(sentence), "\(outcome)")
    }
  }

  @Test func reportsABrokenLineAndAFileThatCannotBeWritten() throws {
    let folder = try TemporaryFolder(["a.txt": "\(complaint)\n", ".sentiment-ignore.jsonl": "{\n"])
    let broken = try check(folder, "a.txt")
    #expect(broken.status == 2 && broken.output.hasPrefix("a.txt:1:1:"))
    #expect(broken.errors.hasPrefix("sentiment: \(folder(".sentiment-ignore.jsonl")):1: not valid JSON: "))
    try FileManager.default.removeItem(atPath: folder(".sentiment-ignore.jsonl"))
    try folder.write("", to: "other")
    try folder.link(".sentiment-ignore.jsonl", to: "other")
    let linked = try check(folder, "--add-ignores a.txt")
    #expect(linked.status == 2 && linked.output.isEmpty && linked.errors.contains("is a link, which is not written to"))
    #expect(try folder.read("other").isEmpty)
  }

  @Test func readsAFileOfAToolOrOneThatGitIgnoresByItsName() throws {
    let folder = try TemporaryFolder([
      ".git/HEAD": "", ".gitignore": "*.log.txt\nout/\n", "a.log.txt": complaint, "b.log.txt": complaint,
      "out/c.txt": complaint,
      "LICENSE.txt": complaint,
    ])
    let outcome = try check(folder, ".")
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(
      outcome.errors
        == "sentiment: no files to check in ., 1 skipped; set their format with --language, or \"languages\", \"files\" and "
        + "\"exclude\" in a .sentiment.json; 3 are named by .gitignore; name a file to check it\n")
    let glob = try check(folder, "'*.log.txt'")
    #expect(
      glob.errors
        == "sentiment: no files to check match *.log.txt: 2 are named by .gitignore; name a file to check it\n")
    for name in ["a.log.txt", "out/c.txt", "LICENSE.txt", "out"] {
      #expect(try check(folder, name).status == 1, "\(name)")
    }
  }
}

import Dispatch
import Files
import Foundation
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Reviews

struct FeedbackFileTests {
  /// Paths by which a cloned folder could redirect feedback.
  @Test(arguments: [
    ("link", "link", "to ../victim"), ("link inside", "inside", "to other"),
    ("link to nothing", "dangling", "to nowhere"),
    ("folder out", "out/x.jsonl", ""), ("parent", "../victim", ""), ("pipe", "pipe", ""), ("folder", "folder", ""),
    ("behind a broken link", "broken/x.jsonl", ""), ("behind a slash with a mark", "out/\u{301}x.jsonl", ""),
  ])
  func refusesPathsThatLeaveTheWorkspace(name: String, place: String, _: String) throws {
    let outer = try TemporaryFolder()
    try outer.write("export PATH\n", to: "victim")
    try outer.write("", to: "workspace/other")
    try outer.makeFolder("workspace/folder")
    try outer.link("workspace/link", to: "../victim")
    try outer.link("workspace/inside", to: "other")
    try outer.link("workspace/dangling", to: "nowhere")
    try outer.link("workspace/out", to: "..")
    try outer.link("workspace/broken", to: "../gone")
    #expect(unsafe mkfifo(outer("workspace/pipe"), 0o600) == 0)
    let file = FeedbackFile(
      path: FilePath(place, in: FilePath(outer("workspace"))), inside: FilePath(outer("workspace")))
    #expect(throws: (any Error).self, "\(name)") { try file.record("$(touch x)", label: "negative") }
    #expect(try outer.read("victim") == "export PATH\n")
    #expect(try outer.read("workspace/other") == "")
    for new in ["x.jsonl", "\u{301}x.jsonl", "gone", "workspace/nowhere"] {
      #expect(!FileManager.default.fileExists(atPath: outer(new)))
    }
  }

  /// The settings of a workspace cannot name files of other programs.
  @Test(arguments: [
    ("Makefile", "all:\n"), (".envrc", "export X=1\n"), ("tasks.json", "{\n  \"tasks\": []\n}\n"), (".git/config", ""),
    (".git/hooks/pre-commit", ""), (".GIT/x", ""), ("reviews.csv", "text,label\n"),
    ("data.jsonl", "{\"text\":\"Text.\",\"label\":\"x\",\"gold\":true}\n"),
    ("i18n.json", "{\"text\":\n\"a\"}\n"), ("cut.json", "{\"text\":\"hello, world, truncated"),
  ])
  func leavesFilesOfOtherProgramsUnchanged(name: String, text: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text, to: name)
    let file = FeedbackFile(path: FilePath(folder(name)), inside: FilePath(folder.path), isNamedByUser: false)
    #expect(throws: (any Error).self) { try file.record("Text.", label: "negative") }
    #expect(try folder.read(name) == text)
  }

  @Test func refusesALinkIntoGitsFolder() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder(".git/w/.git/hooks")
    try folder.link(".git/w/x", to: ".git")
    let file = FeedbackFile(
      path: FilePath(folder(".git/w/x/hooks/new")), inside: FilePath(folder(".git/w")), isNamedByUser: false)
    #expect(throws: (any Error).self) { try file.record("Text.", label: "negative") }
    // A `.git` folder above the workspace does not matter.
    try FeedbackFile(path: FilePath(folder(".git/w/f")), inside: FilePath(folder(".git/w")), isNamedByUser: false)
      .record(
        "Text.", label: "negative")
  }

  @Test func replacesLinesWrittenByHand() throws {
    let folder = try TemporaryFolder()
    try folder.write("{ \"label\": \"x\", \"text\": \"A\" }\n{\"text\":\"B\",\"label\":\"x\"}\n{\"text\":\"to", to: "f")
    try FeedbackFile(path: FilePath(folder("f"))).record("A", label: "negative")
    #expect(try folder.read("f") == "{\"text\":\"B\",\"label\":\"x\"}\n{\"text\":\"A\",\"label\":\"negative\"}\n")
  }

  @Test func replacesLinesWithCarriageReturns() throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"text\":\"A\",\"label\":\"x\"}\r\n{\"text\":\"B\",\"label\":\"x\"}\r\n", to: "f")
    try FeedbackFile(path: FilePath(folder("f"))).record("A", label: "negative")
    #expect(try folder.read("f") == "{\"text\":\"B\",\"label\":\"x\"}\r\n{\"text\":\"A\",\"label\":\"negative\"}\n")
  }

  /// Other lines remain, even for the same text.
  @Test(arguments: [
    "{\"text\":\"A\",\"label\":\"x\",\"gold\":true}", "{\"text\":\"A\"}", "A", "{\"text\":\"A\",\"label\":1}", "",
  ])
  func replacesOnlyLinesWithTextAndLabel(other: String) throws {
    let folder = try TemporaryFolder()
    let (old, new) = ("{\"text\":\"A\",\"label\":\"x\"}\n", "{\"text\":\"A\",\"label\":\"negative\"}\n")
    try folder.write(other + "\n" + old + other + "\n" + old + other, to: "f")
    try FeedbackFile(path: FilePath(folder("f"))).record("A", label: "negative")
    let end = other.isEmpty ? "" : other + "\n"
    #expect(try folder.read("f") == other + "\n" + other + "\n" + end + new)
  }

  @Test(arguments: ["notes.jsonl", "a/b/notes.jsonl", "linked/notes.jsonl"])
  func writesInsideTheWorkspace(place: String) throws {
    let outer = try TemporaryFolder()
    try outer.makeFolder("workspace/real")
    try outer.link("workspace/linked", to: "real")
    let file = FeedbackFile(path: FilePath(outer("workspace/" + place)), inside: FilePath(outer("workspace")))
    try file.record("Fine.", label: "positive")
    #expect(try outer.read("workspace/" + place) == "{\"text\":\"Fine.\",\"label\":\"positive\"}\n")
  }

  @Test(arguments: [0o600, 0o640, 0o664])
  func keepsFilePermissions(mode: Int) throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"text\":\"A\",\"label\":\"x\"}\n", to: "f")
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder("f"))
    let file = FeedbackFile(path: FilePath(folder("f")))
    try file.record("B", label: "negative")
    #expect(try folder.mode("f") == mode)
    try file.record("A", label: "negative")
    #expect(try folder.mode("f") == mode)
    #expect(
      try folder.read("f") == "{\"text\":\"B\",\"label\":\"negative\"}\n{\"text\":\"A\",\"label\":\"negative\"}\n")
  }

  /// The incomplete last line of a killed process is removed; a line written by a person remains.
  @Test(arguments: [
    ("{\"text\":\"A\",\"label\":\"x\"}\n{\"text\":\"torn", "{\"text\":\"A\",\"label\":\"x\"}\n"), ("{\"text\":\"", ""),
    ("{\"te", ""),
    ("{\"text\":\"A\",\"label\":\"x\"", ""), ("{\"text\":\"A\",\"label\":\"x\"}", "{\"text\":\"A\",\"label\":\"x\"}\n"),
    ("no JSON", "no JSON\n"), ("{ \"text\": \"by hand", "{ \"text\": \"by hand\n"), ("", ""), ("\n", "\n"),
  ])
  func removesOnlyAnIncompleteLastLine(before: String, kept: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(before, to: "f")
    try FeedbackFile(path: FilePath(folder("f"))).record("New.", label: "negative")
    #expect(try folder.read("f") == kept + "{\"text\":\"New.\",\"label\":\"negative\"}\n")
  }

  /// Ten concurrent writers record new texts, and some texts twice.
  @Test func losesNothingWithConcurrentWriters() throws {
    let folder = try TemporaryFolder()
    let failures = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 10) { writer in
      let file = FeedbackFile(path: FilePath(folder("f")))
      for number in 0..<100 {
        do {
          try file.record("Text \(number) of \(writer).", label: "negative")
          if number % 10 == 0 { try file.record("Text \(number) of \(writer).", label: "positive") }
        } catch {
          failures.withLock { $0 += 1 }
        }
      }
    }
    let lines = try folder.read("f").split(separator: "\n")
    let entries = try lines.map { try JSONValue(parsing: String($0)) }
    #expect(entries.count == 1000 && failures.withLock { $0 } == 0)
    #expect(Set(entries.compactMap { $0["text"]?.stringValue }).count == 1000)
    #expect(entries.count { $0["label"] == "positive" } == 100)
  }
}

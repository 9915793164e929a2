import Dispatch
import Files
import Foundation
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Reviews

struct IgnoreFileTests {
  private func lines(of folder: TemporaryFolder) throws -> [JSONValue] {
    try folder.read(IgnoreFile.name).split(separator: "\n").map { try JSONValue(parsing: String($0)) }
  }

  @Test func fingerprintsAreStable() {
    // printf '%s' 'Schlechtes Hotel 😀' | sha256sum | head -c 32
    #expect(ReviewFingerprint(of: "Schlechtes Hotel 😀").description == "1acd42baa84bbb087e8d6b73210094a7")
    #expect(ReviewFingerprint("1acd42baa84bbb087e8d6b73210094a7") == ReviewFingerprint(of: "Schlechtes Hotel 😀"))
    for text in [
      "", "1acd42baa84bbb087e8d6b73210094a", "1acd42baa84bbb087e8d6b73210094ag", "９ef4757b13ac6e7adc3f2a6ae06ba",
    ] {
      #expect(ReviewFingerprint(text) == nil, "\(text)")
    }
  }

  @Test func appendsEachReviewOfAFileOnce() throws {
    let folder = try TemporaryFolder([IgnoreFile.name: "by hand\n{\"fingerprint\":\"torn"])
    let file = IgnoreFile(in: FilePath(folder.path))
    let long = String(repeating: "Awful food.\n", count: 20)
    func entry(_ text: String, _ name: String) -> IgnoreFile.Entry {
      file.entry(for: text, in: FilePath(folder(name)), why: "--add-ignores")
    }
    #expect(try file.add([entry("Awful.", "a.csv"), entry("Awful.", "x/b.csv"), entry("Awful.", "a.csv")]) == 2)
    #expect(try file.add([entry("Awful.", "a.csv")]) == 0)
    #expect(try file.add([entry(long, "a.csv")]) == 1)
    // An incomplete line of ours is removed, a line written by a person remains.
    let content = try folder.read(IgnoreFile.name)
    #expect(content.hasPrefix("by hand\n{\"fingerprint\":\"\(ReviewFingerprint(of: "Awful."))\",\"file\":\"a.csv\","))
    try folder.write(String(content.dropFirst(8)), to: IgnoreFile.name)
    let lines = try lines(of: folder)
    #expect(lines.map { $0["file"] } == ["a.csv", "x/b.csv", "a.csv"])
    #expect(
      lines[1] == [
        "fingerprint": .string(ReviewFingerprint(of: "Awful.").description), "file": "x/b.csv", "text": "Awful.",
        "why": "--add-ignores",
      ])
    #expect(lines[2]["text"]?.stringValue?.count == 60)
  }

  @Test func refusesLinksAndFilesThatAreTooLarge() throws {
    let outer = try TemporaryFolder(["victim": "x\n", "a/own": "x\n"])
    try outer.link("a/\(IgnoreFile.name)", to: "../victim")
    try outer.makeFolder("b")
    try outer.link("b/\(IgnoreFile.name)", to: "../a/own")
    for name in ["a", "b", "nowhere"] {
      let file = IgnoreFile(in: FilePath(outer(name)))
      #expect(throws: FileError.self) {
        try file.add([file.entry(for: "Awful.", in: file.folder.appending("r"), why: "")])
      }
    }
    #expect(try outer.read("victim") == "x\n" && outer.read("a/own") == "x\n")
    try outer.write(String(repeating: "{}\n", count: IgnoreFile.lineLimit + 1), to: "c/\(IgnoreFile.name)")
    let full = IgnoreFile(in: FilePath(outer("c")))
    expect("at most 100000 lines and 16 MB; remove the entries") {
      _ = try full.add([full.entry(for: "Awful.", in: "/r", why: "")])
    }
  }

  @Test func losesNothingWithConcurrentWriters() throws {
    let folder = try TemporaryFolder()
    let failures = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 8) { writer in
      let file = IgnoreFile(in: FilePath(folder.path))
      for number in 0..<20 {
        let entry = file.entry(for: "Text \(number % 19) of \(writer).", in: FilePath(folder("a.csv")), why: "")
        do { _ = try file.add([entry]) } catch { failures.withLock { $0 += 1 } }
      }
    }
    #expect(try Set(lines(of: folder).map { $0["text"] }).count == 8 * 19 && lines(of: folder).count == 8 * 19)
    #expect(failures.withLock { $0 } == 0)
  }
}

/// Which reviews the ignore files in the folders above a file hide.
struct IgnoredReviewsTests {
  private static func line(_ text: String, _ file: String? = nil) -> String {
    "{\"fingerprint\": \"\(ReviewFingerprint(of: text))\"\(file.map { ", \"file\": \"\($0)\"" } ?? "")}\n"
  }

  private func texts(
    _ project: inout ProjectSettings, _ file: String, in folder: TemporaryFolder,
    warn: (String) -> Void = { Issue.record("\($0)") }
  ) -> [String] {
    let ignored = project.ignoredReviews(inFile: FilePath(folder(file)), in: FilePath(folder("w")), warn: warn)
    return ["A", "B", "C", "D"].filter { ignored.contains(ReviewFingerprint(of: $0)) }
  }

  @Test func entriesApplyToTheirFileOrToAllFilesBelow() throws {
    let folder = try TemporaryFolder([
      "w/\(IgnoreFile.name)": Self.line("A") + Self.line("B", "x/r.csv") + Self.line("C", "./r.csv"),
      "w/x/\(IgnoreFile.name)": Self.line("D", "r.csv"),
    ])
    var project = ProjectSettings()
    #expect(texts(&project, "w/r.csv", in: folder) == ["A", "C"])
    #expect(texts(&project, "w/x/r.csv", in: folder) == ["A", "B", "D"])
    #expect(texts(&project, "w/x/s.csv", in: folder) == ["A"])
    #expect(project.ignoredReviews(inFile: FilePath(folder("r.csv")), warn: { _ in }).isEmpty)
  }

  @Test func changesApplyAndAreNoticedOnce() throws {
    let folder = try TemporaryFolder(["w/r.csv": ""])
    var project = ProjectSettings()
    #expect(texts(&project, "w/r.csv", in: folder) == [] && !project.refresh())
    try folder.write(Self.line("A"), to: "w/\(IgnoreFile.name)")
    #expect(project.refresh() && !project.refresh())
    #expect(texts(&project, "w/r.csv", in: folder) == ["A"])
    try folder.write(Self.line("A") + Self.line("B"), to: "w/\(IgnoreFile.name)")
    #expect(project.refresh() && texts(&project, "w/r.csv", in: folder) == ["A", "B"] && !project.refresh())
    try FileManager.default.removeItem(atPath: folder("w/\(IgnoreFile.name)"))
    #expect(project.refresh() && texts(&project, "w/r.csv", in: folder) == [])
  }

  @Test func brokenLinesAreSkippedAndReportedOnce() throws {
    let folder = try TemporaryFolder([
      "w/\(IgnoreFile.name)": Self.line("A") + "\n{\n[]\n{\"fingerprint\": \"12\"}\n"
        + "{\"fingerprint\": \"\(ReviewFingerprint(of: "B"))\", \"file\": 1}\n" + Self.line("C")
    ])
    var (project, problems) = (ProjectSettings(), [String]())
    for _ in 0..<2 { #expect(texts(&project, "w/r.csv", in: folder) { problems.append($0) } == ["A", "C"]) }
    let path = folder("w/\(IgnoreFile.name)")
    let shape =
      "expected an object with \"fingerprint\", 32 hexadecimal digits, and \"file\", a path; the line is skipped"
    #expect(problems.count == 4 && problems[0].hasPrefix("\(path):3: not valid JSON: "), "\(problems)")
    #expect(problems.dropFirst() == ["\(path):4: \(shape)", "\(path):5: \(shape)", "\(path):6: \(shape)"])
    try folder.write(String(repeating: "x\n", count: 50) + Self.line("B"), to: "w/\(IgnoreFile.name)")
    problems = []
    #expect(texts(&project, "w/r.csv", in: folder) { problems.append($0) } == ["B"])
    #expect(problems.count == 11 && problems.last == "\(path): 40 more lines are skipped")
  }

  @Test func limitsTheSizeOfAFile() throws {
    let folder = try TemporaryFolder()
    let path = folder("w/\(IgnoreFile.name)")
    try folder.write(
      String(repeating: " ", count: IgnoreFile.byteLimit) + "\n" + Self.line("A"), to: "w/\(IgnoreFile.name)")
    var (project, problems) = (ProjectSettings(), [String]())
    for _ in 0..<2 { #expect(texts(&project, "w/r.csv", in: folder) { problems.append($0) } == []) }
    #expect(problems.count == 1 && problems[0].hasPrefix("\(path): an ignore file has at most 100000 lines and 16 MB"))
    #expect(problems[0].hasSuffix("; it is not used"))
  }

  @Test func doesNotFollowLinksOutOfTheWorkspace() throws {
    let folder = try TemporaryFolder(["outside": Self.line("A"), "w/r.csv": ""])
    try folder.link("w/\(IgnoreFile.name)", to: "../outside")
    var (project, problems) = (ProjectSettings(), [String]())
    for _ in 0..<2 { #expect(texts(&project, "w/r.csv", in: folder) { problems.append($0) } == []) }
    #expect(problems == ["\(folder("w/\(IgnoreFile.name)")) is ignored: it is a link that leads out of \(folder("w"))"])
  }

  @Test func aboveTheWorkspaceOnlyTheUsersOwnFilesApply() throws {
    let folder = try TemporaryFolder([IgnoreFile.name: Self.line("A", "w/r.csv"), "w/r.csv": ""])
    var mine = ProjectSettings()
    #expect(texts(&mine, "w/r.csv", in: folder) == ["A"])
    var (others, problems) = (ProjectSettings(permissions: ModelPermissions(), userID: geteuid() + 1), [String]())
    #expect(texts(&others, "w/r.csv", in: folder) { problems.append($0) } == [])
    #expect(problems.count == 1 && problems[0].contains("you do not own both"))
  }

  @Test(arguments: [
    (DocumentFormat.csv, "id,text\n1,\"An \"\"awful\"\" film\"\n2,A fine film\n"),
    (.jsonl, "{\"text\": \"An \\\"awful\\\" film\"}\n{\"text\": \"A fine film\"}\n"),
    (.plaintext, "An \"awful\" film\n\n\nA fine film\n"),
  ])
  func ignoredReviewsAreNotFoundInAnyFormat(format: DocumentFormat, document: String) throws {
    let entry: JSONValue = ["fingerprint": .string(ReviewFingerprint(of: "An \"awful\" film").description)]
    let folder = try TemporaryFolder(["w/\(IgnoreFile.name)": entry.serialized()])
    var project = ProjectSettings()
    var rules = ReviewRules()
    rules.ignoredReviews = project.ignoredReviews(inFile: FilePath(folder("w/r"))) { Issue.record("\($0)") }
    let found = DocumentReviews(of: Array(document.utf8), format: format, rules)
    #expect(found.reviews.count == 1 && found.ignoredCount == 1 && found.problems.isEmpty)
  }
}

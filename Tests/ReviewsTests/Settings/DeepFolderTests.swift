import Files
import TestSupport
import Testing

@testable import Reviews

/// Settings and ignore files in deep folders: what applies to a folder is derived from the folder above it.
struct DeepFolderTests {
  private let depth = 300

  private func place(_ depth: Int) -> String { String(repeating: "a/", count: depth) }

  @Test func settingsOfAllFoldersAboveApply() throws {
    let folder = try TemporaryFolder([
      ".sentiment.json": #"{"debounce": 1, "minimumLength": 5}"#, place(100) + ".sentiment.json": #"{"debounce": 2}"#,
      place(depth) + "x.txt": "",
    ])
    var projects = ProjectSettings()
    // From the inside and from the outside.
    for depth in [depth, 100, 99, 0, 1, 200] {
      let settings = projects.settings(
        over: Settings(), forFile: FilePath(folder(place(depth) + "x.txt")), in: FilePath(folder.path)
      ) { Issue.record("\($0)") }
      #expect(settings.debounce == (depth >= 100 ? 2 : 1) && settings.rules.minimumLength == 5, "\(depth)")
    }
  }

  @Test func looksForIgnoreFilesOnceUntilARefresh() throws {
    let folder = try TemporaryFolder([place(depth) + "x.txt": ""])
    let file = FilePath(folder(place(depth) + "x.txt"))
    var projects = ProjectSettings()
    func isIgnored() -> Bool {
      projects.ignoredReviews(inFile: file, in: FilePath(folder.path)) { Issue.record("\($0)") }
        .contains(ReviewFingerprint(of: "A dull film."))
    }
    #expect(!isIgnored())
    let ignores = IgnoreFile(in: FilePath(folder(place(7))))
    #expect(try ignores.add([ignores.entry(for: "A dull film.", in: file, why: "known")]) == 1)
    #expect(!isIgnored())
    #expect(projects.refresh() && isIgnored())
    try Folder.removeFile(ignores.path)
    #expect(projects.refresh() && !isIgnored())
  }
}

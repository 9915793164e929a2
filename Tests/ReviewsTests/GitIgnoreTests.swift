import Files
import TestSupport
import Testing

@testable import Reviews

struct GitIgnoreTests {
  /// The lines of a `.gitignore`, a path (of a folder, if it ends with a slash), and what `git check-ignore` of git 2.39 says.
  @Test func decidesAsGitDoes() {
    let rows: [(lines: String, path: String, isIgnored: Bool)] = [
      // Names and paths.
      ("a.txt", "a.txt", true), ("a.txt", "x/y/a.txt", true), ("a.txt", "ba.txt", false), ("*.txt", "x/a.txt", true),
      ("*.txt", "a.csv", false), ("/a.txt", "a.txt", true), ("/a.txt", "x/a.txt", false), ("x/a.txt", "x/a.txt", true),
      ("x/a.txt", "y/x/a.txt", false), ("x/*.txt", "x/a.txt", true), ("x/*.txt", "x/y/a.txt", false),
      ("data/", "data/", true),
      ("data/", "data", false), ("data/", "x/data/", true), ("/data/", "x/data/", false), ("x/data/", "x/data/", true),
      ("./a", "a", false), ("../a", "a", false), ("x//a", "x/a", false), ("/", "a", false), ("A.txt", "a.txt", false),
      // Wildcards.
      ("a?c", "abc", true), ("a?c", "a/c", false), ("*", "x/a", true), ("a*", "x/abc", true), ("a*c", "a/c", false),
      ("[ab].txt", "b.txt", true), ("[!ab].txt", "b.txt", false), ("[^ab].txt", "c.txt", true), ("[a-c]x", "bx", true),
      ("[[:digit:]]x", "7x", true), (#"[\]]x"#, "]x", true), ("[]-]x", "-x", true), ("a[/]b", "a/b", false),
      ("x/**", "x/y/a", true), ("x/**", "x/", false), ("**/a", "a", true), ("**/a", "x/y/a", true),
      ("x/**/a", "x/a", true),
      ("x/**/a", "x/y/z/a", true), ("**", "a", true), ("x**y", "xay", true), ("a/x**y", "a/x/y", false),
      ("**/", "x/", true),
      ("**/", "x", false), ("/**", "x", true), ("/*", "x", true), ("{a,b}", "a", false), ("{a,b}", "{a,b}", true),
      ("*.{a,b}", "x.{a,b}", true), ("x/{a}?", "x/{a}1", true), ("~", "~", true), ("~/a", "~/a", true),
      // Comments, spaces and escapes.
      ("#a", "#a", false), ("\\#a", "#a", true), (#"\!a"#, "!a", true), ("!#a\n#b", "#b", false), ("a ", "a", true),
      ("a  ", "a ", false), (#"a\ "#, "a ", true), (#"a\  "#, "a ", true), ("a b", "a b", true), (" a", "a", false),
      (#"a\*"#, "a*", true), (#"a\*"#, "ab", false), (#"a\"#, #"a\"#, false), (#"a\\"#, #"a\"#, true),
      ("a\r\nb", "a", true),
      ("\u{FEFF}a", "a", true), ("\n\n!\na", "a", true), ("é*", "éa", true), ("评*.txt", "评论.txt", true),
      // The last pattern decides.
      ("*.txt\n!a.txt", "a.txt", false), ("*.txt\n!a.txt", "b.txt", true), ("!a.txt\n*.txt", "a.txt", true),
      ("*\n!*/\n!*.csv", "x/", false), ("*\n!*/\n!*.csv", "x/a.csv", false), ("*\n!*/\n!*.csv", "x/a.txt", true),
      ("a\n!a/", "a", true), ("a\n!a/", "a/", false),
    ]
    for (lines, path, isIgnored) in rows {
      let ignore = GitIgnore(Array(lines.utf8), in: "/p")
      let found = ignore.ignores(FilePath("/p/" + path), isFolder: path.hasSuffix("/"))
      #expect((found ?? false) == isIgnored, "\(lines.debugDescription) \(path)")
    }
  }

  @Test func refusesFilesWhosePatternsTakeTooLong() throws {
    let folder = try TemporaryFolder([
      ".git/HEAD": "", ".gitignore": String(repeating: "*e", count: 40_000), "sub/.gitignore": "*.log\n?.csv\n",
    ])
    var ignores = GitIgnores(searching: FilePath(folder.path))
    ignores.open(FilePath(folder("sub")))
    #expect(!ignores.ignores(FilePath(folder("eee")), isFolder: false))
    #expect(ignores.ignores(FilePath(folder("sub/a.csv")), isFolder: false))
    #expect(
      ignores.takeProblem()
        == "\(folder(".gitignore")): has over 65536 characters of patterns with wildcards; it is not used, so files that it "
        + "names are read")
  }

  @Test func saysWhenNoPatternMatches() {
    let ignore = GitIgnore(Array("*.txt\n!a.txt".utf8), in: "/p")
    #expect(ignore.ignores("/p/a.csv", isFolder: false) == nil)
    #expect(ignore.ignores("/p/a.txt", isFolder: false) == false)
  }
}

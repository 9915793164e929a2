import Files
import Testing

@testable import Reviews

struct GlobTests {
  @Test func patternsMatchWholePaths() {
    let rows: [(String, String, Bool)] = [
      // Without a slash: the last component, in any folder.
      ("*.csv", "/p/a.csv", true), ("*.csv", "/p/x/a.csv", true), ("*.csv", "/p/a.csv.bak", false),
      ("*.csv", "/p/a.csv/b", false),
      ("a.csv", "/p/a.csv", true), ("a.csv", "/p/ba.csv", false), ("*", "/p/.hidden", true),
      ("?.csv", "/p/é.csv", true),
      ("?.csv", "/p/ab.csv", false), ("😀*", "/p/😀a", true), ("**", "/p/a/b", true),
      // With a slash: the path relative to the folder.
      ("data/*.csv", "/p/data/a.csv", true), ("data/*.csv", "/p/x/data/a.csv", false),
      ("data/*.csv", "/p/data/x/a.csv", false),
      ("./data/*.csv", "/p/data/a.csv", true), ("./*.csv", "/p/a.csv", true), ("./*.csv", "/p/x/a.csv", false),
      ("../q/*.csv", "/q/a.csv", true), ("../q/*.csv", "/p/q/a.csv", false),
      ("data/*.csv", "/q/data/a.csv", false), ("/q/*.csv", "/q/a.csv", true), ("/q/*.csv", "/p/q/a.csv", false),
      // Any folders.
      ("**/data/*.csv", "/p/data/a.csv", true), ("**/data/*.csv", "/p/x/y/data/a.csv", true),
      ("**/data/*.csv", "/p/xdata/a.csv", false),
      ("data/**", "/p/data/x/y", true), ("data/**", "/p/data", false), ("data/**/a", "/p/data/a", true),
      ("data/**/a", "/p/data/x/y/a", true), ("data/**/a", "/p/data/xa", false), ("**/x/**/y", "/p/x/y", true),
      ("da**ta/a", "/p/da-ta/a", true), ("da**ta/a", "/p/da/ta/a", false), ("data/", "/p/data/x/y", true),
      ("data/", "/p/z/data/y", true),
      // Sets and alternatives.
      ("[ab].csv", "/p/a.csv", true), ("[ab].csv", "/p/c.csv", false), ("[!ab].csv", "/p/c.csv", true),
      ("[!ab].csv", "/p/a.csv", false),
      ("[^a-c].csv", "/p/b.csv", false), ("[a-c]x[0-9]", "/p/bx7", true), ("[]]", "/p/]", true), ("[a-]", "/p/-", true),
      ("x[!a]y/z", "/p/x/y/z", false), ("*.{csv,tsv}", "/p/a.tsv", true), ("*.{csv,tsv}", "/p/a.txt", false),
      ("{a,b/c}/d", "/p/b/c/d", true), ("{a,b{c,d}}.x", "/p/bd.x", true), ("{a,b{c,d}}.x", "/p/b.x", false),
      ("a{,.csv}", "/p/a", true),
      (#"[\]a]"#, "/p/]", true), (#"[a\-c]"#, "/p/b", false), (#"[a\-c]"#, "/p/-", true),
      ("[[:digit:]x].csv", "/p/7.csv", true),
      ("[[:digit:]x].csv", "/p/a.csv", false), ("[![:space:]]", "/p/a", true), ("[![:space:]]", "/p/ ", false),
      ("[[:none:]]", "/p/:]", true), ("[c-a]", "/p/-", true),
      // Invalid notation matches itself.
      ("[a", "/p/[a", true), ("{a", "/p/{a", true), ("a}", "/p/a}", true), (#"\*"#, "/p/*", true),
      (#"\*"#, "/p/a", false),
      (#"a\"#, #"/p/a\"#, true), ("{a,[}", "/p/[", true),
    ]
    for (pattern, path, matches) in rows {
      #expect(Glob(pattern, in: "/p").matches(FilePath(path)) == matches, "\(pattern) \(path)")
    }
  }

  /// The name that a path must contain does not depend on the path.
  @Test(arguments: [
    ("*x12*y*", "x12"), ("**/reviews/*.csv", "reviews/"), ("a/**", "a/"), ("{abc,de}f?gh[i]j", "gh"), ("*", ""),
    (#"a\*b*"#, "a*b"), ("[abc", "[abc"), ("x{y", "x{y"), ("评论*", "评论"), ("{a,{b,c}d}", ""),
  ])
  func knowsANameThatEveryMatchContains(_ row: (pattern: String, name: String)) {
    #expect(String(String.UnicodeScalarView(GlobParser(row.pattern).longestName)) == row.name)
  }

  @Test func doesNotInterpretTheFolderAsAPattern() {
    let glob = Glob("a/*", in: "/p/[x]*{y}")
    #expect(glob.matches("/p/[x]*{y}/a/b"))
    #expect(!glob.matches("/p/xzy/a/b"))
    #expect(Glob("a/*", in: "/").matches("/a/b"))
  }

  @Test func matchesAnywhereWithoutAFolder() {
    #expect(Glob("data/*.csv").matches("/x/y/data/a.csv"))
    #expect(!Glob("data/*.csv").matches("/x/y/mydata/a.csv"))
    #expect(Glob("data/*.csv") != Glob("data/*.csv", in: "/p"))
  }

  @Test func matchesFoldersAbove() {
    let rows: [(String, String, Bool)] = [
      ("vendor", "/p/x/vendor/y/a", true), ("vendor", "/p/vendors/a", false), ("x/vendor", "/p/x/vendor/y/a", true),
      ("x/vendor", "/p/y/x/vendor/a", false), ("*", "/p/a", true), ("../p", "/p/a", true),
    ]
    for (pattern, path, matches) in rows {
      #expect(Glob(pattern, in: "/p").matches(FilePath(path), orFolderAbove: true) == matches, "\(pattern) \(path)")
    }
  }

  @Test func matchesHostilePatternsInBoundedTime() {
    let path = "/" + String(repeating: "a", count: 2000) + "b"
    for part in ["*a", "**/", "{a,a}", "{*,*}", "{a*,{a*,a*}}", "[", "{", "{{,", "?*"] {
      let pattern = String(repeating: part, count: 4096 / part.utf8.count)
      #expect(!Glob("x" + pattern).matches(FilePath(path)))
    }
    #expect(Glob(String(repeating: "*a", count: 500) + "*b").matches(FilePath(path)))
  }
}

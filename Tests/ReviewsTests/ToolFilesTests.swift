import Files
import TestSupport
import Testing

@testable import Reviews

struct ToolFilesTests {
  @Test(arguments: [
    "CMakeLists.txt", "CMakeCache.txt", "robots.txt", "humans.txt", "llms.txt", "security.txt", "ads.txt",
    "requirements.txt",
    "requirements-dev.txt", "requirements36.txt", "dev-requirements.txt", "test_requirements.txt",
    "requirements/base.txt",
    "constraints.txt", "constraints-3.8.txt", "LICENSE.txt", "LICENSE.md", "License.txt", "license.txt",
    "LICENSE-MIT.txt",
    "MIT-LICENSE.txt", "LICENCE.txt", "COPYING.txt", "COPYING.LIB.txt", "NOTICE.txt", "AUTHORS.md", "CONTRIBUTORS.txt",
    "CHANGELOG.md", "Changelog.txt", "CHANGELOG-2.0.txt", "CHANGES.txt", "HISTORY.md", "NEWS.txt", "NEWS-1.2.txt",
    "README.txt",
    "readme.md", "README.zh-CN.md", "README_DE.txt", "INSTALL.txt", "INSTALL.unix.txt", "TODO.txt", "VERSION.txt",
    "third_party_licenses.txt", "ThirdPartyNotices.txt", "THIRD-PARTY-LICENSES.md", "3rdpartylicenses.txt",
    "package.json",
    "package-lock.json", "tsconfig.json", "tsconfig.build.json", "composer.json",
  ])
  func knowsTheFilesOfTools(name: String) { #expect(ToolFiles.isFile(FilePath("/p/" + name))) }

  @Test(arguments: [
    "reviews.txt", "a.txt", "news.txt", "NEWSLETTER.txt", "newsletter_feedback.txt", "history.txt",
    "changes we noticed.txt",
    "HISTORY_CLASS.txt", "README_reviews.txt", "requirements-feedback.txt", "customer-requirements.txt",
    "licensed hotels.txt",
    "NOTICED.txt", "installation.txt", "versions.txt", "robots.csv", "LICENSE.csv", "package.jsonl", "packages.json",
    "requirements.csv", "TODO评论.txt", "third party hotels.txt", "LICENSE", "notes.md", "constraints of travel.txt",
  ])
  func leavesTheFilesOfPeople(name: String) { #expect(!ToolFiles.isFile(FilePath("/p/" + name))) }

  @Test func knowsTheFoldersOfTools() throws {
    let folder = try TemporaryFolder([
      "p/venv/pyvenv.cfg": "", "p/target/CACHEDIR.TAG": "", "p/build/CMakeCache.txt": "", "p/go/vendor/modules.txt": "",
      "p/reviews/a.txt": "", "p/vendor/a.txt": "", "p/env/a.txt": "", "pyvenv.cfg": "",
    ])
    let root = FilePath(folder("p"))
    let rows: [(file: String, isTool: Bool)] = [
      ("node_modules/x/a.txt", true), ("x/site-packages/a.txt", true), ("__pycache__/a.txt", true),
      ("x.dist-info/a.txt", true),
      ("venv/lib/a.txt", true), ("target/debug/a.txt", true), ("build/a.txt", true), ("go/vendor/x/a.txt", true),
      ("reviews/a.txt", false), ("vendor/a.txt", false), ("env/a.txt", false), ("a.txt", false),
    ]
    for (file, isTool) in rows {
      #expect(ToolFiles.contains(root.pushing(FilePath(file)), in: root) == isTool, "\(file)")
    }
    // The open folder is a person's choice, whatever its name and the folders above it.
    let modules = root.appending("node_modules")
    #expect(!ToolFiles.contains(modules.appending("a.txt"), in: modules))
    // Without an open folder, only names count.
    #expect(ToolFiles.contains(modules.appending("a.txt"), in: nil))
    #expect(!ToolFiles.contains(root.pushing("venv/a.txt"), in: nil))
  }
}

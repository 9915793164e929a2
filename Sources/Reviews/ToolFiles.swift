public import Files

/// The files and folders that tools keep in a project and that hold no reviews. The search of a folder and open documents use
/// the same rule.
public enum ToolFiles {
  /// Whether a file, or an open folder's subfolder that contains it, is a tool's.
  ///
  /// - Parameter workspace: the open folder. Without one, only names count: a folder above the file may be a virtual environment
  ///   with a whole project in it.
  public static func contains(_ path: FilePath, in workspace: FilePath?) -> Bool {
    isFile(path)
      || path.foldersAbove.prefix { $0 != workspace }.contains { workspace == nil ? isNamedFolder($0) : isFolder($0) }
  }

  /// Whether a file is a tool's, by its name: documentation of a project, a list of requirements, a configuration.
  static func isFile(_ path: FilePath) -> Bool {
    guard let name = path.lastComponent?.string, let dot = name.lastIndex(of: ".") else { return false }
    let stem = String(name[..<dot])
    // A name that speaks of opinions is a person's.
    guard !FileNames.nameReviews(name) else { return false }
    switch name[dot...].lowercased() {
    case ".json": return manifests.contains(stem.lowercased()) || isVariant(stem.lowercased(), of: variableManifests)
    case ".md", ".markdown": return isProjectText(stem)
    case ".txt", ".text":
      let folder = path.removingLastComponent().lastComponent?.string
      return isProjectText(stem) || texts.contains(stem.lowercased()) || folder == "requirements"
        || requirements.contains { $0.matches(path) }
    default: return false
    }
  }

  /// Whether a folder is a tool's, by its name or by a file that the tool puts there.
  static func isFolder(_ path: FilePath) -> Bool {
    if isNamedFolder(path) || markers.contains(where: { FileStatus(path.appending($0)) != nil }) { return true }
    // Go and Composer mark the packages that they fetch.
    return path.lastComponent == "vendor"
      && ["modules.txt", "autoload.php"].contains { FileStatus(path.appending($0)) != nil }
  }

  private static func isNamedFolder(_ path: FilePath) -> Bool {
    guard let name = path.lastComponent else { return false }
    return folders.contains(name.string) || ["egg-info", "dist-info"].contains(name.extension)
  }

  /// Whether a name is that of a text that projects have, such as `LICENSE-MIT` or `readme`.
  private static func isProjectText(_ stem: String) -> Bool {
    let lowercased = stem.lowercased()
    if projectTexts.contains(lowercased) { return true }
    // By convention, these names are in capitals; a part in other letters may follow: README.de, NEWS-2.0.
    let word = stem.prefix { $0.isUppercase }
    let rest = stem.dropFirst(word.count)
    if projectTexts.contains(word.lowercased()) { return rest.first?.isLetter != true }
    if ["NEWS", "HISTORY", "CHANGES"].contains(word) { return !rest.contains(where: \.isLetter) }
    if stem.hasSuffix("-LICENSE") || stem.hasSuffix("_LICENSE") { return true }
    let letters = lowercased.filter { $0.isLetter || $0.isNumber }
    return ["thirdparty", "3rdparty"].contains { letters.hasPrefix($0) }
      && ["licen", "notice"].contains { letters.contains($0) }
  }

  /// Whether a name is one of these, alone or before a dot: `tsconfig.build`.
  private static func isVariant(_ stem: String, of names: Set<String>) -> Bool {
    names.contains(String(stem.prefix { $0 != "." }))
  }

  private static let projectTexts: Set<String> = [
    "license", "licenses", "licence", "licences", "copying", "copyright", "notice", "notices", "authors",
    "contributors",
    "contributing", "maintainers", "changelog", "readme", "install", "todo", "version", "code_of_conduct",
  ]
  private static let texts: Set<String> = [
    "cmakelists", "cmakecache", "robots", "humans", "llms", "llms-full", "security", "ads", "app-ads",
  ]
  private static let requirements = [
    "requirements*.txt", "constraints.txt", "constraints[-_.0-9]*.txt",
    "{dev,test,tests,doc,docs,build,ci,lint,prod,base,optional}[-_]requirements.txt",
  ].map { Glob($0) }
  private static let manifests: Set<String> = [
    "package", "package-lock", "npm-shrinkwrap", "composer", "bower", "deno", "lerna", "nx", "turbo", "angular",
    "vercel",
    "firebase", "biome", "renovate", "vcpkg", "global", "compile_commands", "cmakepresets", "pyrightconfig",
  ]
  private static let variableManifests: Set<String> = ["tsconfig", "jsconfig", "appsettings"]

  private static let folders: Set<String> = [
    "node_modules", "bower_components", "jspm_packages", "site-packages", "__pycache__",
  ]
  /// Files in virtual environments, caches (bford.info/cachedir) such as Cargo's `target`, and CMake's build folders.
  private static let markers: [FilePath.Component] = ["pyvenv.cfg", "conda-meta", "CACHEDIR.TAG", "CMakeCache.txt"]
}

import ArgumentParser
import Files
import Reviews
import SentimentAnalysis

/// One run of `check`: checks its arguments in order, one file at a time.
struct CheckRun {
  let command: Check
  var models: CheckModels
  private var report: CheckReport
  private var projects = ProjectSettings()
  private let patterns = IgnorePatterns()
  private var ignores = CheckIgnores()
  /// Files already checked, since arguments may name a file twice.
  private var checked: Set<FilePath> = []
  /// The folder argument in progress.
  private var folder: FilePath?
  private var announcedRequests: Set<ModelRequest> = []
  /// The files of the folder in progress that have no review.
  private var filesWithoutReviews: [String] = []

  /// Bytes of reviews per batch; small, so that findings appear early.
  private static let groupBytes = 1 << 16

  init(_ command: Check) {
    self.command = command
    models = CheckModels(command.modelOptions, windows: command.windowOptions.windows, failOn: command.failOn)
    report = CheckReport(format: command.format)
  }

  /// Checks a file, a folder, a glob or standard input. Errors are reported, and the run goes on.
  ///
  /// - Throws: `UnknownLabel`, which ends the run.
  mutating func check(argument: String) throws {
    try reporting { run in
      if argument == "-" {
        return try run.check(ByteStream.standardInput.readToEnd(), name: "<stdin>", path: nil, isNamed: true)
      }
      let path = FilePath(fromCommandLine: argument)
      guard let search = FileSearch(argument, followsLinks: run.command.follow) else {
        if FileStatus(path)?.kind == .device {
          throw CommandError("\(argument): is a device; name a file, or - for standard input")
        }
        let bytes = try InputFile.bytes(ofStream: FilePath(text: argument))
        if bytes.isEmpty { throw CommandError("\(argument): is empty; write one review per line") }
        return try run.check(bytes, name: argument, path: path, isNamed: true)
      }
      try run.checkAll(of: search)
    }
  }

  private mutating func reporting(_ body: (inout CheckRun) throws -> Void) throws {
    do { try body(&self) } catch let error as UnknownLabel { throw error } catch { report.error("\(error)") }
  }

  /// Completes the report and returns the exit code; nil for success.
  mutating func finish() -> ExitCode? {
    if let error = models.unknownLabel { report.error("\(error)") }
    if command.addIgnores {
      do { try ignores.write() } catch { report.error("\(error)") }
      report.hasFailure = false
    }
    if let summary = ignores.summary { warn(summary) }
    return report.finish()
  }

  /// Checks the files of a folder or of a glob.
  private mutating func checkAll(of search: FileSearch) throws {
    var search = search
    var (files, others, gitIgnored, links) = (0, 0, 0, [String]())
    (folder, filesWithoutReviews) = (search.root, [])
    defer { folder = nil }
    while let entry = search.next(language: command.settingOptions.language, settings: { settings(ofFile: $0) }) {
      switch entry {
      case .unreadable(let sentence): report.error(sentence)
      case .link(let name): links.append(name)
      case .other: others += 1
      case .gitIgnored: gitIgnored += 1
      case .file(let file):
        files += 1
        try reporting {
          let bytes = try InputFile.bytes(of: file.path, atMost: .max)
          try $0.check(bytes, name: file.name, path: file.path, isNamed: false)
        }
      }
    }
    if let first = links.first {
      let others = links.count > 1 ? " and \(links.count - 1) more" : ""
      warn("\(first)\(others): skipped: target outside the folder; pass --follow to follow links")
    }
    if let first = filesWithoutReviews.first, !command.isVerbose {
      let count = filesWithoutReviews.count
      warn(
        "no review found in \(count == 1 ? first : "\(count) files, such as \(first)"); name a file to see why, or pass -v"
      )
    }
    guard files == 0 else { return }
    var message =
      search.glob == nil ? "no files to check in \(search.argument)" : "no files to check match \(search.argument)"
    if others > 0 {
      message +=
        ", \(others) skipped; set their format with --language, or \"languages\", \"files\" and \"exclude\" in a "
        + ProjectSettings.fileName
    }
    if gitIgnored > 0 {
      message +=
        "\(others > 0 ? ";" : ":") \(gitIgnored) \(gitIgnored == 1 ? "is" : "are") named by .gitignore; name a file to check it"
    }
    throw CommandError(message)
  }

  /// The settings of a file before the options override them.
  private mutating func settings(ofFile path: FilePath) -> Settings {
    var (settings, problems) = (Settings(), [String]())
    let workspace = workspace(of: path)
    if !command.settingOptions.ignoresProjects {
      settings = projects.settings(over: settings, forFile: path, in: workspace) { problems.append($0) }
    }
    settings.rules.ignoredReviews = projects.ignoredReviews(inFile: path, in: workspace) { problems.append($0) }
    for problem in problems { report.error(problem) }
    for request in projects.requests
    where command.modelOptions.models.isEmpty && announcedRequests.insert(request).inserted {
      warn("\(request.summary), which is not used until you allow it: sentiment allow \(request.folder.quotedForShell)")
    }
    return settings
  }

  /// The folder that a file's settings come from; nil means its own folder.
  private func workspace(of path: FilePath) -> FilePath? { path.starts(with: .current) ? .current : folder }

  /// - Parameters:
  ///   - path: nil for standard input, for which the settings of the current folder apply.
  ///   - isNamed: whether the user named the file, so that it is read whatever it looks like.
  private mutating func check(_ bytes: [UInt8], name: String, path: FilePath?, isNamed: Bool) throws {
    let location = path ?? FilePath.current.appending(name)
    guard checked.insert(location).inserted else { return }
    var settings = settings(ofFile: location)
    command.override(&settings)
    let text = try DecodedText(bytes, name: name, encoding: settings.encoding)
    if let problem = text.problem { report.error(problem) }
    var source = ReadingSource(bytes: text.repaired, path: location, settings: settings)
    (source.readsAnyText, source.patterns) = (isNamed, patterns)
    if path == nil { source.settings.format = source.format }  // standard input is checked whatever its format
    let table = ReviewTable(of: source)
    guard table.isIncluded else {
      throw CommandError("\(name): skipped: \(Self.reason(location, source.format, settings))")
    }
    report.begin(file: name)
    ignores.ignoredCount += table.found.ignoredCount
    for problem in table.found.problems { report.error("\(name): \(problem)") }
    // A file that is unreadable, or empty in a folder, needs no other reason for having no reviews.
    if text.conversion == nil, isNamed || source.bytes.contains(where: { $0 > 0x20 }) {
      report(table.found, name: name, isNamed: isNamed)
    }
    try check(Reading(table), of: source, name: name)
  }

  /// Reports where the reviews of a file were found, or why there are none.
  private mutating func report(_ found: DocumentReviews, name: String, isNamed: Bool) {
    let reason = found.reasonForNone(
      columnOption: "--column", textOption: "name the file, or set its \"language\" in a \(ProjectSettings.fileName)")
    if let reason, isNamed ? found.problems.isEmpty : command.isVerbose {
      warn("\(name): \(reason)")
    } else if reason == nil, command.isVerbose {
      warn("\(name): \(found.origin)")
    }
    if reason != nil, !isNamed { filesWithoutReviews.append(name) }
  }

  private mutating func check(_ reading: Reading, of source: ReadingSource, name: String) throws {
    var (reading, counter, count) = (reading, LineColumnCounter(source.bytes), 0)
    let limit = source.settings.maximumFindings
    var languages = UnsupportedLanguages()
    try reading.readAll(of: source, atMost: Self.groupBytes) { key, texts in
      try models.classify(texts, by: key, isOnlyModel: source.settings.models.isEmpty) { report.error($0) }
    } didRead: { reading, group, results in
      for (index, result) in zip(group, results) {
        guard let result, let verdict = reading.verdicts[index] else { continue }
        languages.add(verdict)
        let matchesFailOn = command.failOn.map { verdict.is($0, result) } ?? false
        var settings = source.settings
        if matchesFailOn, settings.severities[verdict.reportedPolarity] == nil {
          settings.severities[verdict.reportedPolarity] = .information
        }
        guard var finding = reading.finding(on: index, in: source.bytes, settings) else { continue }
        finding.classification = result
        let isFailure = command.failOn == nil ? finding.severity.failsCheck : matchesFailOn
        if command.addIgnores {
          if isFailure, let path = source.path {
            ignores.add(finding.text.string, in: path, workspace: workspace(of: path))
          }
          continue
        }
        count += 1
        report.hasFailure = report.hasFailure || isFailure
        guard count <= limit else { continue }
        counter.advance(to: finding.review.range.lowerBound)
        report.add(CheckFinding(file: name, finding: finding, counter: counter))
      }
    }
    if let sentence = languages.sentence { warn("\(name): \(sentence)") }
    guard count > limit else { return }
    warn(
      "\(name): \(count - limit) of \(count) findings are not shown; raise \"maximumFindings\" in "
        + "a \(ProjectSettings.fileName)")
  }

  /// Why a file that an argument names is skipped, and what to do.
  private static func reason(_ path: FilePath, _ format: DocumentFormat?, _ settings: Settings) -> String {
    let (file, format) = (ProjectSettings.fileName, format?.rawValue ?? "its format")
    if !settings.isEnabled { return "\"enable\" is false in a \(file); pass --no-config to ignore it" }
    if settings.isExcluded(path) { return "\"exclude\" in a \(file) matches it; pass --no-config to ignore it" }
    return
      "\(format) is not checked by default; pass --language \(format), or add it to \"languages\" in a \(file)"
  }
}

extension Verdict {
  /// Whether the review has this label or polarity, or is `mixed`. An uncertain review has no label.
  fileprivate func `is`(_ name: String, _ classification: Classification) -> Bool {
    reportedPolarity.rawValue == name || name == "mixed" && isMixed || name == "uncertain" && isUncertain
      || !isUncertain && (classification.applicableLabels ?? [label]).contains(name)
  }
}

extension Severity {
  /// Whether a finding makes the command exit with 1.
  fileprivate var failsCheck: Bool { self == .error || self == .warning }
}

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
  /// Files already checked, since arguments may name a file twice.
  private var checked: Set<FilePath> = []
  /// The folder argument in progress.
  private var folder: FilePath?
  private var announcedRequests: Set<ModelRequest> = []

  /// Bytes of reviews per batch; small, so that findings appear early.
  private static let groupBytes = 1 << 16

  init(_ command: Check) {
    self.command = command
    models = CheckModels(command.modelOptions, failOn: command.failOn)
    report = CheckReport(format: command.format)
  }

  /// Checks a file, a folder, a glob or standard input. Errors are reported, and the run goes on.
  ///
  /// - Throws: `UnknownLabel`, which ends the run.
  mutating func check(argument: String) throws {
    try reporting { run in
      if argument == "-" {
        return try run.check(ByteStream.standardInput.readToEnd(), name: "<stdin>", path: nil)
      }
      let path = FilePath(fromCommandLine: argument)
      guard let search = FileSearch(argument, followsLinks: run.command.follow) else {
        if FileStatus(path)?.kind == .device {
          throw CommandError("\(argument): is a device; name a file, or - for standard input")
        }
        let bytes = try InputFile.bytes(ofStream: FilePath(argument))
        if bytes.isEmpty { throw CommandError("\(argument): is empty; write one review per line") }
        return try run.check(bytes, name: argument, path: path)
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
    return report.finish()
  }

  /// Checks the files of a folder or of a glob.
  private mutating func checkAll(of search: FileSearch) throws {
    var search = search
    var (files, others, links) = (0, 0, [String]())
    folder = search.root
    defer { folder = nil }
    while let entry = search.next(language: command.settingOptions.language, settings: { settings(ofFile: $0) }) {
      switch entry {
      case .unreadable(let sentence): report.error(sentence)
      case .link(let name): links.append(name)
      case .other: others += 1
      case .file(let file):
        files += 1
        try reporting {
          try $0.check(InputFile.bytes(of: file.path, atMost: .max), name: file.name, path: file.path)
        }
      }
    }
    if let first = links.first {
      let others = links.count > 1 ? " and \(links.count - 1) more" : ""
      warn("\(first)\(others): skipped: target outside the folder; pass --follow to follow links")
    }
    guard files == 0 else { return }
    let message =
      search.glob == nil ? "no files to check in \(search.argument)" : "no files to check match \(search.argument)"
    guard others > 0 else { throw CommandError(message) }
    throw CommandError(
      "\(message), \(others) skipped; set their format with --language, or \"languages\", \"files\" and \"exclude\" in a "
        + ProjectSettings.fileName)
  }

  /// The settings of a file before the options override them.
  private mutating func settings(ofFile path: FilePath) -> Settings {
    guard !command.settingOptions.ignoresProjects else { return Settings() }
    var problems: [String] = []
    let settings = projects.settings(
      over: Settings(), forFile: path, in: path.starts(with: .current) ? .current : folder,
      warn: { problems.append($0) })
    for problem in problems { report.error(problem) }
    for request in projects.requests
    where command.modelOptions.model == nil && announcedRequests.insert(request).inserted {
      warn("\(request.summary), which is not used until you allow it: sentiment allow \(request.folder.quotedForShell)")
    }
    return settings
  }

  /// - Parameter path: nil for standard input, for which the settings of the current folder apply.
  private mutating func check(_ bytes: [UInt8], name: String, path: FilePath?) throws {
    let location = path ?? FilePath.current.appending(name)
    guard checked.insert(location).inserted else { return }
    var settings = settings(ofFile: location)
    command.override(&settings)
    let text = try DecodedText(bytes, name: name, encoding: settings.encoding)
    if let problem = text.problem { report.error(problem) }
    var source = ReadingSource(bytes: text.repaired, path: location, settings: settings)
    if path == nil { source.settings.format = source.format }  // standard input is checked whatever its format
    let table = ReviewTable(of: source)
    guard table.isIncluded else {
      throw CommandError("\(name): skipped: \(Self.reason(location, source.format, settings))")
    }
    report.begin(file: name)
    for problem in table.found.problems { report.error("\(name): \(problem)") }
    try check(Reading(table), of: source, name: name)
  }

  private mutating func check(_ reading: Reading, of source: ReadingSource, name: String) throws {
    var (reading, counter, count) = (reading, LineColumnCounter(source.bytes), 0)
    let limit = source.settings.maximumFindings
    try reading.readAll(of: source, atMost: Self.groupBytes) { key, texts in
      try models.classify(texts, by: key, isOnlyModel: source.settings.models.isEmpty) { report.error($0) }
    } didRead: { reading, group, results in
      for (index, result) in zip(group, results) {
        guard let result, let verdict = reading.verdicts[index] else { continue }
        let matchesFailOn = command.failOn.map { verdict.is($0, result) } ?? false
        var settings = source.settings
        if matchesFailOn, settings.severities[verdict.reportedPolarity] == nil {
          settings.severities[verdict.reportedPolarity] = .information
        }
        guard var finding = reading.finding(on: index, in: source.bytes, settings) else { continue }
        finding.classification = result
        count += 1
        report.hasFailure = report.hasFailure || (command.failOn == nil ? finding.severity.failsCheck : matchesFailOn)
        guard count <= limit else { continue }
        counter.advance(to: finding.review.range.lowerBound)
        report.add(CheckFinding(file: name, finding: finding, counter: counter))
      }
    }
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
  /// Whether the review has this label or polarity. An uncertain review has no label.
  fileprivate func `is`(_ name: String, _ classification: Classification) -> Bool {
    reportedPolarity.rawValue == name || !isUncertain && (classification.applicableLabels ?? [label]).contains(name)
  }
}

extension Severity {
  /// Whether a finding makes the command exit with 1.
  fileprivate var failsCheck: Bool { self == .error || self == .warning }
}

import ArgumentParser
import Files
import Reviews
import SentimentAnalysis

/// One run of `check`: takes its arguments one after the other and its files one at a time.
struct CheckRun {
  let command: Check
  var models: CheckModels
  private var report: CheckReport
  private var projects = ProjectSettings()
  /// A file that is named twice is checked once.
  private var checked: Set<FilePath> = []
  /// The folder whose files are being checked.
  private var folder: FilePath?
  private var askedAbout: Set<ModelRequest> = []

  /// So many bytes of reviews are read together, so that findings appear as they are made.
  private static let groupBytes = 1 << 16

  init(_ command: Check) {
    self.command = command
    models = CheckModels(command.modelOptions, failOn: command.failOn)
    report = CheckReport(format: command.format)
  }

  /// Checks what an argument names. Whatever goes wrong is reported, and the rest is done.
  ///
  /// - Throws: `UnknownLabel`, which is wrong with everything.
  mutating func check(argument: String) throws {
    try reporting { run in
      if argument == "-" {
        var input = StandardInput()
        return try run.check(input.readAll(), name: "<stdin>", path: nil)
      }
      let path = FilePath(fromCommandLine: argument)
      guard let search = FileSearch(argument, followsLinks: run.command.follow) else {
        if FileStatus(path)?.kind == .device {
          throw Trouble("\(argument): is a device; name a file, or - for standard input")
        }
        let bytes = try InputFile.bytes(ofStream: FilePath(argument))
        if bytes.isEmpty { throw Trouble("\(argument): is empty; write a review a line") }
        return try run.check(bytes, name: argument, path: path)
      }
      try run.checkAll(of: search)
    }
  }

  private mutating func reporting(_ body: (inout CheckRun) throws -> Void) throws {
    do { try body(&self) } catch let error as UnknownLabel { throw error } catch { report.trouble("\(error)") }
  }

  /// The code to exit with, once the report is complete; nil where nothing is flagged.
  mutating func finish() -> ExitCode? {
    if let error = models.unknownLabel { report.trouble("\(error)") }
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
      case .unreadable(let sentence): report.trouble(sentence)
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
      warn("\(first)\(others): not checked, since links lead out of the folder; --follow follows them")
    }
    guard files == 0 else { return }
    let place = search.glob == nil ? "there is no file in \(search.argument)" : "no file matches \(search.argument)"
    throw Trouble(
      others == 0
        ? place
        : "\(place) that is checked, of \(others) in all; say with --language what they are, or see to \"languages\", "
          + "\"files\" and \"exclude\" in a \(ProjectSettings.fileName)")
  }

  /// The settings of a file, without those of the options.
  private mutating func settings(ofFile path: FilePath) -> Settings {
    guard !command.settingOptions.ignoresProjects else { return Settings() }
    var problems: [String] = []
    let settings = projects.settings(
      over: Settings(), forFile: path, in: path.starts(with: .current) ? .current : folder,
      warn: { problems.append($0) })
    for problem in problems { report.trouble(problem) }
    for request in projects.requests where command.modelOptions.model == nil && askedAbout.insert(request).inserted {
      warn("\(request.summary), which is not used until you allow it: sentiment allow \(request.folder.quotedForShell)")
    }
    return settings
  }

  /// - Parameter path: nil for standard input, which has the settings of files in the current folder.
  private mutating func check(_ bytes: [UInt8], name: String, path: FilePath?) throws {
    let place = path ?? FilePath.current.appending(name)
    guard checked.insert(place).inserted else { return }
    var settings = settings(ofFile: place)
    command.override(&settings)
    let text = try DecodedText(bytes, name: name)
    if let problem = text.problem { report.trouble(problem) }
    var source = ReadingSource(bytes: text.repaired, path: place, settings: settings)
    if path == nil { source.settings.format = source.format }  // who pipes a document wants it checked
    let table = ReviewTable(of: source)
    guard table.isIncluded else {
      throw Trouble("\(name): is not checked: \(Self.reason(place, source.format, settings))")
    }
    report.begin(file: name)
    for problem in table.found.problems { report.trouble("\(name): \(problem)") }
    try check(Reading(table), of: source, name: name)
  }

  private mutating func check(_ reading: Reading, of source: ReadingSource, name: String) throws {
    var (reading, places, count) = (reading, PlaceCounter(source.bytes), 0)
    let most = source.settings.maximumFindings
    try reading.readAll(of: source, atMost: Self.groupBytes) { key, texts in
      try models.classify(texts, by: key, isOnlyModel: source.settings.models.isEmpty) { report.trouble($0) }
    } didRead: { reading, group, results in
      for (index, result) in zip(group, results) {
        guard let result, let verdict = reading.verdicts[index] else { continue }
        let isAskedFor = command.failOn.map { verdict.is($0, result) } ?? false
        var settings = source.settings
        if isAskedFor, settings.severities[verdict.reportedPolarity] == nil {
          settings.severities[verdict.reportedPolarity] = .information
        }
        guard var finding = reading.finding(on: index, in: source.bytes, settings) else { continue }
        finding.classification = result
        count += 1
        report.isFlagged = report.isFlagged || (command.failOn == nil ? finding.severity.isFlagged : isAskedFor)
        guard count <= most else { continue }
        places.advance(to: finding.review.range.lowerBound)
        report.add(CheckFinding(file: name, finding: finding, places: places))
      }
    }
    guard count > most else { return }
    warn(
      "\(name): \(count - most) of \(count) findings are not shown; raise \"maximumFindings\" in "
        + "\(ProjectSettings.fileName) to see more")
  }

  /// Why a file is not read that someone named, and what to do.
  private static func reason(_ path: FilePath, _ format: DocumentFormat?, _ settings: Settings) -> String {
    let (file, format) = (ProjectSettings.fileName, format?.rawValue ?? "its format")
    if !settings.isEnabled { return "\"enable\" is false in a \(file); --no-config reads none" }
    if settings.isExcluded(path) { return "\"exclude\" in a \(file) leaves it out; --no-config reads none" }
    return
      "\(format) is not among the formats that are; say --language \(format), or add it to \"languages\" in a \(file)"
  }
}

extension Verdict {
  /// Whether this label holds, or the review is told as this side. A label that is uncertain does not hold.
  fileprivate func `is`(_ name: String, _ classification: Classification) -> Bool {
    reportedPolarity.rawValue == name || !isUncertain && (classification.holdingLabels ?? [label]).contains(name)
  }
}

extension Severity {
  /// Whether a finding makes the command exit with 1.
  fileprivate var isFlagged: Bool { self == .error || self == .warning }
}

import ArgumentParser
import BERT
import Foundation
import Reviews
import SentimentAnalysis

/// One run of `check`: takes its arguments one after the other and its files one at a time.
struct CheckRun {
  let command: Check
  var models: CheckModels
  private var report: CheckReport
  private var projects = ProjectSettings()
  /// Absolute paths; what is named twice is checked once.
  private var checked: Set<String> = []
  /// The folder whose files are being checked.
  private var folder: String?
  private var askedAbout: Set<ModelRequest> = []

  /// How many reviews are read together, so that findings appear as they are made.
  private static let group = 256

  init(_ command: Check) {
    self.command = command
    models = CheckModels(command.modelOptions, failOn: command.failOn)
    report = CheckReport(format: command.format)
  }

  /// Checks what an argument names. Whatever goes wrong is told, and the rest is done.
  ///
  /// - Throws: `UnknownLabel`, which is wrong with everything.
  mutating func check(argument: String) throws {
    do {
      if argument == "-" {
        var input = StandardInput()
        return try check(input.readAll(), name: "<stdin>", path: nil)
      }
      guard let search = FileSearch(argument, followsLinks: command.follow) else {
        if FileSearch.isDevice(argument) {
          throw Trouble("\(argument): is a device; name a file, or - for standard input")
        }
        let bytes = try readWhole(path: argument)
        if bytes.isEmpty { throw Trouble("\(argument): is empty; write a review a line") }
        return try check(bytes, name: argument, path: FileSearch.absolutePath(argument))
      }
      try checkAll(of: search)
    } catch let error as UnknownLabel {
      throw error
    } catch {
      report.trouble("\(error)")
    }
  }

  /// The code to exit with, once the report is complete; nil where there is nothing to tell.
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
    while let entry = search.next() {
      switch entry {
      case .folder(let name, let path):
        if !settings(ofFile: path).isExcluded(path) { search.open(name, path) }
      case .unreadable(let sentence): report.trouble(sentence)
      case .link(let name, let path): if !settings(ofFile: path).isExcluded(path) { links.append(name) }
      case .file(let name, let path):
        guard isIncluded(path, isNamed: search.glob != nil) else {
          others += 1
          continue
        }
        files += 1
        do { try check(readWhole(path: path), name: name, path: path) } catch let error as UnknownLabel {
          throw error
        } catch {
          report.trouble("\(error)")
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

  /// Whether a file that was found is checked. What a folder holds is gone by its ending.
  private mutating func isIncluded(_ path: String, isNamed: Bool) -> Bool {
    let settings = settings(ofFile: path)
    let found = settings.format ?? DocumentFormat(pathEnding: path)
    guard let language = command.settingOptions.language else {
      return found.map { settings.isIncluded(path, $0) } ?? false
    }
    var included = settings
    included.format = language
    return (isNamed || found == language) && included.isIncluded(path, language)
  }

  /// The settings of a file, without those of the options.
  private mutating func settings(ofFile path: String) -> Settings {
    guard !command.settingOptions.ignoresProjects else { return Settings() }
    var told: [String] = []
    let current = FileManager.default.currentDirectoryPath
    let settings = projects.settings(
      over: Settings(), forFile: path, in: path.isPath(in: current) ? current : folder,
      warn: { told.append($0) })
    for sentence in told { report.trouble(sentence) }
    for request in projects.requests where command.modelOptions.model == nil && askedAbout.insert(request).inserted {
      warn(
        "\(request.summary), which is not used until you allow it: sentiment allow \(FilePath.quotedForShell(request.folder))"
      )
    }
    return settings
  }

  /// - Parameter path: nil for standard input, which has the settings of files in the current folder.
  private mutating func check(_ bytes: [UInt8], name: String, path: String?) throws {
    let place = path ?? FilePath.resolved(name, in: FileManager.default.currentDirectoryPath)
    guard checked.insert(place).inserted else { return }
    var settings = settings(ofFile: place)
    command.settingOptions.override(&settings)
    for (label, side) in command.polarityOptions.polarities { settings.polarities[label] = side }

    let bytes = try text(bytes, name: name)
    let format = settings.format ?? DocumentFormat(languageID: nil, path: path, content: bytes) ?? .plaintext
    if path == nil { settings.format = format }  // who pipes a document wants it checked
    guard settings.isIncluded(place, format) else {
      throw Trouble("\(name): is not checked: \(Self.reason(place, format, settings))")
    }
    report.begin(file: name)
    let found = DocumentReviews(of: bytes, format: format, settings.rules)
    for problem in found.problems { report.trouble("\(name): \(problem)") }
    try check(found.reviews, of: CheckedFile(name: name, bytes: bytes, settings: settings))
  }

  private mutating func check(_ reviews: [Review], of file: CheckedFile) throws {
    var places = PlaceCounter(file.bytes)
    var count = 0
    for first in stride(from: 0, to: reviews.count, by: Self.group) {
      let group = reviews[first..<min(first + Self.group, reviews.count)]
      let texts = group.map { $0.text(in: file.bytes) }
      let results = try models.classify(texts.map(\.string), file.settings) { report.trouble($0) }
      for (review, (text, result)) in zip(group, zip(texts, results)) {
        guard let result else { continue }
        let verdict = Verdict(result, of: text.string, uncertainBelow: file.settings.uncertainBelow)
        let isAskedFor = command.failOn.map { verdict.is($0, result) } ?? false
        var settings = file.settings
        if isAskedFor, settings.severities[verdict.side] == nil { settings.severities[verdict.side] = .information }
        guard let finding = settings.finding(for: review, text: text, verdict) else { continue }
        count += 1
        report.isFlagged = report.isFlagged || (command.failOn == nil ? finding.severity.isFlagged : isAskedFor)
        guard count <= settings.maximumFindings else { continue }
        places.advance(to: review.range.lowerBound)
        report.add(CheckFinding(file: file.name, finding: finding, classification: result, places: places))
      }
    }
    if count > file.settings.maximumFindings {
      warn(
        "\(file.name): \(count - file.settings.maximumFindings) of \(count) findings are not shown; raise "
          + "\"maximumFindings\" in \(ProjectSettings.fileName) to see more")
    }
  }

  private mutating func text(_ bytes: [UInt8], name: String) throws -> [UInt8] {
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes  // a byte-order mark
    if String(validating: bytes, as: UTF8.self) != nil { return bytes }
    guard !bytes.contains(0) else { throw Trouble("\(name): is no text file") }
    report.trouble("\(name): not valid UTF-8; unreadable bytes were replaced. Convert it: iconv -t UTF-8")
    return Array(String(decoding: bytes, as: UTF8.self).utf8)
  }

  /// Why a file is left alone that someone named, and what to do.
  private static func reason(_ path: String, _ format: DocumentFormat, _ settings: Settings) -> String {
    let file = ProjectSettings.fileName
    if !settings.isEnabled { return "\"enable\" is false in a \(file); --no-config reads none" }
    if settings.isExcluded(path) { return "\"exclude\" in a \(file) leaves it out; --no-config reads none" }
    return "\(format.rawValue) is not among the formats that are; say --language \(format.rawValue), or add it to "
      + "\"languages\" in a \(file)"
  }
}

/// A file whose reviews are checked.
private struct CheckedFile {
  var name: String
  var bytes: [UInt8]
  var settings: Settings
}

extension Verdict {
  /// Whether this label holds, or the review is told as this side. A label that is uncertain does not hold.
  fileprivate func `is`(_ name: String, _ classification: Classification) -> Bool {
    side.rawValue == name || !isUncertain && (classification.holdingLabels ?? [label]).contains(name)
  }
}

extension Severity {
  /// Whether a finding makes the command exit with 1.
  fileprivate var isFlagged: Bool { self == .error || self == .warning }
}

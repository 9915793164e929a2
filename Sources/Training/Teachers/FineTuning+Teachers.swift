import Files
import Tensors

extension FineTuning {
  /// Asks the teachers about the training texts, or reads what they said before.
  ///
  /// - Returns: nil if the work was stopped.
  func teaching(isStopped: () -> Bool, _ report: (Event) -> Void) throws -> Teaching? {
    let texts = (data.train + data.unlabelled).map(\.text)
    let digest = Teacher.digest(of: texts, in: context)
    var answers: [Matrix] = []
    for teacher in teachers {
      let file = TeacherFile(of: teacher, texts: digest, count: texts.count, folder: distillation.cacheFolder)
      if let logits = file.read() {
        report(.taught(teacher: teacher.name, texts: texts.count, isFromCache: true))
        answers.append(logits.gatheringColumns(teacher.indices))
        continue
      }
      let logits = try teacher.logits(of: texts, in: context, isStopped: isStopped) { done in
        report(.teaching(teacher: teacher.name, done: done, of: texts.count))
      }
      guard let logits else { return nil }
      // A failure here must not end the training.
      do { try file.write(logits) } catch {
        report(.cacheFailed("\(error); the next training asks the teacher again"))
      }
      report(.taught(teacher: teacher.name, texts: texts.count, isFromCache: false))
      answers.append(logits.gatheringColumns(teacher.indices))
    }
    return Teaching(
      probabilities: Distillation.probabilities(answers, temperature: distillation.temperature),
      temperature: distillation.temperature, share: distillation.share, labelled: data.train.count)
  }

  /// The teachers and what counts of them, for the model card and the report.
  static func teacherFacts(_ settings: DistillationSettings) -> [(name: String, value: String)] {
    guard !settings.teachers.isEmpty else { return [] }
    return [
      ("teacher", settings.teachers.joined(separator: ", ")), ("distillation-temperature", "\(settings.temperature)"),
      ("distillation-share", "\(settings.share)"),
    ]
  }

  /// The same facts, which a resumed training must share, with the content of the teachers and of the texts without labels.
  var teacherFingerprint: [(name: String, value: String)] {
    guard !teachers.isEmpty else { return [] }
    return [
      ("teacher", teachers.map { "\($0.name) (\($0.digest.prefix(12)))" }.joined(separator: ", ")),
      ("distillation-temperature", "\(distillation.temperature)"), ("distillation-share", "\(distillation.share)"),
      ("unlabelled", summary(of: unlabelled)),
    ]
  }
}

package import Foundation

/// The folder of the package.
package let packageFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// The paths of tiny models that several test targets use.
package enum TinyModel {
  package static let bert = path("TrainingTests/Fixtures/tiny")
  /// With the labels negative, neutral and positive.
  package static let threeLabels = path("SentimentAnalysisTests/Fixtures/bert-unigram-without-prefix")
  package static let distilBERT = path("SentimentAnalysisTests/Fixtures/distilbert-half")
  package static let roberta = path("SentimentAnalysisTests/Fixtures/roberta-rating-double")

  private static func path(_ fixture: String) -> String { packageFolder.appending(path: "Tests/\(fixture)").path }
}

import Reviews
import Testing

struct LanguageTests {
  @Test(arguments: foreignSentences.keys.sorted { $0.rawValue < $1.rawValue })
  func recognizesSentencesOfOtherLanguages(_ language: Language) {
    let missed = (foreignSentences[language] ?? []).filter { Language(of: $0) == nil }
    #expect(missed == [])
  }

  @Test(arguments: [
    "Great!", "Worst pizza in la casa", "absolutely horrible service .", "see ya next year .",
    "The café was fine, but the naïve waiter wasn't",
    "excellent customer service .", "Bon appetit is a nice place for a date", "DVD arrived broken, no refund", "lol",
    "5/5", "",
    "El Camino is the best film of the year", "Total waste of time and money", "i love it but my die cast car broke",
    "Piano bar, bella vista, great gelato!", "So-so", "Not bad at all", "a gran turismo fan since 1998",
    "Tres leches cake was to die for",
  ])
  func namesNoLanguageOfEnglish(_ text: String) { #expect(Language(of: text) == nil) }

  @Test(arguments: ["房间很脏，服务态度也差。", "鲜の每日水果店还不错", "好吃(ノ´▽`)ノ", "这个app太难用了", "服務態度很差"])
  func recognizesChinese(_ text: String) { #expect(Language(of: text) == .chinese) }

  @Test func doesNotNameALanguageFromMarksAlone() {
    for text in ["★★★☆☆", "😀😀", "123", "!!!", "\u{FFFD}\u{FFFD}"] { #expect(Language(of: text) == nil, "\(text)") }
  }
}

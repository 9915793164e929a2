import Testing

@testable import Reviews

struct ScriptTests {
  @Test func usesTheScriptOfMostLetters() {
    let rows: [(String, Script?)] = [
      ("", nil), ("123 !? 😀 →", nil), ("A wonderful film.", .latin), ("Eine schöne Überraschung", .latin),
      ("ＧＯＯＤ", .latin), ("这部电影太糟糕了", .zh), ("这部 movie 太糟糕了，浪费时间", .zh), ("I bought it in 上海", .latin),
      ("最高の映画でした", .ja), ("サイコー！", .ja), ("とても面白い映画", .ja), ("영화가 정말 좋았어요", .ko),
      ("Ужасный фильм", .cyrillic), ("Υπέροχη ταινία", .greek), ("فيلم رائع", .arabic), ("סרט נפלא", .hebrew),
      ("बहुत अच्छी फिल्म", .devanagari), ("หนังดีมาก", .thai),
      // Emoticons contain kana in texts of any script.
      ("今天好开心(ノ´▽`)ノ", .zh), ("不知道 ¯\\_(ツ)_/¯", .zh), ("who knows ¯\\_(ツ)_/¯", .latin),
      // A tie: the first script.
      ("ab вг", .latin), ("вг ab", .cyrillic),
    ]
    for (text, script) in rows { #expect(Script(of: text) == script, "\(text)") }
  }

  @Test func choosesTheModelByScriptThenByDefault() {
    var settings = Settings()
    let texts = ["Good film", "好电影", "123"]
    func models() -> [[String]] { texts.map(settings.modelNames) }
    #expect(models() == [[], [], []])
    settings.model = ["m", "n"]
    #expect(models() == [["m", "n"], ["m", "n"], ["m", "n"]])
    settings.models = ["zh": "z"]
    #expect(models() == [["m", "n"], ["z"], ["m", "n"]])
    settings.models = ["zh": "z", "default": "d"]
    #expect(models() == [["d"], ["z"], ["d"]])
  }
}

namespace Fulcrum.Prove.Scorecards;

/// <summary>The page's own words, in one language.</summary>
internal sealed record ScorecardWords(
    string Language, string Other, string OtherName, string Title, string Lead, string Holds, string Broken, string Nothing, string Of, string Bound,
    string Planted, string Noticed, string Measured, string AtMost, string Found, string Again, string Ran, string Seconds, string Explained)
{
    public static ScorecardWords English { get; } = new(
        "en", "ru", "По-русски", "What held", "The last result of each instrument that tried to break this installation.", "holds", "does not hold",
        "Nothing was tried yet. Run an instrument: fulcrum prove kill", "of", "true rate at most, with 95 % confidence", "Planted faults that must be noticed", "noticed",
        "Measured", "at most", "Found", "The same again", "Ended", "took, seconds",
        "A zero says how often it was tried, and what the true rate is at most: with a greater rate, so few failures would be seen in less than one of twenty runs. Zeros count only while the planted faults are noticed.");

    public static ScorecardWords Russian { get; } = new(
        "ru", "en", "In English", "Что выдержало", "Последний результат каждой проверки, пытавшейся сломать эту установку.", "выдержало", "не выдержало",
        "Пока ничего не проверено. Запустите проверку: fulcrum prove kill", "из", "истинная доля не больше, с уверенностью 95 %", "Подложенные ошибки, которые надо заметить", "замечено",
        "Измерено", "не больше", "Найдено", "Повторить", "Закончено", "заняло, секунд",
        "У каждого нуля указано число попыток и верхняя граница истинной доли: при большей доле так мало сбоев увидели бы реже, чем в одном прогоне из двадцати. Нули чего-то стоят, только пока подложенные ошибки замечаются.");
}

using System.Globalization;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Fulcrum.Pages.Layout;

/// <summary>A language of the pages, and how it writes days and numbers.</summary>
/// <param name="Code"><c>en</c> or <c>ru</c>; it begins the path of every page, so that a page keeps its language without a cookie.</param>
internal readonly record struct PageLanguage(string Code)
{
    private static readonly string[] RussianMonths =
        ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];

    /// <summary>The language's own name for itself.</summary>
    public string Name => Code == "ru" ? "Русский" : "English";

    /// <summary>A text in it.</summary>
    public string this[LocalText text] => text.In(Code);

    /// <summary>A page's path in it.</summary>
    /// <param name="page">For example <c>choices</c>; empty for the first page.</param>
    public string Path(string page) => $"/{Code}/{page}";

    /// <summary>A day, for example <c>30 November 2026</c>.</summary>
    public string Day(Instant at)
    {
        var day = at.ToDateTimeOffset();
        return Code == "ru"
            ? string.Create(CultureInfo.InvariantCulture, $"{day.Day} {RussianMonths[day.Month - 1]} {day.Year} г.")
            : day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
    }

    /// <summary>A day and time of it, in UTC.</summary>
    public string Moment(Instant at) => $"{Day(at)}, {at.ToDateTimeOffset().ToString("HH:mm", CultureInfo.InvariantCulture)} UTC";

    /// <summary>A whole number, with its thousands apart.</summary>
    public string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture).Replace(",", Code == "ru" ? "\u00a0" : ",", StringComparison.Ordinal);

    /// <summary>A span in the unit that fits, for example <c>0.4 s</c>.</summary>
    public string Span(TimeSpan span)
    {
        var isRussian = Code == "ru";
        return span switch
        {
            { TotalMilliseconds: < 1 } => isRussian ? "меньше 1 мс" : "under 1 ms",
            { TotalSeconds: < 1 } => With(span.TotalMilliseconds, "0", "ms", "мс"),
            { TotalMinutes: < 1 } => With(span.TotalSeconds, "0.#", "s", "с"),
            { TotalHours: < 1 } => With(span.TotalMinutes, "0.#", "min", "мин"),
            { TotalDays: < 1 } => With(span.TotalHours, "0.#", "h", "ч"),
            _ => With(span.TotalDays, "0.#", "days", "дн."),
        };

        string With(double count, string form, string en, string ru)
        {
            var text = count.ToString(form, CultureInfo.InvariantCulture);
            return isRussian ? $"{text.Replace('.', ',')}\u00a0{ru}" : $"{text}\u00a0{en}";
        }
    }

    /// <summary>The first of a workspace's languages that a browser prefers; else the workspace's first.</summary>
    public static PageLanguage Preferred(HttpRequest request, Workspace workspace)
    {
        if (StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var accepted))
        {
            foreach (var asked in accepted.Where(asked => asked.Quality is not 0).OrderByDescending(asked => asked.Quality ?? 1))
            {
                var code = asked.Value.ToString().Split('-')[0].ToLowerInvariant();
                if (workspace.Languages.Contains(code))
                {
                    return new PageLanguage(code);
                }
            }
        }

        return new PageLanguage(workspace.Languages[0]);
    }
}

using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Fulcrum.Hosting.Telemetry;

/// <summary>How a host's log stands on standard error: warnings and worse, one line each, with the time in UTC. What a program puts on standard output is data.</summary>
public static class LogLines
{
    /// <summary>Writes so, and nowhere else.</summary>
    public static ILoggingBuilder UseLines(this ILoggingBuilder logging)
    {
        ArgumentNullException.ThrowIfNull(logging);
        return logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>().AddConsole(console =>
            (console.FormatterName, console.LogToStandardErrorThreshold) = (LineFormatter.Called, LogLevel.Trace));
    }

    /// <summary>
    /// Says of a line of ours what it says, and of anybody else's the template without what was put into it, as <see cref="SafeLogs"/> does. A line break is a
    /// blank, so that nobody writes a line of their own. Of an exception its type, since its message may quote what somebody sent.
    /// </summary>
    private sealed class LineFormatter() : ConsoleFormatter(Called)
    {
        public const string Called = "fulcrum";

        private const string Template = "{OriginalFormat}";

        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            var isOurs = logEntry.Category.StartsWith("Fulcrum.", StringComparison.Ordinal);
            var said = isOurs ? logEntry.Formatter(logEntry.State, null)
                : (logEntry.State as IEnumerable<KeyValuePair<string, object?>>)?.FirstOrDefault(pair => pair.Key == Template).Value as string;
            var thrown = logEntry.Exception?.GetType().FullName;
            textWriter.WriteLine(OneLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Word(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}] {said}{(thrown is null ? "" : " ")}{thrown}")));
        }

        private static string OneLine(string text) => string.Create(text.Length, text, static (line, text) =>
        {
            for (var at = 0; at < line.Length; at++)
            {
                line[at] = char.IsControl(text[at]) || text[at] is '\u2028' or '\u2029' ? ' ' : text[at];
            }
        });

        private static string Word(LogLevel level) => level switch
        {
            LogLevel.Critical => "crit",
            LogLevel.Error => "fail",
            LogLevel.Warning => "warn",
            LogLevel.Information => "info",
            _ => "dbug",
        };
    }
}

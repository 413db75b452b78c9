using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Fulcrum.Hosting.Telemetry;

/// <summary>How a host's log stands on standard error: warnings and worse, one line each, with the time in UTC. What a program puts on standard output is data.</summary>
public static class LogLines
{
    /// <summary>Writes so, and nowhere else. A line break inside a message is a blank, so that nobody can write a line of their own.</summary>
    public static ILoggingBuilder UseLines(this ILoggingBuilder logging)
    {
        ArgumentNullException.ThrowIfNull(logging);
        return logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(Format).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void Format(SimpleConsoleFormatterOptions console)
    {
        console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        console.UseUtcTimestamp = true;
        console.SingleLine = true;
    }
}

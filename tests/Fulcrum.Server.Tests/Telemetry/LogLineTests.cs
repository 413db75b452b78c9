using Fulcrum.Hosting.Telemetry;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Fulcrum.Server.Tests.Telemetry;

/// <summary>A message is one line on standard error, with its time in UTC, whatever is in it; of foreign code it says no more than the template.</summary>
public sealed class LogLineTests
{
    [Fact]
    public void Nobody_writes_a_line_of_their_own_each_has_its_time_and_foreign_code_quotes_nothing()
    {
        // Held once for all of this process; others that write meanwhile do no harm.
        var (before, log) = (Console.Error, new StringWriter());
        Console.SetError(TextWriter.Synchronized(log));
        try
        {
            using var factory = LoggerFactory.Create(logging => logging.UseLines());
            var (ours, foreign) = (factory.CreateLogger("Fulcrum.Planted"), factory.CreateLogger("Planted.Library"));
#pragma warning disable CA1848, CA1873 // Messages as somebody would write them in a hurry.
            ours.LogWarning("Looked at {What}", "x\nfail: Fulcrum.Planted[1] The store is gone.\r\n2026-01-01T00:00:00.000Z fail: made up");
            ours.LogInformation("Looked at {What}", "what is no warning");
            foreign.LogError(new InvalidOperationException("ada@example.org"), "Cannot read {What}", "ada@example.org");
#pragma warning restore CA1848, CA1873
        }
        finally
        {
            Console.SetError(before);
        }

        var lines = log.ToString().Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains("Planted", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: Fulcrum\.Planted\[0\] Looked at x fail: Fulcrum.* made up$", lines[0]);
        Assert.EndsWith("Z fail: Planted.Library[0] Cannot read {What} System.InvalidOperationException", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("no warning", log.ToString(), StringComparison.Ordinal);
    }
}

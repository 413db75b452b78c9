using Fulcrum.Hosting.Telemetry;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Fulcrum.Server.Tests.Telemetry;

/// <summary>A message is one line on standard error, with its time in UTC, whatever is in it.</summary>
public sealed class LogLineTests
{
    [Fact]
    public void Nobody_writes_a_line_of_their_own_and_each_has_its_time()
    {
        // Held once for all of this process; others that write meanwhile do no harm.
        var (before, log) = (Console.Error, new StringWriter());
        Console.SetError(TextWriter.Synchronized(log));
        try
        {
            using var factory = LoggerFactory.Create(logging => logging.UseLines());
            var logger = factory.CreateLogger("Fulcrum.Planted");
#pragma warning disable CA1848, CA1873 // A message as somebody would write it in a hurry.
            logger.LogWarning("Looked at {What}", "x\nfail: Fulcrum.Planted[1] The store is gone.\r\n2026-01-01T00:00:00.000Z fail: made up");
            logger.LogInformation("Looked at {What}", "nothing");
#pragma warning restore CA1848, CA1873
        }
        finally
        {
            Console.SetError(before);
        }

        var lines = log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains("Fulcrum.Planted", StringComparison.Ordinal)).ToList();
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: Fulcrum\.Planted\[0\] Looked at x ", Assert.Single(lines));
        Assert.DoesNotContain("nothing", log.ToString(), StringComparison.Ordinal);
    }
}

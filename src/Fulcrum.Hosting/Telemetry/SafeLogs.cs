using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Fulcrum.Hosting.Telemetry;

/// <summary>Lets out of a log line of ours what it says, and of anybody else's the template without what was put into it. Exceptions go as their type alone.</summary>
internal sealed class SafeLogs : BaseProcessor<LogRecord>
{
    private const string Template = "{OriginalFormat}";

    /// <inheritdoc />
    public override void OnEnd(LogRecord data)
    {
        var thrown = data.Exception?.GetType().FullName;
        if (data.CategoryName?.StartsWith("Fulcrum.", StringComparison.Ordinal) == true)
        {
            if (thrown is not null)
            {
                data.Attributes = [.. data.Attributes ?? [], new("exception.type", thrown)];
            }
        }
        else
        {
            var template = data.Attributes?.FirstOrDefault(pair => pair.Key == Template).Value as string;
            data.FormattedMessage = template ?? "";
            data.Body = template ?? "";
            data.Attributes = thrown is null ? [] : [new("exception.type", thrown)];
        }

        // Its message may quote what somebody sent.
        data.Exception = null;
    }
}

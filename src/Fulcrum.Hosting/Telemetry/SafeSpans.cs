using System.Diagnostics;
using OpenTelemetry;

namespace Fulcrum.Hosting.Telemetry;

/// <summary>Lets out of a span what is on the list and nothing else: whoever adds a tag elsewhere has to add it here, where it is looked at.</summary>
internal sealed class SafeSpans : BaseProcessor<Activity>
{
    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        "http.request.method", "http.route", "http.response.status_code", "fulcrum.problem", "fulcrum.decisions", "fulcrum.mode", "error.type",
    };

    /// <inheritdoc />
    public override void OnEnd(Activity data)
    {
        List<string>? strangers = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (!Allowed.Contains(tag.Key))
            {
                (strangers ??= []).Add(tag.Key);
            }
        }

        foreach (var stranger in strangers ?? [])
        {
            data.SetTag(stranger, null);
        }

        // Callers may send baggage and a trace state; neither is ours to hand on.
        data.TraceStateString = null;
    }
}

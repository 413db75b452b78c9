using Fulcrum.Profiles;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Fulcrum.Server.Health;

/// <summary>Says in the log whose data could not be opened, so that somebody repairs it. Subject id and sequence, never content.</summary>
internal static partial class UnreadableLog
{
    /// <summary>Writes it while the server runs; the core outlives the server.</summary>
    public static void Keep(WebApplication app, FulcrumCore core)
    {
        var logger = app.Logger;
        core.Unreadable += Write;
        app.Lifetime.ApplicationStopped.Register(() => core.Unreadable -= Write);

        void Write(UnreadableSubject unreadable) => LogUnreadable(logger, unreadable.What, unreadable.Sequence, unreadable.Subject);
    }

    [LoggerMessage(3, LogLevel.Error, "The {What} (journal sequence {Sequence}) of subject {Subject} cannot be opened; its answers are contextual until it is repaired.")]
    private static partial void LogUnreadable(ILogger logger, string what, long sequence, SubjectId subject);
}

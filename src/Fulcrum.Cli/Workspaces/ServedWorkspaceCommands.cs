using System.Globalization;
using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Workspaces;

/// <summary>The workspace commands with <c>--server</c>: the running server reads, compares and applies the files, so its next decision uses them.</summary>
internal static class ServedWorkspaceCommands
{


    /// <summary>Whether the server would take the folder.</summary>
    public static async Task<int> CheckAsync(string url, string folder, bool json, Screen screen, CancellationToken cancellation)
    {
        var form = await AskAsync(url, folder, by: null, cancellation);
        if (json)
        {
            screen.PutJson(new { schema = 1, version = form.Version, errors = Array.Empty<object>() });
        }
        else
        {
            screen.Put($"Version {form.Version}: nothing wrong, says the server; {(form.Before == form.Version ? "it is in force already" : $"{form.Changes.Length} changes to what is in force")}.");
        }

        return ExitCode.Ok;
    }

    /// <summary>What applying the folder would change.</summary>
    public static async Task<int> DiffAsync(string url, string folder, bool json, Screen screen, CancellationToken cancellation)
    {
        var form = await AskAsync(url, folder, by: null, cancellation);
        form.Show(json, screen);
        if (!json && TouchesLaw(form))
        {
            await ShowReachAsync(url, folder, daysBack: 30, json, screen, cancellation);
        }

        return ExitCode.Ok;
    }

    /// <summary>Puts the folder in force.</summary>
    public static async Task<int> ApplyAsync(string url, string folder, string by, bool json, Screen screen, CancellationToken cancellation)
    {
        if (!json && TouchesLaw(await AskAsync(url, folder, by: null, cancellation)))
        {
            // Whom it touches is said before it is in force, not after.
            await ShowReachAsync(url, folder, daysBack: 30, json, screen, cancellation);
        }

        (await AskAsync(url, folder, by, cancellation)).Show(json, screen);
        return ExitCode.Ok;
    }

    /// <summary>Whom putting the folder in force would reach or lose.</summary>
    public static async Task<int> ShowReachAsync(string url, string folder, int daysBack, bool json, Screen screen, CancellationToken cancellation)
    {
        var reach = await SumReachAsync(url, folder, daysBack, screen, cancellation);
        if (json)
        {
            screen.PutJson(reach);
            return ExitCode.Ok;
        }

        screen.Say($"Whom it would touch, of {reach.People} people and {reach.Decisions} personal decisions of the last {daysBack} days:");
        screen.PutTable(
            ["purpose", "permitted now", "lost", "gained", "decisions lost"],
            reach.Purposes.Select(purpose => (IReadOnlyList<string>)
            [
                purpose.Purpose, .. new[] { purpose.Before, purpose.Lost, purpose.Gained, purpose.DecisionsLost }.Select(count => count.ToString(CultureInfo.InvariantCulture)),
            ]));
        var objects = reach.Objects;
        screen.Say(objects.Length == 0 ? "No placement and no view is touched." : $"Touched: {string.Join(", ", objects)}.");
        return ExitCode.Ok;
    }

    /// <summary>Portion by portion, so that neither side ever holds more than one.</summary>
    private static async Task<ReachSum> SumReachAsync(string url, string folder, int daysBack, Screen screen, CancellationToken cancellation)
    {
        using var server = RunningInstance.At(url);
        var (sum, files) = (new ReachSum(), WorkspaceFolder.Read(folder));
        while (true)
        {
            object body = sum.At is null ? new { days = daysBack, files } : new { days = daysBack, after = sum.Through, at = sum.At, files };
            sum.Add(await server.AskAsync(HttpMethod.Post, "/v1/workspace/reach", body, cancellation));
            if (sum.Everybody)
            {
                return sum;
            }

            screen.Say($"… {sum.People} people so far");
        }
    }

    private static bool TouchesLaw(ComparisonForm form) =>
        form.Changes.Any(change => change.What is "rule pack" or "purpose" || change.Detail.StartsWith("law.", StringComparison.Ordinal));

    private static async Task<ComparisonForm> AskAsync(string url, string folder, string? by, CancellationToken cancellation)
    {
        using var server = RunningInstance.At(url);
        var files = WorkspaceFolder.Read(folder);
        try
        {
            return Read(by is null
                ? await server.AskAsync(HttpMethod.Post, "/v1/workspace/diff", new { files }, cancellation)
                : await server.AskAsync(HttpMethod.Post, "/v1/workspace", new { by, files }, cancellation));
        }
        catch (CommandFault complaint)
        {
            // Places are inside the folder; the reader opens them from where they stand.
            throw new CommandFault(
                [.. complaint.Faults.Select(placed => complaint.ExitCode == ExitCode.VerificationFailed ? placed with { Where = Path.Combine(folder, placed.Where) } : placed)],
                complaint.ExitCode);
        }
    }

    private static ComparisonForm Read(JsonElement answer) => new(
        answer.GetProperty("before").GetString(),
        answer.GetProperty("version").GetString()!,
        [.. answer.GetProperty("changes").EnumerateArray().Select(ReadChange)],
        answer.GetProperty("at").GetString(),
        answer.GetProperty("by").GetString());

    private static WorkspaceChange ReadChange(JsonElement change) => new(
        Enum.Parse<ChangeKind>(change.GetProperty("kind").GetString()!, ignoreCase: true),
        change.GetProperty("what").GetString()!,
        change.GetProperty("name").GetString()!,
        change.GetProperty("detail").GetString()!,
        change.GetProperty("loosens").GetBoolean());
}

using Fulcrum.Backups;
using Fulcrum.Backups.Ledger;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Keys;

/// <summary>Every key of a store by kind and id; never a key.</summary>
internal static class KeyList
{
    /// <summary>Shows them. The store may be served meanwhile; then the write keys of its workspace are left out.</summary>
    public static async Task<int> ShowAsync(string store, bool json, Surroundings around, CancellationToken cancellation)
    {
        var folder = StorePlace.Parse(store).Folder;
        var keys = StoreKeys.Read(folder);
        var rows = new List<KeyLine>
        {
            new("key-encryption", $"generation {keys.Secrets.KekGeneration}", "wraps every subject key", keys.Secrets.Retired.IsEmpty ? "" : "a rotation was cut short: rotate again"),
            new("look-up", $"generation {keys.Secrets.LookUpGeneration}", "hashes identifiers, message ids, decision ids", "rotated by a copy of the store"),
            new("rows", keys.Secrets.Rows.IsEmpty ? "follows from the key-encryption key" : "kept", "seals rows that concern nobody", ""),
            new("quarantine days", "follow from the key-encryption key", "seal what was kept aside, 30 days", ""),
            new("tail", keys.Tail.IsEmpty ? "none yet" : "kept", "authenticates the tail log", ""),
            new("ledger", LedgerKeyFile.Find(folder)?.ToString() ?? "none yet", "signs the heads of the consent ledger", ""),
            RightsLine(folder),
        };
        foreach (var key in AccessKeys.Find(folder)?.Keys ?? [])
        {
            rows.Add(new(key.Kind, key.Id, key.Kind == AccessKeys.Decide ? "asks decisions, records consents" : "sets up and automates", Note(key, around.Clock.GetUtcNow())));
        }

        rows.AddRange(await WriteKeysAsync(store, around, cancellation));
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, keys = rows });
        }
        else
        {
            around.Screen.PutTable(["key", "id", "what it does", "note"], rows.Select(row => (IReadOnlyList<string>)[row.Kind, row.Id, row.Does, row.Note]));
        }

        return ExitCode.Ok;
    }

    private static KeyLine RightsLine(string folder)
    {
        using var certificate = RightsKeyFile.Find(folder);
        return new("rights", certificate?.Thumbprint.ToLowerInvariant()[..16] ?? "none yet", "signs answers of rights protocols", certificate is null ? "" : $"certificate of {certificate.Issuer} until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}");
    }

    private static string Note(AccessKey key, DateTimeOffset now)
    {
        var made = key.MadeAt is { } at ? $"made {at:yyyy-MM-dd HH:mm} UTC by {key.MadeBy}" : "made at the first start";
        return key.EndsAt is { } end ? $"{made}; {(end > now ? "works until" : "over since")} {end:yyyy-MM-dd HH:mm} UTC, by {key.EndedBy}" : made;
    }

    private static async Task<List<KeyLine>> WriteKeysAsync(string named, Surroundings around, CancellationToken cancellation)
    {
        try
        {
            await using var store = await OpenStore.OpenAsync(named, around, cancellation);
            return [.. store.Core.Workspace.Current.Sources.Values.OrderBy(source => source.Name, StringComparer.Ordinal)
                .Select(source => new KeyLine("write", source.Name, "public; brings events of this source in", "in the workspace: sources.yaml"))];
        }
        catch (StoreStartException held) when (held.Fault.Code == "store-in-use")
        {
            return [new KeyLine("write", "", "public; bring events in", "in the workspace: sources.yaml")];
        }
    }

    private sealed record KeyLine(string Kind, string Id, string Does, string Note);
}

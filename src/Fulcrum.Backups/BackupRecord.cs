using System.Text.Json;

namespace Fulcrum.Backups;

/// <summary>What is known of a store's backups, in <c>backups.json</c> beside it: when the last was made, and when one last held in a trial restore.</summary>
/// <param name="Made">The last one made; null for none.</param>
/// <param name="Verified">The last trial restore; null for none.</param>
public sealed record BackupRecord(MadeBackup? Made, VerifiedBackup? Verified)
{
    private const string FileName = "backups.json";

    /// <summary>Reads it; an unreadable one counts as nothing known.</summary>
    public static BackupRecord Read(string storeFolder)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupRecord>(File.ReadAllText(Path.Combine(storeFolder, FileName)), JsonSerializerOptions.Web) ?? new BackupRecord(null, null);
        }
        catch (Exception fault) when (fault is IOException or JsonException or UnauthorizedAccessException)
        {
            return new BackupRecord(null, null);
        }
    }

    /// <summary>Replaces it as a whole.</summary>
    public void Write(string storeFolder)
    {
        var path = Path.Combine(storeFolder, FileName);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>A backup that was made.</summary>
public sealed record MadeBackup(string Id, DateTimeOffset At, long Sequence, string To, string KeysTo);

/// <summary>A backup that was restored on trial.</summary>
/// <param name="Id">Which.</param>
/// <param name="At">When it was tried.</param>
/// <param name="Sequence">The last journal row in it.</param>
/// <param name="Good">Whether everything held.</param>
/// <param name="Found">What was found, in one sentence.</param>
public sealed record VerifiedBackup(string Id, DateTimeOffset At, long Sequence, bool Good, string Found);

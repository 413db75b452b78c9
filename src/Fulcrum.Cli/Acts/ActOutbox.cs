using System.Globalization;
using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Rights;

namespace Fulcrum.Cli.Acts;

/// <summary>Where commands leave what they did until the journal has it: a store that is served, or must be closed for the act, cannot be written by them.</summary>
/// <remarks>The note is on disk before the act begins, so an act that cannot be noted is not done. Whoever has the store open takes notes in within seconds; else the next start does.</remarks>
internal sealed class ActOutbox : IDisposable
{
    private const string FolderName = "acts";

    private readonly string _path;
    private bool _isDone;

    private ActOutbox(string path) => _path = path;

    /// <summary>Notes an act that is about to be done.</summary>
    /// <param name="storeFolder">The store's folder.</param>
    /// <param name="around">Clock and chance.</param>
    /// <param name="what">Stable key of it.</param>
    /// <param name="detail">Which key or backup; never a secret.</param>
    public static ActOutbox Begin(string storeFolder, Surroundings around, string what, string detail)
    {
        Span<byte> tag = stackalloc byte[8];
        around.Random.Fill(tag);
        var id = string.Create(CultureInfo.InvariantCulture, $"{around.Clock.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}-{Convert.ToHexStringLower(tag)}");
        var folder = Path.Combine(storeFolder, FolderName);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, id + ".json");
        PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new Note(id, around.Now.UnixMs, what, $"cli:{Environment.UserName}", detail), JsonSerializerOptions.Web));
        return new ActOutbox(path);
    }

    /// <summary>It was done: the note stays until the journal has it.</summary>
    public void Done() => _isDone = true;

    /// <summary>Takes the note back, when the act was not done.</summary>
    public void Dispose()
    {
        if (!_isDone)
        {
            File.Delete(_path);
        }
    }

    /// <summary>Notes the journal does not have yet, oldest first.</summary>
    public static IReadOnlyList<Act> Pending(string storeFolder) => [.. Files(storeFolder).Select(Read).OfType<Act>()];

    /// <summary>Whether an act waits here already: one that was cut short is noted once.</summary>
    public static bool IsNoted(string storeFolder, string what, string detail) => Pending(storeFolder).Any(act => act.What == what && act.Detail == detail);

    /// <summary>Takes notes that a journal does not have yet to the store that goes on in its place.</summary>
    public static void Carry(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, FolderName));
        foreach (var path in Files(from))
        {
            PrivateFile.Write(Path.Combine(to, FolderName, Path.GetFileName(path)), File.ReadAllBytes(path));
        }
    }

    /// <summary>Journals what is noted.</summary>
    public static async Task DrainAsync(string storeFolder, ActLog log, CancellationToken cancellation)
    {
        foreach (var path in Files(storeFolder))
        {
            if (Read(path) is { } act)
            {
                await log.RecordAsync(act, cancellation);
                File.Delete(path);
            }
        }
    }

    private static IEnumerable<string> Files(string storeFolder) => Path.Combine(storeFolder, FolderName) is var folder && Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)
        : [];

    // One that is being written, or is damaged, stays where it is.
    private static Act? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Note>(File.ReadAllText(path), JsonSerializerOptions.Web) is { } note
                ? new Act(note.Id, new Instant(note.AtMs), note.What, note.By, note.Detail)
                : null;
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            return null;
        }
    }

    private sealed record Note(string Id, long AtMs, string What, string By, string Detail);
}

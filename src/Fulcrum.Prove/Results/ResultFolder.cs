using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fulcrum.Prove.Results;

/// <summary>The folder that keeps the last result of each instrument, one JSON file each: <c>prove-NAME-STORE.json</c>.</summary>
/// <param name="path">The folder; made when the first result is kept.</param>
public sealed class ResultFolder(string path)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>Keeps a result in place of the last one of its instrument and store.</summary>
    /// <returns>The file.</returns>
    public string Keep(ProofResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Directory.CreateDirectory(path);
        var file = Path.Combine(path, $"prove-{result.Instrument}-{result.Store}.json");
        // Written aside first: a run that is stopped leaves the last result whole.
        File.WriteAllBytes($"{file}.new", JsonSerializer.SerializeToUtf8Bytes(result, Form));
        File.Move($"{file}.new", file, overwrite: true);
        return file;
    }

    /// <summary>Reads every kept result, by instrument and store.</summary>
    /// <exception cref="JsonException">A file is no result; its name is in the message.</exception>
    public ImmutableArray<ProofResult> ReadAll() =>
        Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "prove-*.json").Select(Read).OrderBy(result => result.Instrument, StringComparer.Ordinal).ThenBy(result => result.Store, StringComparer.Ordinal)]
            : [];

    private static ProofResult Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<ProofResult>(File.ReadAllBytes(file), Form) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException fault)
        {
            throw new JsonException($"{file}: {fault.Message}", fault);
        }
    }
}

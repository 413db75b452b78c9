using System.Collections.Immutable;
using System.Text.Json;

namespace Fulcrum.Server.Consent;

/// <summary>What became of the records of an import: nothing disappears.</summary>
/// <param name="read">Decisions in the file.</param>
/// <param name="skipped">How many of them are not recorded, by reason; under no reason those that are.</param>
internal sealed class ImportCounts(int read, Dictionary<string, int> skipped)
{
    private readonly SortedDictionary<string, int> _invalid = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _refused = new(StringComparer.Ordinal);

    /// <summary>Rows journaled; a decision that changes nothing gives none, a no told to a merged profile several.</summary>
    public int Recorded { get; set; }

    /// <summary>Counts decisions that were to be recorded and are not.</summary>
    public void Skip(string reason, int count)
    {
        if (count > 0)
        {
            skipped[reason] = skipped.GetValueOrDefault(reason) + count;
            skipped[""] = skipped.GetValueOrDefault("") - count;
        }
    }

    /// <summary>Counts a record kept as invalid, under each of its reasons.</summary>
    public void Keep(ImmutableArray<string> faults)
    {
        foreach (var fault in faults)
        {
            _invalid[fault] = _invalid.GetValueOrDefault(fault) + 1;
        }
    }

    /// <summary>Counts what was refused, under its code.</summary>
    public void Refuse(string code) => _refused[code] = _refused.GetValueOrDefault(code) + 1;

    /// <summary>Writes them.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("read"u8, read);
        json.WriteNumber("decisions"u8, skipped.GetValueOrDefault(""));
        json.WriteNumber("recorded"u8, Recorded);
        json.WriteStartObject("invalid"u8);
        foreach (var (reason, count) in _invalid)
        {
            json.WriteNumber(reason, count);
        }

        json.WriteEndObject();
        json.WriteStartObject("skipped"u8);
        foreach (var (reason, count) in skipped.Where(one => one.Key.Length > 0).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(reason, count);
        }

        json.WriteEndObject();
        if (_refused.Count > 0)
        {
            json.WriteStartObject("refused"u8);
            foreach (var (code, count) in _refused)
            {
                json.WriteNumber(code, count);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}

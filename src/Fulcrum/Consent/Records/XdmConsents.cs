using System.Collections.Immutable;
using System.Text.Json;

namespace Fulcrum.Consent.Records;

/// <summary>The <c>consents</c> of a profile in Adobe's Experience Data Model: choices by path, for example <c>marketing.email</c>.</summary>
/// <remarks>
/// What a choice means is asked of <see cref="Standing"/>: <c>marketing.any</c> with <c>n</c> overrides everything below marketing, and a channel's
/// <c>n</c> overrides what stands for one address. Only <c>y</c> is a yes; <c>VI</c> and the other words for a legal basis are none, and a word
/// nobody knows is none either. Pure; safe from many threads.
/// </remarks>
public sealed record XdmConsents
{
    /// <summary>The choices for the whole profile, by path.</summary>
    public ImmutableSortedDictionary<string, XdmChoice> Choices { get; init; } = ImmutableSortedDictionary.Create<string, XdmChoice>(StringComparer.Ordinal);

    /// <summary>The choices for one address, by namespace, address and path. Personal data.</summary>
    public ImmutableArray<(string Namespace, string Id, string Path, XdmChoice Choice)> ByAddress { get; init; } = [];

    /// <summary>When they were last changed; null when not said.</summary>
    public Instant? Time { get; init; }

    /// <summary>Identifiers of the profile, by namespace, from its <c>identityMap</c>. Personal data.</summary>
    public ImmutableArray<(string Namespace, string Id)> Identities { get; init; } = [];

    /// <summary>Every path something is said about.</summary>
    public IEnumerable<string> Paths => Choices.Keys.Concat(ByAddress.Select(one => one.Path)).Distinct(StringComparer.Ordinal);

    /// <summary>What stands for a path, for one address or for the profile.</summary>
    /// <param name="path">For example <c>marketing.email</c>.</param>
    /// <param name="space">The address's namespace; empty for the profile as a whole.</param>
    /// <param name="id">The address.</param>
    public XdmChoice Standing(string path, string space = "", string id = "")
    {
        if (path.StartsWith("marketing.", StringComparison.Ordinal) && Choices.TryGetValue("marketing.any", out var any) && any.IsNo)
        {
            return any;
        }

        if (Choices.TryGetValue(path, out var whole) && whole.IsNo)
        {
            return whole;
        }

        foreach (var one in ByAddress)
        {
            if (one.Path == path && one.Namespace == space && one.Id == id)
            {
                return one.Choice;
            }
        }

        return whole ?? XdmChoice.Unknown;
    }

    /// <inheritdoc />
    public override string ToString() => $"XdmConsents({Choices.Count} choices, {ByAddress.Length} by address)";
}

/// <summary>One choice.</summary>
/// <param name="Value">As it came: <c>y</c>, <c>n</c>, <c>p</c>, <c>u</c>, or a word for a legal basis.</param>
/// <param name="Time">When it was made; null when not said.</param>
/// <param name="Reason">Why, in the subject's words; empty when not said.</param>
public sealed record XdmChoice(string Value, Instant? Time, string Reason)
{
    /// <summary>Nothing was said.</summary>
    public static XdmChoice Unknown { get; } = new("u", null, "");

    /// <summary>Whether it is a no.</summary>
    public bool IsNo => Value == "n";

    /// <summary>What it is in DPV's words.</summary>
    public DpvState State => Value switch
    {
        "y" => DpvState.ConsentGiven,
        "n" => DpvState.ConsentRefused,
        "p" => DpvState.ConsentRequested,
        _ => DpvState.ConsentUnknown,
    };
}

/// <summary>Reads and writes <see cref="XdmConsents"/>.</summary>
public static class XdmForm
{
    private const string Source = "Adobe XDM, Consents and Preferences";
    private const int DepthMax = 6;

    private static readonly string[] NotChoices = ["metadata", "idSpecific"];

    /// <summary>Writes profiles as a list of <c>{"identityMap": …, "consents": …}</c>.</summary>
    public static byte[] Write(IReadOnlyList<XdmConsents> profiles) => RecordJson.Write(json =>
    {
        json.WriteStartArray();
        foreach (var profile in profiles)
        {
            json.WriteStartObject();
            if (!profile.Identities.IsEmpty)
            {
                json.WriteStartObject("identityMap"u8);
                foreach (var space in profile.Identities.GroupBy(one => one.Namespace, StringComparer.Ordinal))
                {
                    json.WriteStartArray(space.Key);
                    foreach (var (_, id) in space)
                    {
                        json.WriteStartObject();
                        json.WriteString("id"u8, id);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteStartObject("consents"u8);
            XdmTree.Write(json, [.. profile.Choices.Select(one => (one.Key, one.Value))]);
            WriteByAddress(json, profile);
            if (profile.Time is { } time)
            {
                json.WriteStartObject("metadata"u8);
                json.WriteString("time"u8, time.ToString());
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Reads profiles: one, or a list of them; the <c>consents</c> object alone is one too.</summary>
    public static RecordReading<IReadOnlyList<XdmConsents>> Read(ReadOnlyMemory<byte> file) => RecordJson.Read<IReadOnlyList<XdmConsents>>(file, (root, faults) =>
    {
        var profiles = new List<XdmConsents>();
        foreach (var element in root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : (IEnumerable<JsonElement>)[root])
        {
            var at = root.ValueKind == JsonValueKind.Array ? $"[{profiles.Count}]." : "";
            if (profiles.Count == RecordJson.RecordsMax || element.ValueKind != JsonValueKind.Object)
            {
                faults.Add(at.Length > 0 ? at.TrimEnd('.') : "the file", $"is not an object, or one of more than {RecordJson.RecordsMax}", Source);
                return null;
            }

            profiles.Add(Profile(element, at, faults));
        }

        return profiles;
    });

    private static XdmConsents Profile(JsonElement profile, string at, FaultList faults)
    {
        var consents = profile;
        if (profile.TryGetProperty("consents", out var inner))
        {
            consents = inner;
            at += "consents.";
        }
        else if (profile.TryGetProperty("identityMap", out _))
        {
            faults.Add($"{at}consents", "is missing and mandatory", Source);
        }

        if (consents.ValueKind != JsonValueKind.Object)
        {
            faults.Add(at.TrimEnd('.'), "is not an object", Source);
            return new XdmConsents();
        }

        var choices = ImmutableSortedDictionary.CreateBuilder<string, XdmChoice>(StringComparer.Ordinal);
        foreach (var (path, choice) in Choices(consents, at, faults))
        {
            choices[path] = choice;
        }

        var byAddress = ImmutableArray.CreateBuilder<(string, string, string, XdmChoice)>();
        foreach (var (space, id, element, place) in Addresses(consents, "idSpecific", at, faults))
        {
            byAddress.AddRange(Choices(element, place, faults).Select(one => (space, id, one.Path, one.Choice)));
        }

        return new XdmConsents
        {
            Choices = choices.ToImmutable(),
            ByAddress = byAddress.ToImmutable(),
            Time = consents.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object ? TimeIn(metadata, $"{at}metadata.", faults) : null,
            Identities = [.. Identities(profile, faults)],
        };
    }

    private static IEnumerable<(string Namespace, string Id)> Identities(JsonElement profile, FaultList faults)
    {
        if (!profile.TryGetProperty("identityMap", out var map))
        {
            yield break;
        }

        if (map.ValueKind != JsonValueKind.Object)
        {
            faults.Add("identityMap", "is not an object", Source);
            yield break;
        }

        foreach (var space in map.EnumerateObject())
        {
            var ids = RecordJson.Objects(map, space.Name, "identityMap.", Source, faults, (element, at) => RecordJson.Required(element, "id", "identityMap[].", Source, faults));
            foreach (var id in ids)
            {
                yield return (space.Name, id);
            }
        }
    }

    /// <summary>Every choice in an object, however deep: an object with <c>val</c> is one.</summary>
    private static List<(string Path, XdmChoice Choice)> Choices(JsonElement of, string at, FaultList faults)
    {
        var found = new List<(string, XdmChoice)>();
        Walk(of, "", 0);
        return found;

        void Walk(JsonElement node, string path, int depth)
        {
            if (node.ValueKind != JsonValueKind.Object || depth > DepthMax)
            {
                return;
            }

            if (path.Length > 0 && node.TryGetProperty("val", out var value))
            {
                var text = RecordJson.Text(value, $"{at}{path}.val", Source, faults);
                found.Add((path, new XdmChoice(text, TimeIn(node, $"{at}{path}.", faults), RecordJson.Optional(node, "reason", $"{at}{path}.", Source, faults))));
                return;
            }

            foreach (var member in node.EnumerateObject())
            {
                if (member.Name.Contains('.', StringComparison.Ordinal))
                {
                    faults.Add($"{at}{path}", "has a member with a dot in its name, which would read as two", Source);
                }
                else if (depth > 0 || !NotChoices.Contains(member.Name))
                {
                    Walk(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", depth + 1);
                }
            }
        }
    }

    private static IEnumerable<(string Namespace, string Id, JsonElement Element, string At)> Addresses(JsonElement consents, string member, string at, FaultList faults)
    {
        if (!consents.TryGetProperty(member, out var spaces))
        {
            yield break;
        }

        if (spaces.ValueKind != JsonValueKind.Object || spaces.EnumerateObject().Any(space => space.Value.ValueKind != JsonValueKind.Object))
        {
            faults.Add($"{at}{member}", "is not an object of objects", Source);
            yield break;
        }

        foreach (var space in spaces.EnumerateObject())
        {
            foreach (var address in space.Value.EnumerateObject())
            {
                // The address itself is not repeated in a fault: it is personal.
                yield return (space.Name, address.Name, address.Value, $"{at}{member}[].");
            }
        }
    }

    private static Instant? TimeIn(JsonElement node, string at, FaultList faults)
    {
        var text = RecordJson.Optional(node, "time", at, Source, faults);
        if (text.Length == 0)
        {
            return null;
        }

        if (RecordJson.TimeOf(text) is { } time)
        {
            return time;
        }

        faults.Add($"{at}time", "is no ISO 8601 time", Source);
        return null;
    }

    private static void WriteByAddress(Utf8JsonWriter json, XdmConsents profile)
    {
        if (profile.ByAddress.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("idSpecific"u8);
        foreach (var space in profile.ByAddress.GroupBy(one => one.Namespace, StringComparer.Ordinal))
        {
            json.WriteStartObject(space.Key);
            foreach (var address in space.GroupBy(one => one.Id, StringComparer.Ordinal))
            {
                json.WriteStartObject(address.Key);
                XdmTree.Write(json, [.. address.Select(one => (one.Path, one.Choice))]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}

/// <summary>Writes paths as nested objects.</summary>
internal static class XdmTree
{
    /// <summary>Writes the members of an object already begun.</summary>
    internal static void Write(Utf8JsonWriter json, IReadOnlyList<(string Path, XdmChoice Choice)> choices)
    {
        foreach (var head in choices.GroupBy(one => one.Path.Split('.', 2)[0], StringComparer.Ordinal))
        {
            json.WriteStartObject(head.Key);
            if (head.FirstOrDefault(one => one.Path == head.Key) is { Choice: { } choice })
            {
                json.WriteString("val"u8, choice.Value);
                if (choice.Time is { } time)
                {
                    json.WriteString("time"u8, time.ToString());
                }

                if (choice.Reason.Length > 0)
                {
                    json.WriteString("reason"u8, choice.Reason);
                }
            }

            Write(json, [.. head.Where(one => one.Path != head.Key).Select(one => (one.Path[(head.Key.Length + 1)..], one.Choice))]);
            json.WriteEndObject();
        }
    }
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Collect;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>sources.yaml</c>: the systems that send events, their keys, contracts and notices.</summary>
internal static class SourcesReader
{
    private const int WriteKeyMin = 16;
    private const int WriteKeyMax = 128;

    public static FrozenDictionary<string, Source> Read(WorkspaceDraft draft)
    {
        var keys = draft.Files.Find("sources.yaml");
        if (keys is null)
        {
            return FrozenDictionary<string, Source>.Empty;
        }

        keys.Need("sources", "List at least one source below \"sources:\".");
        var sources = keys.Named("sources").Select(entry => (entry.Key, entry.At, ReadOne(entry, draft))).ToArray();
        keys.Done();

        foreach (var same in sources.Where(source => source.Item3.WriteKey.Length > 0).GroupBy(source => source.Item3.WriteKey).Where(same => same.Count() > 1))
        {
            var names = string.Join(" and ", same.Select(source => source.Key));
            draft.Faults.Add(same.Last().At, "same-write-key", $"{names} have the same write key.", "Give each its own: the key says who is sending.");
        }

        return draft.ByName(sources, "source");
    }

    private static Source ReadOne(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The source \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        var title = keys.Local("title", "missing-text", "Give it a short name in en and ru.");
        var writeKey = ReadWriteKey(keys, draft.Faults);
        var isTrusted = keys.Flag("trusted", false);
        var contracts = ReadContracts(keys, draft);
        var verifies = ReadVerifies(keys, isTrusted, draft);
        var notice = ReadNotice(keys, draft);
        var channel = keys.Text("channel");
        if (channel.Length > 0)
        {
            Names.Check(channel, keys.PlaceOf("channel"), draft.Faults);
        }

        var language = keys.Choice("language", "en", ("en", "en"), ("ru", "ru"));
        var jurisdiction = keys.Text("jurisdiction");
        var categories = ReadCategories(keys, notice, channel, draft);
        var origins = ReadOrigins(keys, draft.Faults);
        keys.Done();
        if (!draft.SourceNumbers.TryNumber(entry.Key, out var code))
        {
            draft.Faults.Add(entry.At, "too-many-sources", "All 65,535 source numbers are given away.", "Use the name of an earlier source.");
        }

        return new Source(entry.Key, code, writeKey, contracts, notice, channel, language, verifies, isTrusted, categories, origins, title) { Jurisdiction = jurisdiction };
    }

    private static string ReadWriteKey(KeyReader keys, FaultList faults)
    {
        const string Remedy = "Write 16 to 128 letters, digits, dashes or underscores; make it random in production.";
        var key = keys.NeedScalar("write-key", Remedy);
        if (key is null)
        {
            return "";
        }

        if (key.Text.Length is < WriteKeyMin or > WriteKeyMax)
        {
            faults.Add(key.At, "write-key-length", $"The write key has {key.Text.Length} characters.", Remedy);
        }
        else if (!key.Text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            faults.Add(key.At, "bad-write-key", "The write key holds other characters than letters, digits, dashes and underscores.", Remedy);
        }

        return key.Text;
    }

    private static ImmutableArray<Contract> ReadContracts(KeyReader keys, WorkspaceDraft draft)
    {
        keys.Need("contracts", "Name the contracts that say what it may send.");
        var contracts = ImmutableArray.CreateBuilder<Contract>();
        foreach (var name in keys.Scalars("contracts"))
        {
            if (draft.Contracts.TryResolve(name, "contract", draft.Faults, out var contract))
            {
                contracts.Add(contract);
            }
        }

        foreach (var twice in contracts
            .SelectMany(contract => contract.Events.Select(rule => (contract.Name, rule.Type, rule.Event)).Distinct())
            .GroupBy(rule => (rule.Type, rule.Event))
            .Where(same => same.Count() > 1))
        {
            var names = string.Join(" and ", twice.Select(rule => rule.Name).Distinct(StringComparer.Ordinal));
            var name = twice.Key.Event.Length > 0 ? twice.Key.Event : twice.Key.Type.ToString().ToLowerInvariant();
            draft.Faults.Add(keys.PlaceOf("contracts"), "event-in-two-contracts", $"{names} both allow \"{YamlFile.Shown(name)}\", so it is not clear which one holds.", "Name only one of them, or move the event into a contract of its own.");
        }

        return contracts.ToImmutable();
    }

    private static ImmutableArray<string> ReadVerifies(KeyReader keys, bool isTrusted, WorkspaceDraft draft)
    {
        var verifies = keys.Scalars("verifies");
        foreach (var type in verifies)
        {
            draft.IdentifierTypes.TryResolve(type, "identifier type", draft.Faults, out _);
        }

        if (!isTrusted && verifies.Length > 0)
        {
            draft.Faults.Add(keys.PlaceOf("verifies"), "untrusted-verifies", "This source vouches for identifiers, but anybody who reads a page can have its key.", "Write \"trusted: true\" if its key is kept secret on a server, else remove \"verifies\".");
        }

        return [.. verifies.Select(type => type.Text)];
    }

    private static string ReadNotice(KeyReader keys, WorkspaceDraft draft)
    {
        var notice = keys.FindScalar("notice");
        if (notice is not null && draft.Notices.TryResolve(notice, "notice", draft.Faults, out _))
        {
            keys.Need("channel", "Say by what way its notice is shown: web, app, in-person, …");
        }

        return notice?.Text ?? "";
    }

    /// <summary>What every object of JavaScript has from the start.</summary>
    private static readonly HashSet<string> TakenNames = new(StringComparer.Ordinal)
    {
        "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
        "__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__",
    };

    private static ImmutableArray<KeyValuePair<string, string>> ReadCategories(KeyReader keys, string notice, string channel, WorkspaceDraft draft)
    {
        var categories = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var entry in keys.Entries("consent-categories"))
        {
            if (entry.Value is not YamlScalar name)
            {
                draft.Faults.Add(entry.Value.At, "wrong-type", $"A consent category stands for one purpose; this is {entry.Value.Kind}.", "Write the purpose's name.");
                continue;
            }

            if (!draft.Purposes.TryResolve(name, "purpose", draft.Faults, out var purpose))
            {
                continue;
            }

            categories.Add(KeyValuePair.Create(entry.Key, purpose.Name));
            if (TakenNames.Contains(entry.Key))
            {
                draft.Faults.Add(entry.At, "category-name-taken", $"Every object of a page has something named \"{YamlFile.Shown(entry.Key)}\", which scripts would take for an answer.", "Give the category another name.");
            }

            if (notice.Length == 0 || channel.Length == 0)
            {
                draft.Faults.Add(entry.At, "category-without-notice", "This source reports consents without saying what people were shown.", "Add \"notice\" and \"channel\" to the source: without them no grant is whole.");
            }
            else if (draft.Notices.TryGetValue(notice, out var shown) && !shown.Purposes.Contains(purpose))
            {
                draft.Faults.Add(name.At, "purpose-not-asked", $"The notice {shown.Id} does not ask for \"{purpose.Name}\".", "Add the purpose to the notice (as a new version), or remove the category.");
            }
        }

        return categories.ToImmutable();
    }

    private static ImmutableArray<string> ReadOrigins(KeyReader keys, FaultList faults)
    {
        var origins = keys.Scalars("origins");
        foreach (var origin in origins.Where(origin => !IsOrigin(origin.Text)))
        {
            faults.Add(origin.At, "bad-origin", $"\"{YamlFile.Shown(origin.Text)}\" is no origin.", "Write scheme, host and port only, for example https://www.example.com.");
        }

        return [.. origins.Select(origin => origin.Text)];
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.GetLeftPart(UriPartial.Authority) == text;
}

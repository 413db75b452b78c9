using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Workspaces.Reading;

namespace Fulcrum.Workspaces.Disclosures;

/// <summary>Reads <c>disclosures.yaml</c> (who answers for the data, who receives it, where it is) and what each purpose says of it.</summary>
internal static class DisclosuresReader
{
    private const string File = "disclosures.yaml";
    private const string Officer = "data-protection-officer";

    /// <summary>Reads the file, before the purposes that refer to it; nothing declared when there is none.</summary>
    public static DisclosureBook Read(WorkspaceDraft draft)
    {
        var keys = draft.Files.Find(File);
        if (keys is null)
        {
            return DisclosureBook.None;
        }

        var controller = ReadController(keys, draft.Faults);
        var recipients = keys.Named("recipients").Select(entry => (entry.Key, entry.At, ReadRecipient(entry, draft.Faults))).ToArray();
        var places = keys.Named("places").Select(entry => (entry.Key, entry.At, ReadPlace(entry, draft.Faults))).ToArray();
        var categories = keys.Entries("categories").Select(entry => (entry.Key, entry.At, ReadCategory(entry, draft.Faults))).ToArray();
        keys.Done();
        return DisclosureBook.None with
        {
            Controller = controller,
            Recipients = draft.ByName(recipients, "recipient"),
            Places = draft.ByName(places, "place"),
            Categories = draft.ByName(categories, "category"),
        };
    }

    /// <summary>Reads what a purpose says; leaves it with the draft.</summary>
    public static void ReadPurpose(KeyReader keys, string purpose, WorkspaceDraft draft)
    {
        var read = new PurposeDisclosure(
            Named(keys, "recipients", "recipient", draft.Disclosures.Recipients, draft.Faults, recipient => recipient.Name),
            keys.FindSpan("retention"),
            Named(keys, "places", "place", draft.Disclosures.Places, draft.Faults, place => place.Name),
            keys.Find("withdrawal") is null ? null : keys.Local("withdrawal", "missing-text", "Say in plain words, in en and ru, how to say no."));
        if (read != PurposeDisclosure.None)
        {
            draft.PurposeDisclosures[purpose] = read;
        }
    }

    /// <summary>Ties what the purposes said to the rest, and reports recipients and places that no purpose names.</summary>
    public static DisclosureBook Tie(WorkspaceDraft draft)
    {
        var book = draft.Disclosures with { Purposes = draft.PurposeDisclosures.ToFrozenDictionary(StringComparer.Ordinal) };
        if (draft.Files.Find(File) is not { } keys)
        {
            return book;
        }

        foreach (var entry in keys.Entries("recipients").Where(entry => !book.Purposes.Values.Any(purpose => purpose.Recipients.Any(recipient => recipient.Name == entry.Key))))
        {
            draft.Faults.AddUnresolved(entry.At, "never-named", $"No purpose names the recipient \"{YamlFile.Shown(entry.Key)}\".", "Name it below \"recipients\" of each purpose it receives data for, or remove it.");
        }

        foreach (var entry in keys.Entries("places").Where(entry => !book.Purposes.Values.Any(purpose => purpose.Places.Any(place => place.Name == entry.Key))))
        {
            draft.Faults.AddUnresolved(entry.At, "never-named", $"No purpose names the place \"{YamlFile.Shown(entry.Key)}\".", "Name it below \"places\" of each purpose whose data is there, or remove it.");
        }

        return book;
    }

    private static ImmutableArray<T> Named<T>(
        KeyReader keys, string key, string what, FrozenDictionary<string, T> known, FaultList faults, Func<T, string> name)
        where T : class
    {
        var found = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var scalar in keys.Scalars(key))
        {
            if (known.TryResolve(scalar, what, faults, out var one))
            {
                found[name(one)] = one;
            }
        }

        return found.Count == 0 ? [] : [.. found.Values];
    }

    private static Controller? ReadController(KeyReader keys, FaultList faults)
    {
        if (keys.Find("controller") is not { } node)
        {
            return null;
        }

        var parts = new KeyReader(node, "\"controller\"", faults);
        var controller = new Controller(
            parts.Local("name", "missing-text", "Write the company's name in en and ru."),
            parts.Local("address", "missing-text", "Write its postal address in en and ru."),
            parts.Local("contact", "missing-text", "Say in en and ru whom to ask about data."),
            ReadEmail(parts, faults),
            ReadUrl(parts, faults),
            parts.Find(Officer) is null ? null : parts.Local(Officer, "missing-text", "Write who it is and how to reach them, in en and ru."));
        parts.Done();
        return controller;
    }

    private static string ReadEmail(KeyReader keys, FaultList faults)
    {
        const string Remedy = "Write the address where questions about data arrive, for example privacy@example.com.";
        var email = keys.NeedScalar("email", Remedy);
        if (email is not null && !Email.TryParse(email.Text, out _))
        {
            faults.Add(email.At, "bad-email", "\"email\" is no e-mail address.", "Write an address like privacy@example.com.");
        }

        return email?.Text ?? "";
    }

    private static Uri? ReadUrl(KeyReader keys, FaultList faults)
    {
        if (keys.FindScalar("url") is not { } url)
        {
            return null;
        }

        if (Uri.TryCreate(url.Text, UriKind.Absolute, out var read) && read.Scheme == "https")
        {
            return read;
        }

        faults.Add(url.At, "bad-url", "\"url\" is no address of a page.", "Write a whole address that starts with https://.");
        return null;
    }

    private static Recipient ReadRecipient(YamlEntry entry, FaultList faults)
    {
        var keys = new KeyReader(entry.Value, $"The recipient \"{YamlFile.Shown(entry.Key)}\"", faults);
        var title = keys.Local("title", "missing-text", "Say in en and ru who it is.");
        keys.Need("role", "Say on whose behalf they use the data: processor, controller, joint-controller or authority.");
        var role = keys.Choice(
            "role",
            RecipientRole.Controller,
            ("processor", RecipientRole.Processor),
            ("controller", RecipientRole.Controller),
            ("joint-controller", RecipientRole.JointController),
            ("authority", RecipientRole.Authority));
        var country = ReadCountry(keys, faults);
        keys.Done();
        return new Recipient(entry.Key, title, role, country);
    }

    private static DataPlace ReadPlace(YamlEntry entry, FaultList faults)
    {
        var keys = new KeyReader(entry.Value, $"The place \"{YamlFile.Shown(entry.Key)}\"", faults);
        var title = keys.Local("title", "missing-text", "Say in en and ru what it is.");
        var country = ReadCountry(keys, faults);
        var use = keys.Choice("use", PlaceUse.Both, ("storage", PlaceUse.Storage), ("processing", PlaceUse.Processing), ("both", PlaceUse.Both));
        keys.Done();
        return new DataPlace(entry.Key, title, country, use);
    }

    private static string ReadCountry(KeyReader keys, FaultList faults)
    {
        const string Remedy = "Write the two capital letters of ISO 3166-1, for example DE.";
        var country = keys.NeedScalar("country", Remedy);
        if (country is not null && !Countries.Has(country.Text))
        {
            faults.Add(country.At, "unknown-country", $"\"{YamlFile.Shown(country.Text)}\" is no country.", "Write the two capital letters of ISO 3166-1, for example DE.");
        }

        return country?.Text ?? "";
    }

    private static LocalText ReadCategory(YamlEntry entry, FaultList faults)
    {
        if (!DataCategories.All.Contains(entry.Key))
        {
            faults.Add(entry.At, "unknown-category", $"\"{YamlFile.Shown(entry.Key)}\" is no data category.", Nearest.Remedy(entry.Key, DataCategories.All));
        }

        var keys = new KeyReader(entry.Value, $"The category \"{YamlFile.Shown(entry.Key)}\"", faults);
        var title = new LocalText(keys.Text("en").Trim(), keys.Text("ru").Trim());
        keys.Done();
        if (keys.IsMap && (title.En.Length == 0 || title.Ru.Length == 0))
        {
            faults.Add(entry.At, "missing-text", $"The plain title of \"{YamlFile.Shown(entry.Key)}\" is missing.", "Write {en: …, ru: …}.");
        }

        return title;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Decisions.Rules;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>contact-policy.yaml</c>: caps, quiet hours and suppressions over all teams and channels.</summary>
internal static class ContactPolicyReader
{
    public static ContactPolicy Read(WorkspaceDraft draft)
    {
        var keys = draft.Files.Find("contact-policy.yaml");
        if (keys is null)
        {
            return new ContactPolicy([], [], []);
        }

        var caps = keys.Named("caps").Select(entry => ReadCap(entry, draft)).ToImmutableArray();
        var quietHours = keys.Items("quiet-hours").Select(item => ReadQuietHours(item, draft)).ToImmutableArray();
        var suppressions = keys.Named("suppressions").Select(entry => ReadSuppression(entry, draft)).ToImmutableArray();
        keys.Done();
        return new ContactPolicy(caps, quietHours, suppressions);
    }

    private static Cap ReadCap(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The cap \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        keys.Need("scope", "Say which contacts count together: each-offer, promotional, tag, channel or placement.");
        var scope = keys.Choice(
            "scope",
            CapScope.Promotional,
            ("each-offer", CapScope.EachOffer),
            ("promotional", CapScope.Promotional),
            ("tag", CapScope.Tag),
            ("channel", CapScope.Channel),
            ("placement", CapScope.Placement));
        var of = ReadOf(keys, scope, draft);
        keys.Need("contacts-max", "Say how many contacts are allowed within the span.");
        var contactsMax = keys.Whole("contacts-max", 1, 1, 10_000);
        keys.Need("span", "Say how far back contacts count, for example 7d.");
        var span = keys.FindSpan("span") ?? TimeSpan.FromDays(1);
        keys.Done();
        return new Cap(entry.Key, scope, of, contactsMax, span, entry.At);
    }

    private static string ReadOf(KeyReader keys, CapScope scope, WorkspaceDraft draft)
    {
        if (scope is CapScope.EachOffer or CapScope.Promotional)
        {
            if (keys.FindScalar("of") is { } needless)
            {
                draft.Faults.Add(needless.At, "needless-of", "This scope counts without \"of\".", "Remove \"of\", or write scope tag, channel or placement.");
            }

            return "";
        }

        var of = keys.NeedScalar("of", "Name the tag, channel or placement that is counted.");
        if (of is null)
        {
            return "";
        }

        var (what, known) = scope switch
        {
            CapScope.Tag => ("tag", draft.Offers.Values.SelectMany(offer => offer.Tags)),
            CapScope.Channel => ("channel", draft.Placements.Values.Select(placement => placement.Channel)),
            _ => ("placement", draft.Placements.Keys),
        };
        if (!known.Contains(of.Text))
        {
            draft.Faults.AddUnresolved(of.At, "unknown-name", $"There is no {what} \"{YamlFile.Shown(of.Text)}\", so this cap counts nothing.", Nearest.Remedy(of.Text, known.Distinct(StringComparer.Ordinal)));
        }

        return of.Text;
    }

    private static QuietHours ReadQuietHours(YamlNode node, WorkspaceDraft draft)
    {
        var keys = new KeyReader(node, "Quiet hours", draft.Faults);
        var channel = keys.NeedScalar("channel", "Name the channel that must not speak then.");
        var channels = draft.Placements.Values.Select(placement => placement.Channel).Distinct(StringComparer.Ordinal).ToArray();
        if (channel is not null && !channels.Contains(channel.Text))
        {
            draft.Faults.AddUnresolved(channel.At, "unknown-name", $"No placement speaks through the channel \"{YamlFile.Shown(channel.Text)}\".", Nearest.Remedy(channel.Text, channels));
        }

        var from = ReadMinute(keys, "from", draft.Faults);
        var until = ReadMinute(keys, "until", draft.Faults);
        if (from == until && keys.IsMap && keys.Find("from") is not null)
        {
            draft.Faults.Add(keys.PlaceOf("until"), "never-quiet", "These hours end when they begin.", "Make \"until\" another time; it may be smaller than \"from\" to go over midnight.");
        }

        var zone = BasicsReader.ReadZone(keys.FindScalar("zone"), draft.Faults) ?? draft.Basics.Settings.Zone;
        keys.Done();
        return new QuietHours(channel?.Text ?? "", from, until, zone.Id);
    }

    private static int ReadMinute(KeyReader keys, string key, FaultList faults)
    {
        const string Remedy = "Write a time of day in quotes, for example \"21:00\".";
        var text = keys.NeedScalar(key, Remedy);
        if (text is null)
        {
            return 0;
        }

        if (TimeOnly.TryParseExact(text.Text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return (time.Hour * 60) + time.Minute;
        }

        faults.Add(text.At, "bad-time", $"\"{key}\" is no time of day.", Remedy);
        return 0;
    }

    private static Suppression ReadSuppression(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The suppression \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        var name = keys.NeedScalar("fact", "Name the protective fact it rests on.");
        FactDefinition? fact = null;
        if (name is not null && draft.Facts.TryResolve(name, "fact", draft.Faults, out fact) && !draft.Purposes.Values.Any(purpose => purpose.Protective && fact.Purposes.Contains(purpose)))
        {
            draft.Faults.Add(name.At, "not-protective", $"\"{fact.Name}\" is for no protective purpose.", "Add a protective purpose to the fact and to what it is made from, or name another fact.");
        }

        var rule = keys.NeedScalar("rule", "Write when it holds, for example \"rule: open-complaints > 0\".");
        draft.Rules.Note(rule, RuleUse.Suppression, entry.Key);
        var reason = keys.Local("reason", "missing-reason", "Say in plain words, in en and ru, why promotion is off then.");
        keys.Done();
        fact ??= new FactDefinition(
            "", 0, FactType.Number, new DataLabel("user", Sensitivity.Ordinary, []), PurposeSet.Empty, Provenance.Derived, reason, null, reason, entry.At);
        return new Suppression(entry.Key, fact, rule?.Text ?? "", reason, rule?.At ?? entry.At);
    }
}

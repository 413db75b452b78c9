using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using Fulcrum.Permits;
using Fulcrum.Workspaces;
using Fulcrum.Workspaces.Disclosures;

namespace Fulcrum.Consent.Records;

/// <summary>For whom and in which words records are made.</summary>
/// <param name="PrincipalId">What the records call the subject. Personal data, unless it is the subject's id.</param>
/// <param name="Language">Of the texts, <c>en</c> or <c>ru</c>.</param>
/// <param name="Jurisdiction">Whose law, as the one who asks says it; empty when not said.</param>
public sealed record RecordAsking(string PrincipalId, string Language, string Jurisdiction);

/// <summary>Makes the record of a subject's decisions about one purpose, or a part of it, from the journal's rows and what the workspace declares. Pure.</summary>
internal static class RecordMaker
{
    private const string ControllerId = "controller";
    private const string NoEnd = "until withdrawn";

    /// <summary>Makes one.</summary>
    /// <param name="subject">Whose.</param>
    /// <param name="about">The purpose and how much of it.</param>
    /// <param name="rows">Every decision about it, oldest first; at least one.</param>
    /// <param name="stands">What stands now, by all rules there are.</param>
    /// <param name="asking">For whom it is made.</param>
    /// <param name="workspace">The workspace in force.</param>
    /// <param name="now">Now.</param>
    internal static IsoRecord Make(
        SubjectId subject, ScopedPurpose about, IReadOnlyList<RecordedConsent> rows, ConsentState stands, RecordAsking asking, Workspace workspace, Instant now)
    {
        var last = rows[^1].Record;
        var disclosure = workspace.Disclosures.Of(about.Purpose);
        var events = rows.Select(row => Event(row, asking, workspace)).ToList();

        // A yes that no longer holds, for a reason no row tells (its notice is over, a merge left it open, a wider no ended it), must not look like one that does.
        if (events.MaxBy(it => it.Time) is { } latest && latest.State.IsValid() && stands != ConsentState.Given)
        {
            events.Add(new IsoEvent
            {
                Time = now, ValidityDuration = NoEnd, EntityId = ControllerId, Type = "computed", StateWord = DpvStates.Of(stands).ToString(), Source = "fulcrum",
            });
        }

        return new IsoRecord
        {
            RecordId = $"{subject}/{about}",
            PrincipalId = asking.PrincipalId,
            Processing = [Processing(about, last, disclosure, asking, workspace)],
            Parties = [.. Parties(disclosure, asking.Language, workspace)],
            Events = [.. events],
        };
    }

    private static IsoProcessing Processing(ScopedPurpose about, ConsentRecord last, PurposeDisclosure disclosure, RecordAsking asking, Workspace workspace)
    {
        var purpose = workspace.Purposes.GetValueOrDefault(about.Purpose);
        return new IsoProcessing
        {
            PrivacyNotice = last.Notice,
            Language = last.Language,
            Purpose = about.ToString(),
            PurposeTypes = purpose?.Classes ?? [],
            LawfulBasis = purpose is null ? "" : purpose.NeedsConsent ? "dpv:Consent" : $"dpv:{purpose.Basis}",
            PersonalData = purpose is null ? [] : [.. Data(purpose, about.Scope, workspace)],
            Controllers = workspace.Disclosures.Controller is null ? [] : [ControllerId],
            CollectionMethod = last.Channel,
            ProcessingMethods = purpose is null ? [] : [purpose.Reason.In(asking.Language)],
            StorageLocations = [.. disclosure.Places.Where(place => place.IsForStorage).Select(place => place.Country).Distinct()],
            ProcessingLocations = [.. disclosure.Places.Where(place => place.IsForProcessing).Select(place => place.Country).Distinct()],
            RetentionPeriod = disclosure.Retention is { } retention ? XmlConvert.ToString(retention) : "",
            Jurisdiction = asking.Jurisdiction,
            Recipients = disclosure.Recipients.IsEmpty ? ["none"] : [.. disclosure.Recipients.Select(recipient => recipient.Name)],
            WithdrawalMethod = disclosure.Withdrawal?.In(asking.Language) ?? "",
        };
    }

    /// <summary>The categories of what may be kept or read for the purpose, as the contracts and facts declare it.</summary>
    private static IEnumerable<IsoPersonalData> Data(Purpose purpose, ConsentScope scope, Workspace workspace) =>
        workspace.Facts.Values.Where(fact => fact.Purposes.Contains(purpose)).Select(fact => fact.Label)
            .Concat(workspace.Contracts.Values.SelectMany(contract => contract.Events).SelectMany(rule => rule.Properties).Where(rule => rule.Purposes.Contains(purpose)).Select(rule => rule.Label))
            .Where(label => new ConsentScope("", scope.Category).Covers(new ConsentScope("", label.Category)))
            .GroupBy(label => label.Category, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new IsoPersonalData
            {
                Type = group.Key,
                Optional = purpose.NeedsConsent ? "true" : "false",
                SensitiveCategory = group.Any(label => label.Sensitivity != Sensitivity.Ordinary) ? group.Key : "",
                SpecialCategory = group.Any(label => label.Sensitivity == Sensitivity.Special) ? group.Key : "",
            });

    private static IEnumerable<IsoParty> Parties(PurposeDisclosure disclosure, string language, Workspace workspace)
    {
        if (workspace.Disclosures.Controller is not { } controller)
        {
            yield break;
        }

        yield return new IsoParty
        {
            Id = ControllerId, Name = controller.Name.In(language), Address = controller.Address.In(language), Contact = controller.Contact.In(language),
            Type = "organisation", Role = "controller", Email = controller.Email, Url = controller.Url?.ToString() ?? "",
        };
        foreach (var recipient in disclosure.Recipients)
        {
            // Whoever has a question about a recipient asks the controller: the workspace promises its contact only.
            yield return new IsoParty
            {
                Id = recipient.Name, Name = recipient.Title.In(language), Address = recipient.Country, Contact = controller.Email,
                Type = "organisation", Role = Kebab(recipient.Role.ToString()),
            };
        }
    }

    private static IsoEvent Event(RecordedConsent row, RecordAsking asking, Workspace workspace)
    {
        var record = row.Record;
        return new IsoEvent
        {
            Time = record.At,
            ValidityDuration = workspace.Notices.TryGetValue(record.Notice, out var notice) && notice.Until is { } until ? until.ToString() : NoEnd,
            EntityId = asking.PrincipalId,
            Type = record.Method == ConsentMethod.Express ? "explicit" : record.Method.ToString().ToLowerInvariant(),
            StateWord = DpvStates.Of(record.State).ToString(),
            Channel = record.Channel,
            Source = record.Source,
            Sequence = row.Sequence.ToString(CultureInfo.InvariantCulture),
            Faults = record.Faults,
        };
    }

    private static string Kebab(string name) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}

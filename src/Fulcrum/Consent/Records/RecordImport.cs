using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Xml;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent.Records;

/// <summary>How names of elsewhere are told in the workspace's names, and what a file does not say itself.</summary>
/// <param name="Purposes">Our purpose, or a part of it as <see cref="ScopedPurpose"/> writes it, for each of theirs; or <c>skip</c> for one that is left out on purpose; one that is not here must have our name already. For XDM the key is the path.</param>
/// <param name="Notices">Our <c>name@version</c> for each of theirs; one that is not here is taken as it came.</param>
/// <param name="Notice">For records that name none; empty keeps such a yes as invalid.</param>
/// <param name="Language">For records that name none; empty keeps such a yes as invalid.</param>
/// <param name="Channel">For records that name none; empty means <c>import</c>.</param>
public sealed record ImportNames(
    FrozenDictionary<string, string> Purposes, FrozenDictionary<string, string> Notices, string Notice, string Language, string Channel);

/// <summary>One decision out of a file.</summary>
/// <param name="Field">Where in the file it stood.</param>
/// <param name="Namespace">The kind of the identifier as the file names it; empty where the file says only an id.</param>
/// <param name="PrincipalId">Whose decision. Personal data.</param>
/// <param name="Record">What is to be recorded; null when nothing is.</param>
/// <param name="Skipped">Why nothing is: <c>undecided</c>, <c>other-basis</c>, <c>left-out</c>; empty when something is.</param>
public sealed record ImportedConsent(string Field, string Namespace, string PrincipalId, ConsentRecord? Record, string Skipped)
{
    /// <inheritdoc />
    public override string ToString() => $"ImportedConsent({Field})";
}

/// <summary>Turns records of elsewhere into decisions that can be recorded: with their own time and notice, and never more than they were.</summary>
/// <remarks>
/// Pure. Of a record only what stands counts, which is its latest event. What is not a yes, a no or a withdrawal is kept as invalid with its
/// reason (<c>import-expired</c>, <c>import-invalidated</c>, <c>import-state-unknown</c>, <c>import-validity-ends</c>); what was never decided is
/// passed over. A yes is then judged like every other: without its evidence it is kept and enables nothing.
/// </remarks>
public static class RecordImport
{
    /// <summary>In <see cref="ImportNames.Purposes"/>: leave this purpose out.</summary>
    public const string LeaveOut = "skip";

    // What a record says of a yes that holds until it is taken back. Any other words may mean an end, and then it is no yes here.
    private static readonly FrozenSet<string> Endless = new[] { "", "until withdrawn", "EndlessDuration", "dpv:EndlessDuration", "https://w3id.org/dpv#EndlessDuration" }.ToFrozenSet(StringComparer.Ordinal);

    private const string Mapping = "mapping of the import";

    /// <summary>Decisions of records.</summary>
    /// <param name="records">Read by <see cref="IsoForm"/>, <see cref="DpvReader"/> or <see cref="KantaraForm"/>.</param>
    /// <param name="names">How their names are told in ours.</param>
    /// <param name="workspace">The workspace in force.</param>
    /// <param name="now">When they are taken in.</param>
    /// <param name="source">Who is named as reporting them, for example <c>import:kantara</c>.</param>
    public static RecordReading<IReadOnlyList<ImportedConsent>> Of(IReadOnlyList<IsoRecord> records, ImportNames names, Workspace workspace, Instant now, string source)
    {
        var (decisions, faults) = (new List<ImportedConsent>(), new FaultList());
        for (var index = 0; index < records.Count; index++)
        {
            var record = records[index];
            if (record.PrincipalId.Length == 0)
            {
                faults.Add($"records[{index}].pii_principal_id", "is missing and mandatory", "ISO/IEC TS 27560 M");
            }

            for (var at = 0; at < record.Processing.Length; at++)
            {
                var processing = record.Processing[at];
                var field = $"records[{index}].processing[{at}]";
                if (PurposeOf(processing.Purpose, names, workspace, $"{field}.purpose", faults) is { } purpose)
                {
                    decisions.Add(purpose.Purpose.Length == 0
                        ? new ImportedConsent(field, "", record.PrincipalId, null, "left-out")
                        : Of(record, processing, purpose, field, names, workspace, now, source));
                }
            }
        }

        return faults.IsEmpty ? new RecordReading<IReadOnlyList<ImportedConsent>>(decisions, []) : new RecordReading<IReadOnlyList<ImportedConsent>>(null, faults.Result);
    }

    /// <summary>Decisions of XDM profiles. Each must say by its <c>identityMap</c> whose they are.</summary>
    /// <inheritdoc cref="Of(IReadOnlyList{IsoRecord}, ImportNames, Workspace, Instant, string)" />
    public static RecordReading<IReadOnlyList<ImportedConsent>> Of(IReadOnlyList<XdmConsents> profiles, ImportNames names, Workspace workspace, Instant now, string source)
    {
        var (decisions, faults) = (new List<ImportedConsent>(), new FaultList());
        for (var index = 0; index < profiles.Count; index++)
        {
            var profile = profiles[index];
            if (profile.Identities is not [var (space, id), ..])
            {
                faults.Add($"[{index}].identityMap", "names nobody, so whose consents these are is not known", "Adobe XDM, Identity Map");
                continue;
            }

            foreach (var path in profile.Paths.Where(path => path is not "marketing.preferred"))
            {
                var field = $"[{index}].consents.{path}";
                if (PurposeOf(path, names, workspace, field, faults) is not { } purpose)
                {
                    continue;
                }

                decisions.Add(purpose.Purpose.Length == 0
                    ? new ImportedConsent(field, space, id, null, "left-out")
                    : Of(profile, path, purpose, field, (space, id), names, now, source));
            }
        }

        return faults.IsEmpty ? new RecordReading<IReadOnlyList<ImportedConsent>>(decisions, []) : new RecordReading<IReadOnlyList<ImportedConsent>>(null, faults.Result);
    }

    private static ImportedConsent Of(
        IsoRecord record, IsoProcessing processing, ScopedPurpose purpose, string field, ImportNames names, Workspace workspace, Instant now, string source)
    {
        if (record.Standing is not { } standing)
        {
            return new ImportedConsent(field, "", record.PrincipalId, null, "undecided");
        }

        if (processing.LawfulBasis is { Length: > 0 } basis && !IsConsent(basis))
        {
            return new ImportedConsent(field, "", record.PrincipalId, null, "other-basis");
        }

        var notice = processing.PrivacyNotice.Length > 0 ? names.Notices.GetValueOrDefault(processing.PrivacyNotice, processing.PrivacyNotice) : names.Notice;
        var (state, fault) = StateOf(standing, notice, workspace, now);
        if (state == ConsentState.Unknown)
        {
            return new ImportedConsent(field, "", record.PrincipalId, null, "undecided");
        }

        var at = standing.Time == Instant.Never ? now : standing.Time;
        return new ImportedConsent(field, "", record.PrincipalId, new ConsentRecord(
            purpose.Purpose, state, notice, processing.Language.Length > 0 ? processing.Language : names.Language, at, now,
            standing.Channel.Length > 0 ? standing.Channel : ChannelOf(names), MethodOf(standing.Type), Verified: false, source,
            fault.Length > 0 ? [fault] : [], Synthetic: false) { Scope = purpose.Scope }, "");
    }

    private static ImportedConsent Of(
        XdmConsents profile, string path, ScopedPurpose purpose, string field, (string Namespace, string Id) whose, ImportNames names, Instant now, string source)
    {
        // A no for any address of the profile is a no: nothing may be widened, and which address is meant later is not known.
        var choice = profile.ByAddress.Where(one => one.Path == path).Select(one => profile.Standing(path, one.Namespace, one.Id)).Append(profile.Standing(path))
            .MinBy(one => one.IsNo ? 0 : one.State.IsValid() ? 2 : 1)!;
        var state = choice.State switch
        {
            DpvState.ConsentGiven => ConsentState.Given,
            DpvState.ConsentRefused => ConsentState.Refused,
            _ => ConsentState.Unknown,
        };
        if (state == ConsentState.Unknown)
        {
            return new ImportedConsent(field, whose.Namespace, whose.Id, null, choice.Value is "p" or "u" ? "undecided" : "other-basis");
        }

        // A yes whose time nobody knows is none; a no needs no time.
        var at = choice.Time ?? profile.Time;
        var isTimeless = at is null && state == ConsentState.Given;
        return new ImportedConsent(field, whose.Namespace, whose.Id, new ConsentRecord(
            purpose.Purpose, isTimeless ? ConsentState.Invalid : state, names.Notice, names.Language, at ?? now, now, ChannelOf(names), ConsentMethod.Express,
            Verified: false, source, isTimeless ? ["time-missing"] : [], Synthetic: false) { Scope = purpose.Scope }, "");
    }

    /// <summary>Our purpose; empty for one left out; null with a fault for one nobody mapped.</summary>
    private static ScopedPurpose? PurposeOf(string theirs, ImportNames names, Workspace workspace, string field, FaultList faults)
    {
        var ours = names.Purposes.GetValueOrDefault(theirs, theirs);
        if (ours == LeaveOut)
        {
            return new ScopedPurpose("", ConsentScope.Whole);
        }

        var scoped = ScopedPurpose.Of(ours);
        if (workspace.Purposes.ContainsKey(scoped.Purpose) || scoped.Purpose == ConsentRecord.EveryPurpose)
        {
            return scoped;
        }

        faults.Add(field, "is mapped to no purpose of the workspace: map it, or map it to skip", Mapping);
        return null;
    }

    private static (ConsentState State, string Fault) StateOf(IsoEvent standing, string notice, Workspace workspace, Instant now)
    {
        switch (standing.State)
        {
            case DpvState.ConsentRefused:
                return (ConsentState.Refused, "");
            case DpvState.ConsentWithdrawn or DpvState.ConsentRevoked:
                return (ConsentState.Withdrawn, "");
            case DpvState.ConsentExpired:
                return (ConsentState.Invalid, "import-expired");
            case DpvState.ConsentInvalidated:
                return (ConsentState.Invalid, standing.Faults is [var first, ..] ? first : "import-invalidated");
            case DpvState.ConsentGiven or DpvState.RenewedConsentGiven:
                break;
            default:
                return DpvStates.IsKnown(standing.StateWord) ? (ConsentState.Unknown, "") : (ConsentState.Invalid, "import-state-unknown");
        }

        if (standing.Time == Instant.Never)
        {
            return (ConsentState.Invalid, "time-missing");
        }

        if (Endless.Contains(standing.ValidityDuration))
        {
            return (ConsentState.Given, "");
        }

        if (EndOf(standing) is not { } end)
        {
            return (ConsentState.Invalid, "import-validity-ends");
        }

        if (end <= now)
        {
            return (ConsentState.Invalid, "import-expired");
        }

        // Here a yes ends with its notice only. One that ends earlier by itself would outlive its own end.
        return workspace.Notices.TryGetValue(notice, out var known) && known.Until is { } until && until <= end
            ? (ConsentState.Given, "")
            : (ConsentState.Invalid, "import-validity-ends");
    }

    /// <summary>When a yes ends by its own words; null when they do not say it so that a program can tell.</summary>
    private static Instant? EndOf(IsoEvent standing)
    {
        if (RecordJson.TimeOf(standing.ValidityDuration) is { } end)
        {
            return end;
        }

        if (!standing.ValidityDuration.StartsWith('P'))
        {
            return null;
        }

        try
        {
            return standing.Time + XmlConvert.ToTimeSpan(standing.ValidityDuration);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static bool IsConsent(string basis) =>
        basis.Contains("consent", StringComparison.OrdinalIgnoreCase) && basis != KantaraForm.NoConsent
        || basis.Contains("A6-1-a", StringComparison.OrdinalIgnoreCase) || basis.Contains("A9-2-a", StringComparison.OrdinalIgnoreCase);

    private static ConsentMethod MethodOf(string type) => type switch
    {
        "explicit" or "express" or "expressed" => ConsentMethod.Express,
        "bundled" => ConsentMethod.Bundled,
        "silent" => ConsentMethod.Silent,
        "signal" => ConsentMethod.Signal,
        _ => ConsentMethod.Implied, // Not known to be an act that means just this.
    };

    private static string ChannelOf(ImportNames names) => names.Channel.Length > 0 ? names.Channel : "import";
}

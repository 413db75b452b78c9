using System.Collections.Immutable;
using Fulcrum.Consent.Laws;
using Fulcrum.Consent.RulePacks;

namespace Fulcrum.Consent;

/// <summary>What the law demands of a grant beyond being whole and express. Pure.</summary>
internal static class ConsentDemands
{
    private const string NotAccepted = "guardian-method-not-accepted";

    /// <summary>What the grant lacks, and the grant with the rule that says so.</summary>
    internal static (ImmutableArray<string> Faults, ConsentRecord Record) Of(ConsentRecord record, PurposeLaw law, double? age)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        RuleDemand? decided = null;
        Add(law.IsBannedAt(age), "minor-protected", law.BannedBelowAge);
        Add(record.Evidence.AgeBand.Length > 0 && Age.OfText(record.Evidence.AgeBand, record.At) is null, "age-band-unreadable", law.ConsentAge);
        if (law.NeedsGuardianAt(age) && GuardianFaultOf(record, law) is { Length: > 0 } fault)
        {
            Add(isLacking: true, fault, fault == NotAccepted ? law.GuardianMethods : law.ConsentAge);
        }

        Add(law.NeedsSeparate && record.Evidence.IsSeparate != true, "not-separate", law.Separate);
        return (faults.ToImmutable(), decided is null ? record : record with { Evidence = record.Evidence with { Law = NameOf(decided) } });

        void Add(bool isLacking, string fault, RuleDemand? demand)
        {
            if (isLacking)
            {
                faults.Add(fault);
                decided ??= demand;
            }
        }
    }

    /// <summary>What a guardian's yes lacks; empty when it is shown as the law wants it.</summary>
    private static string GuardianFaultOf(ConsentRecord record, PurposeLaw law) => record.Evidence switch
    {
        // A text about a guardian is nothing that can be looked up.
        { GuardianProof: null, Guardian.Length: > 0 } => "guardian-unproved",
        { GuardianProof: null } => "guardian-missing",
        { GuardianProof: var proof } when !proof.IsWhole || proof.At > record.ReceivedAt => "guardian-incomplete",
        { GuardianProof: var proof } when law.GuardianMethods is { } methods && !methods.Value.Accepts(proof.Method) => NotAccepted,
        _ => "",
    };

    /// <summary>A rule by its pack and axis, for example <c>ru-152-fz/separate-document</c>.</summary>
    internal static string NameOf(RuleDemand demand) => $"{demand.Pack.Name}/{demand.Axis.Name}";
}

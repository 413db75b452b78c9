using System.Collections.Immutable;
using Fulcrum.Consent.Laws;
using Fulcrum.Consent.RulePacks;

namespace Fulcrum.Consent;

/// <summary>What the law demands of a grant beyond being whole and express. Pure.</summary>
internal static class ConsentDemands
{
    /// <summary>What the grant lacks, and the grant with the rule that says so.</summary>
    internal static (ImmutableArray<string> Faults, ConsentRecord Record) Of(ConsentRecord record, PurposeLaw law, double? age)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        RuleDemand? decided = null;
        Add(law.IsBannedAt(age), "minor-protected", law.BannedBelowAge);
        Add(law.NeedsGuardianAt(age) && record.Evidence.Guardian.Length == 0, "guardian-missing", law.ConsentAge);
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

    /// <summary>A rule by its pack and axis, for example <c>ru-152-fz/separate-document</c>.</summary>
    internal static string NameOf(RuleDemand demand) => $"{demand.Pack.Name}/{demand.Axis.Name}";
}

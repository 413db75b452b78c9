using System.Collections.Immutable;
using Fulcrum.Consent.Records;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Consent;

/// <summary>Problems of consent records that go out or come in. Each names the field, the rule and who says so.</summary>
internal static class ConsentFileProblems
{
    /// <summary>A file that cannot be taken in; nothing of it was.</summary>
    public static Problem Refused(ImmutableArray<RecordFault> faults) => new(
        StatusCodes.Status400BadRequest, "consent-records-refused", "The consent records are refused",
        $"{faults.Length} {(faults.Length == 1 ? "field is" : "fields are")} at fault, the first: {(faults.IsEmpty ? "" : faults[0])}",
        "Records are taken in wholly or not at all, and what a standard or law makes mandatory is never guessed.",
        "Mend the fields named and send all of it again.")
    {
        Fields = faults,
    };

    /// <summary>Records that a format cannot hold as they are.</summary>
    public static Problem Incomplete(ImmutableArray<RecordFault> faults) => new(
        StatusCodes.Status409Conflict, "consent-records-incomplete", "The consent records lack what the format demands",
        $"{faults.Length} {(faults.Length == 1 ? "field is" : "fields are")} missing, the first: {(faults.IsEmpty ? "" : faults[0])}",
        "A file that claims a standard must keep to it.",
        "Declare what is missing in the workspace (disclosures.yaml, purposes.yaml), say jurisdiction in the request, or ask for the format ours.")
    {
        Fields = faults,
    };

    /// <summary>XDM without a path for any purpose.</summary>
    public static Problem Unmapped { get; } = new(
        StatusCodes.Status400BadRequest, "xdm-paths-missing", "No path of XDM is given",
        "'purposes' names no path of XDM.",
        "Which of XDM's paths means which purpose is the company's own choice.",
        "Give 'purposes' as an object, for example {\"marketing.email\": \"marketing-email\"}.");
}

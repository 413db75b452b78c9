using System.Collections;
using System.Globalization;
using Fulcrum.Cli.Shell;
using Fulcrum.Consent.Signals;

namespace Fulcrum.Cli.Consent;

/// <summary>Consent strings as printed: names as their specifications spell them, ids as lists.</summary>
internal static class SignalForm
{
    private const int DecisecondMs = 100;

    /// <summary>A TC string.</summary>
    /// <exception cref="CommandFault">It cannot be read.</exception>
    public static IReadOnlyDictionary<string, object?> Tcf(string text) =>
        TcStringReader.TryRead(text, out var read, out var fault) ? Of(read) : throw new CommandFault(fault);

    /// <summary>A GPP string.</summary>
    /// <exception cref="CommandFault">It cannot be read.</exception>
    public static IReadOnlyDictionary<string, object?> Gpp(string text) =>
        GppStringReader.TryRead(text, out var read, out var fault)
            ? new Dictionary<string, object?>
            {
                ["schema"] = 1,
                ["version"] = read.Version,
                ["sections"] = read.Sections.Select(Of).ToArray(),
            }
            : throw new CommandFault(fault);

    /// <summary>The value of a <c>Sec-GPC</c> header.</summary>
    public static IReadOnlyDictionary<string, object?> Gpc(string text) => new Dictionary<string, object?>
    {
        ["schema"] = 1,
        ["set"] = GlobalPrivacyControl.IsSet([text]),
        ["why"] = GlobalPrivacyControl.IsSet([text]) ? "The value is exactly 1: do not sell or share." : "Only the value 1 means anything; any other is ignored.",
    };

    /// <summary>A field as lines of text: one of its own, or one for each thing in it.</summary>
    public static IEnumerable<IReadOnlyList<string>> Lines(string name, object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> inner => inner.SelectMany(field => Lines($"{name}.{field.Key}", field.Value)),
        Dictionary<string, object?>[] items => items.SelectMany((item, index) => Lines($"{name}[{index}]", item)),
        string or null => [[name, value as string ?? ""]],
        IEnumerable list => [[name, string.Join(' ', list.Cast<object>().Select(Text))]],
        _ => [[name, Text(value)]],
    };

    private static string Text(object value) => value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static Dictionary<string, object?> Of(TcString read)
    {
        var fields = new Dictionary<string, object?>
        {
            ["schema"] = 1,
            ["version"] = 2,
            ["created"] = Time(read.CreatedDeciseconds),
            ["lastUpdated"] = Time(read.LastUpdatedDeciseconds),
            ["cmpId"] = read.CmpId,
            ["cmpVersion"] = read.CmpVersion,
            ["consentScreen"] = read.ConsentScreen,
            ["consentLanguage"] = read.ConsentLanguage,
            ["vendorListVersion"] = read.VendorListVersion,
            ["tcfPolicyVersion"] = read.PolicyVersion,
            ["isServiceSpecific"] = read.IsServiceSpecific,
            ["useNonStandardTexts"] = read.UseNonStandardTexts,
            ["specialFeatureOptIns"] = read.SpecialFeatureOptIns.All.ToArray(),
            ["purposesConsent"] = read.PurposesConsent.All.ToArray(),
            ["purposesLITransparency"] = read.PurposesLegitimateInterest.All.ToArray(),
            ["purposeOneTreatment"] = read.PurposeOneTreatment,
            ["publisherCC"] = read.PublisherCountry,
            ["vendorConsents"] = Of(read.VendorConsents),
            ["vendorLegitimateInterests"] = Of(read.VendorLegitimateInterests),
            ["publisherRestrictions"] = read.PublisherRestrictions.Select(Of).ToArray(),
        };
        AddSegments(fields, read);
        fields["findings"] = read.Findings.Select(finding => new Dictionary<string, object?>
        {
            ["key"] = finding.Key, ["refuses"] = finding.Refuses, ["why"] = finding.Why,
        }).ToArray();
        fields["refused"] = !read.IsRelied;
        return fields;
    }

    private static void AddSegments(Dictionary<string, object?> fields, TcString read)
    {
        if (read.DisclosedVendors is { } disclosed)
        {
            fields["disclosedVendors"] = Of(disclosed);
        }

        if (read.AllowedVendors is { } allowed)
        {
            fields["allowedVendors"] = Of(allowed);
        }

        if (read.Publisher is { } publisher)
        {
            fields["publisherTC"] = new Dictionary<string, object?>
            {
                ["purposesConsent"] = publisher.Consent.All.ToArray(),
                ["purposesLITransparency"] = publisher.LegitimateInterest.All.ToArray(),
                ["numCustomPurposes"] = publisher.CustomPurposes,
                ["customPurposesConsent"] = Flags(publisher.CustomConsent),
                ["customPurposesLITransparency"] = Flags(publisher.CustomLegitimateInterest),
            };
        }
    }

    private static Dictionary<string, object?> Of(VendorIds ids) => new Dictionary<string, object?>
    {
        ["maxVendorId"] = ids.Max, ["encoding"] = ids.IsRange ? "range" : "bitfield", ["ids"] = ids.All.ToArray(),
    };

    private static Dictionary<string, object?> Of(TcRestriction restriction) => new Dictionary<string, object?>
    {
        ["purposeId"] = restriction.Purpose,
        ["restrictionType"] = (int)restriction.Kind,
        ["vendors"] = restriction.Vendors.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}").ToArray(),
    };

    private static Dictionary<string, object?> Of(GppSection section)
    {
        var fields = new Dictionary<string, object?> { ["id"] = section.Id, ["name"] = section.Name };
        if (section.Tc is { } tc)
        {
            fields["tcf"] = Of(tc);
        }
        else if (section.Fields.IsEmpty)
        {
            fields["text"] = section.Text;
        }

        foreach (var field in section.Fields)
        {
            fields[field.Name] = field.Values.Length == 1 ? field.Values[0] : field.Values.ToArray();
        }

        return fields;
    }

    private static int[] Flags(ulong flags) => [.. Enumerable.Range(1, 63).Where(id => (flags >> (id - 1) & 1) == 1)];

    private static string Time(long deciseconds) => new Instant(deciseconds * DecisecondMs).ToString();
}

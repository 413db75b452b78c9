using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Fulcrum.Consent.Signals;

/// <summary>Reads Transparency and Consent strings of version 2, whole or not at all.</summary>
/// <remarks>Pure; linear in the length of the text, which is bounded. Never throws for any text.</remarks>
public static class TcStringReader
{
    /// <summary>The longest string read, in characters; real ones have some hundreds.</summary>
    public const int LengthMax = 16_384;

    private const int SegmentsMax = 4;
    private const int Version = 2;

    /// <summary>Reads a string, or says what is wrong with it.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out TcString? read, [NotNullWhen(false)] out Fault? fault)
    {
        read = null;
        text ??= "";
        fault = Judge(text);
        if (fault is not null)
        {
            return false;
        }

        var whole = text.AsSpan();
        var end = whole.IndexOf('.');
        var (so, what) = ReadCore(end < 0 ? whole : whole[..end]);
        var kinds = 0;
        while (so is { } core && end >= 0)
        {
            whole = whole[(end + 1)..];
            end = whole.IndexOf('.');
            (so, what) = ReadSegment(core, end < 0 ? whole : whole[..end], ref kinds);
        }

        (read, fault) = (so, so is null ? Faulty(what) : null);
        return so is not null;
    }

    private static Fault? Judge(string text)
    {
        if (text.Length == 0)
        {
            return Faulty("It is empty.");
        }

        if (text.Length > LengthMax)
        {
            return Faulty($"It is longer than {LengthMax} characters.");
        }

        if (text.AsSpan().Count('.') >= SegmentsMax)
        {
            return Faulty($"It has more than {SegmentsMax} segments.");
        }

        foreach (var segment in text.AsSpan().Split('.'))
        {
            if (!BitReader.IsBase64Url(text.AsSpan(segment)))
            {
                return Faulty("A segment is empty or holds a character outside web-safe base64.");
            }
        }

        return null;
    }

    private static (TcString? Read, string What) ReadCore(ReadOnlySpan<char> segment)
    {
        var reader = new BitReader(segment);
        var version = reader.ReadInt(6);
        if (version != Version)
        {
            return (null, $"Its version is {version}; only version {Version} is read.");
        }

        var (created, updated) = (reader.Read(36), reader.Read(36));
        var (cmp, cmpVersion, screen) = (reader.ReadInt(12), reader.ReadInt(12), reader.ReadInt(6));
        var language = reader.ReadLetters();
        var (list, policy) = (reader.ReadInt(12), reader.ReadInt(6));
        var (isServiceSpecific, ownTexts) = (reader.ReadBit(), reader.ReadBit());
        var features = TcIds.Read(ref reader, 12);
        var (consent, interest) = (TcIds.Read(ref reader, 24), TcIds.Read(ref reader, 24));
        var purposeOne = reader.ReadBit();
        var country = reader.ReadLetters();
        if (VendorIds.Read(ref reader) is not { } vendors || VendorIds.Read(ref reader) is not { } interests)
        {
            return (null, "A range of vendors runs backwards or past the greatest vendor id.");
        }

        var restrictions = ReadRestrictions(ref reader);
        if (reader.IsShort)
        {
            return (null, "Its first segment ends too early.");
        }

        if (restrictions.IsDefault)
        {
            return (null, "A range of vendors in a publisher restriction runs backwards.");
        }

        return (new TcString
        {
            CreatedDeciseconds = created,
            LastUpdatedDeciseconds = updated,
            CmpId = cmp,
            CmpVersion = cmpVersion,
            ConsentScreen = screen,
            ConsentLanguage = language,
            VendorListVersion = list,
            PolicyVersion = policy,
            IsServiceSpecific = isServiceSpecific,
            UseNonStandardTexts = ownTexts,
            SpecialFeatureOptIns = features,
            PurposesConsent = consent,
            PurposesLegitimateInterest = interest,
            PurposeOneTreatment = purposeOne,
            PublisherCountry = country,
            VendorConsents = vendors,
            VendorLegitimateInterests = interests,
            PublisherRestrictions = restrictions,
            CoreBits = reader.Position,
        }, "");
    }

    /// <summary>The restrictions; default when a range is not whole.</summary>
    private static ImmutableArray<TcRestriction> ReadRestrictions(ref BitReader reader)
    {
        var count = reader.ReadInt(12);
        var restrictions = ImmutableArray.CreateBuilder<TcRestriction>();
        for (var index = 0; index < count && !reader.IsShort; index++)
        {
            var (purpose, kind, entries) = (reader.ReadInt(6), (TcRestrictionKind)reader.ReadInt(2), reader.ReadInt(12));
            var ranges = ImmutableArray.CreateBuilder<VendorRange>();
            for (var entry = 0; entry < entries && !reader.IsShort; entry++)
            {
                var range = VendorRange.Read(ref reader);
                if (!range.IsWhole && !reader.IsShort)
                {
                    return default;
                }

                ranges.Add(range);
            }

            restrictions.Add(new TcRestriction(purpose, kind, ranges.DrainToImmutable()));
        }

        return restrictions.DrainToImmutable();
    }

    private static (TcString? Read, string What) ReadSegment(TcString read, ReadOnlySpan<char> segment, ref int kinds)
    {
        var reader = new BitReader(segment);
        var kind = reader.ReadInt(3);
        if ((kinds >> kind & 1) == 1)
        {
            return (null, $"It has two segments of type {kind}.");
        }

        kinds |= 1 << kind;
        TcString? longer = null;
        switch (kind)
        {
            case 1 when VendorIds.Read(ref reader) is { } disclosed:
                longer = read with { DisclosedVendors = disclosed };
                break;
            case 2 when VendorIds.Read(ref reader) is { } allowed:
                longer = read with { AllowedVendors = allowed };
                break;
            case 3:
                longer = read with { Publisher = ReadPublisher(ref reader) };
                break;
        }

        return reader.IsShort ? (null, "One of its segments ends too early.")
            : longer is null ? (null, kind is 1 or 2 ? "A range of vendors runs backwards or past the greatest vendor id." : $"Nobody knows a segment of type {kind}.")
            : (longer, "");
    }

    private static TcPublisherPurposes ReadPublisher(ref BitReader reader)
    {
        var (consent, interest) = (TcIds.Read(ref reader, 24), TcIds.Read(ref reader, 24));
        var custom = reader.ReadInt(6);
        return new TcPublisherPurposes(consent, interest, custom, ReadFlags(ref reader, custom), ReadFlags(ref reader, custom));
    }

    private static ulong ReadFlags(ref BitReader reader, int count)
    {
        ulong flags = 0;
        for (var index = 0; index < count; index++)
        {
            flags |= (reader.ReadBit() ? 1UL : 0) << index;
        }

        return flags;
    }

    private static Fault Faulty(string what) => new(
        "tc-string-unreadable", $"The TC string cannot be read. {what}", "Send the string as the consent management platform gave it, whole and unchanged.");
}

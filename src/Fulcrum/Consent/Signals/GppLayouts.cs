using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Fulcrum.Consent.Signals;

/// <summary>The sections of the states of the USA, as a table: a new state is a new line.</summary>
internal static class GppLayouts
{
    /// <summary>Items of the consents for sensitive data where these stand in a segment of their own.</summary>
    internal const int SensitiveItems = 8;

    private const string Known = "KnownChildSensitiveDataConsents";
    private const string Sensitive = "SensitiveDataProcessing";

    /// <summary>By the number of the section.</summary>
    public static FrozenDictionary<int, GppLayout> All { get; } = new[]
    {
        new GppLayout(7, "usnat", National(sensitive: 16, children: 3), GppTail.Gpc) { VersionMax = 2 },
        new GppLayout(
            8,
            "usca",
            [
                .. Plain("SaleOptOutNotice", "SharingOptOutNotice", "SensitiveDataLimitUseNotice", "SaleOptOut", "SharingOptOut"),
                new(Sensitive, 9), new(Known, 2), .. Plain("PersonalDataConsents"), .. Mspa(),
            ],
            GppTail.Gpc),
        State(9, "usva", "SharingNotice", sensitive: 8, children: 1, additional: false, GppTail.None),
        State(10, "usco", "SharingNotice", sensitive: 7, children: 1, additional: false, GppTail.Gpc),
        WithSensitiveNotice(11, "usut", "SharingNotice", "SensitiveDataProcessingOptOutNotice", GppTail.None),
        State(12, "usct", "SharingNotice", sensitive: 8, children: 3, additional: false, GppTail.Gpc),
        State(13, "usfl", "ProcessingNotice", sensitive: 8, children: 3, additional: true, GppTail.None),
        State(14, "usmt", "SharingNotice", sensitive: 8, children: 3, additional: true, GppTail.Gpc),
        State(15, "usor", "ProcessingNotice", sensitive: 11, children: 3, additional: true, GppTail.Gpc),
        State(16, "ustx", "ProcessingNotice", sensitive: 8, children: 1, additional: true, GppTail.Gpc),
        State(17, "usde", "ProcessingNotice", sensitive: 9, children: 5, additional: true, GppTail.Gpc),
        WithSensitiveNotice(18, "usia", "ProcessingNotice", "SensitiveDataOptOutNotice", GppTail.Gpc),
        State(19, "usne", "ProcessingNotice", sensitive: 8, children: 1, additional: true, GppTail.Gpc),
        State(20, "usnh", "ProcessingNotice", sensitive: 8, children: 3, additional: true, GppTail.Gpc),
        State(21, "usnj", "ProcessingNotice", sensitive: 10, children: 5, additional: true, GppTail.Gpc),
        State(22, "ustn", "ProcessingNotice", sensitive: 8, children: 1, additional: true, GppTail.Gpc),
        State(23, "usmn", "ProcessingNotice", sensitive: 8, children: 1, additional: true, GppTail.Gpc),
        Late(24, "usmd", children: false, GppTail.Gpc),
        Late(25, "usin", children: true, GppTail.SensitiveData),
        Late(26, "usky", children: true, GppTail.SensitiveData),
        Late(27, "usri", children: true, GppTail.SensitiveData),
    }.ToFrozenDictionary(layout => layout.Id);

    /// <summary>The national section's core, whose lists grew with version 2.</summary>
    public static ImmutableArray<GppSlot> National(int sensitive, int children) =>
    [
        .. Plain(
            "SharingNotice", "SaleOptOutNotice", "SharingOptOutNotice", "TargetedAdvertisingOptOutNotice", "SensitiveDataProcessingOptOutNotice",
            "SensitiveDataLimitUseNotice", "SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut"),
        new(Sensitive, sensitive), new(Known, children), .. Plain("PersonalDataConsents"), .. Mspa(),
    ];

    private static GppLayout State(int id, string name, string notice, int sensitive, int children, bool additional, GppTail tail) => new(
        id,
        name,
        [
            .. Plain(notice, "SaleOptOutNotice", "TargetedAdvertisingOptOutNotice", "SaleOptOut", "TargetedAdvertisingOptOut"),
            new(Sensitive, sensitive), new(Known, children),
            .. additional ? Plain("AdditionalDataProcessingConsent") : [],
            .. Mspa(),
        ],
        tail);

    private static GppLayout WithSensitiveNotice(int id, string name, string notice, string sensitiveNotice, GppTail tail) => new(
        id,
        name,
        [
            .. Plain(notice, "SaleOptOutNotice", "TargetedAdvertisingOptOutNotice", sensitiveNotice, "SaleOptOut", "TargetedAdvertisingOptOut"),
            new(Sensitive, 8), new(Known, 1), .. Mspa(),
        ],
        tail);

    /// <summary>The shape of the sections added last: the agreement first, sensitive data apart.</summary>
    private static GppLayout Late(int id, string name, bool children, GppTail tail) => new(
        id,
        name,
        [
            .. Plain(
                "MspaCoveredTransaction", "MspaMode", "ProcessingNotice", "SaleOptOutNotice", "TargetedAdvertisingOptOutNotice",
                "SaleOptOut", "TargetedAdvertisingOptOut"),
            .. children ? Plain(Known) : [],
            .. Plain("AdditionalDataProcessingConsent"),
        ],
        tail);

    private static ImmutableArray<GppSlot> Mspa() => Plain("MspaCoveredTransaction", "MspaOptOutOptionMode", "MspaServiceProviderMode");

    private static ImmutableArray<GppSlot> Plain(params string[] names) => [.. names.Select(name => new GppSlot(name, 1))];
}

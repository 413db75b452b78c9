using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Fulcrum.Workspaces.Disclosures;

/// <summary>What people must be told besides what is collected and why: who answers for it, who receives it, where it is kept, how long, and how to say no.</summary>
/// <remarks>Immutable. A workspace that declares nothing of it has <see cref="None"/>.</remarks>
/// <param name="Controller">Who decides about the data; null when the workspace does not say.</param>
/// <param name="Recipients">Who receives data, by name.</param>
/// <param name="Places">Where data is kept or worked on, by name.</param>
/// <param name="Purposes">What is declared of a purpose, by its name; only purposes that declare something.</param>
/// <param name="Categories">The workspace's own plain titles of data categories, by category.</param>
public sealed record DisclosureBook(
    Controller? Controller,
    FrozenDictionary<string, Recipient> Recipients,
    FrozenDictionary<string, DataPlace> Places,
    FrozenDictionary<string, PurposeDisclosure> Purposes,
    FrozenDictionary<string, LocalText> Categories)
{
    /// <summary>Nothing declared.</summary>
    public static DisclosureBook None { get; } = new(
        null,
        FrozenDictionary<string, Recipient>.Empty,
        FrozenDictionary<string, DataPlace>.Empty,
        FrozenDictionary<string, PurposeDisclosure>.Empty,
        FrozenDictionary<string, LocalText>.Empty);

    /// <summary>What is declared of a purpose; <see cref="PurposeDisclosure.None"/> when nothing is.</summary>
    public PurposeDisclosure Of(string purpose) => Purposes.GetValueOrDefault(purpose, PurposeDisclosure.None);

    /// <summary>Names of the purposes for which a recipient receives data, in order.</summary>
    public ImmutableArray<string> PurposesOf(Recipient recipient) =>
        [.. Purposes.Where(purpose => purpose.Value.Recipients.Contains(recipient)).Select(purpose => purpose.Key).Order(StringComparer.Ordinal)];
}

/// <summary>Who decides what the data is used for and answers for it (GDPR Art. 4(7); ISO/IEC TS 27560 party).</summary>
/// <param name="Name">The company, as people know it.</param>
/// <param name="Address">Postal address.</param>
/// <param name="Contact">Whom to ask about data, for example a desk or an office.</param>
/// <param name="Email">Where questions about data arrive.</param>
/// <param name="Url">Page about data; null for none.</param>
/// <param name="Officer">The data protection officer and how to reach them; null for none.</param>
public sealed record Controller(LocalText Name, LocalText Address, LocalText Contact, string Email, Uri? Url, LocalText? Officer);

/// <summary>Somebody who receives data.</summary>
/// <param name="Name">Kebab-case.</param>
/// <param name="Title">What people are told: who it is, or what kind of company.</param>
/// <param name="Role">On whose behalf they use it.</param>
/// <param name="Country">Where they are, ISO 3166-1 alpha-2.</param>
public sealed record Recipient(string Name, LocalText Title, RecipientRole Role, string Country);

/// <summary>On whose behalf somebody uses data.</summary>
public enum RecipientRole
{
    /// <summary>On ours, as told (GDPR Art. 4(8)).</summary>
    Processor,

    /// <summary>On their own, for their own ends.</summary>
    Controller,

    /// <summary>Together with us (GDPR Art. 26).</summary>
    JointController,

    /// <summary>An authority that may ask for it by law.</summary>
    Authority,
}

/// <summary>A place where data is kept or worked on.</summary>
/// <param name="Name">Kebab-case.</param>
/// <param name="Title">What people are told.</param>
/// <param name="Country">Where it is, ISO 3166-1 alpha-2.</param>
/// <param name="Use">What happens there.</param>
public sealed record DataPlace(string Name, LocalText Title, string Country, PlaceUse Use)
{
    /// <summary>Whether data is kept there.</summary>
    public bool IsForStorage => Use != PlaceUse.Processing;

    /// <summary>Whether data is worked on there.</summary>
    public bool IsForProcessing => Use != PlaceUse.Storage;
}

/// <summary>What happens with data in a place.</summary>
public enum PlaceUse
{
    /// <summary>It is kept and worked on.</summary>
    Both,

    /// <summary>It is kept.</summary>
    Storage,

    /// <summary>It is worked on, and not kept.</summary>
    Processing,
}

/// <summary>What people are told of one purpose.</summary>
/// <param name="Recipients">Who receives data for it, by name in order.</param>
/// <param name="Retention">How long data is kept for it; null when the workspace does not say.</param>
/// <param name="Places">Where data is kept or worked on for it, by name in order.</param>
/// <param name="Withdrawal">How to say no to it, in plain words; null when the workspace does not say.</param>
public sealed record PurposeDisclosure(ImmutableArray<Recipient> Recipients, TimeSpan? Retention, ImmutableArray<DataPlace> Places, LocalText? Withdrawal)
{
    /// <summary>Nothing declared.</summary>
    public static PurposeDisclosure None { get; } = new([], null, [], null);
}

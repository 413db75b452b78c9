using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Profiles;

namespace Fulcrum.Permits;

/// <summary>The answer of the one door to a <see cref="Use"/>, at one instant. Pass it along, do not store it.</summary>
/// <remarks>Closed: every answer is a <see cref="Permit"/> or a <see cref="Refusal"/>.</remarks>
public abstract class PermitAnswer
{
    private protected PermitAnswer(Use use, Instant at) => (Use, At) = (use, at);

    /// <summary>What was asked.</summary>
    public Use Use { get; }

    /// <summary>The instant asked about.</summary>
    public Instant At { get; }
}

/// <summary>Yes: with the view it opens and the consent it rests on. Only the door makes one.</summary>
public sealed class Permit : PermitAnswer
{
    internal Permit(Use use, Instant at, SubjectId subject, ConsentStanding basis, ProfileView view)
        : base(use, at) => (Subject, Basis, View) = (subject, basis, view);

    /// <summary>Whose data may be used.</summary>
    public SubjectId Subject { get; }

    /// <summary>The consent relied on; <see cref="ConsentStanding.Unknown"/> where the purpose needs none.</summary>
    public ConsentStanding Basis { get; }

    /// <summary>The permitted facts, and nothing else.</summary>
    public ProfileView View { get; }
}

/// <summary>No: with a stable reason.</summary>
public sealed class Refusal : PermitAnswer
{
    internal Refusal(Use use, Instant at, RefusalReason reason, ConsentStanding standing)
        : base(use, at) => (Reason, Standing) = (reason, standing);

    /// <summary>Why.</summary>
    public RefusalReason Reason { get; }

    /// <summary>What stands about the purpose.</summary>
    public ConsentStanding Standing { get; }
}

/// <summary>Whether a use would get a permit. The default value is no.</summary>
/// <param name="IsPermitted">Whether the door would give one.</param>
/// <param name="Reason">Why not; null when it would.</param>
/// <param name="Standing">What stands about the purpose.</param>
public readonly record struct PermitCheck(bool IsPermitted, RefusalReason? Reason, ConsentStanding Standing);

/// <summary>The facts a permit allows, in the order of the use's fields.</summary>
/// <remarks>Immutable once made.</remarks>
public sealed class ProfileView
{
    private readonly FactReading[] _readings;

    internal ProfileView(Use use, FactReading[] readings) => (Use, _readings) = (use, readings);

    /// <summary>The use it was opened for.</summary>
    public Use Use { get; }

    /// <summary>The reading of <c>Use.Fields[index]</c>; not present when the subject has none or the door keeps it back.</summary>
    public ref readonly FactReading this[int index] => ref _readings[index];

    /// <summary>How many.</summary>
    public int Count => _readings.Length;

    /// <summary>All of them.</summary>
    internal ReadOnlySpan<FactReading> Readings => _readings;
}

/// <summary>What protects a subject: contacts for caps, and facts of protective purposes. It can only remove candidates (law 1).</summary>
public sealed class ProtectiveView
{
    private readonly FactReading[] _readings;

    internal ProtectiveView(ImmutableArray<FactDefinition> fields, FactReading[] readings, IReadOnlyList<Contact> contacts) =>
        (Fields, _readings, Contacts) = (fields, readings, contacts);

    /// <summary>Protective facts asked for.</summary>
    public ImmutableArray<FactDefinition> Fields { get; }

    /// <summary>The reading of <c>Fields[index]</c>.</summary>
    public ref readonly FactReading this[int index] => ref _readings[index];

    /// <summary>All of them.</summary>
    internal ReadOnlySpan<FactReading> Readings => _readings;

    /// <summary>What caps count, oldest first.</summary>
    public IReadOnlyList<Contact> Contacts { get; }
}

namespace Fulcrum.Consent;

/// <summary>What stands about one purpose for one profile at one instant.</summary>
/// <param name="State">The state; only <see cref="ConsentState.Given"/> enables a purpose that needs consent.</param>
/// <param name="Sequence">Journal sequence of the record that decides; 0 when there is none.</param>
/// <param name="At">When that record was given; <see cref="Instant.Never"/> when there is none.</param>
/// <param name="Notice">The notice it was given under.</param>
/// <param name="Synthetic">Whether it was made up for a demonstration.</param>
public readonly record struct ConsentStanding(ConsentState State, long Sequence, Instant At, string Notice, bool Synthetic)
{
    /// <summary>Whether a yes no longer stands because a later version of its notice says something materially different of the purpose.</summary>
    public bool NoticeChanged { get; init; }

    /// <summary>Nothing was ever said.</summary>
    public static ConsentStanding Unknown { get; } = new(ConsentState.Unknown, 0, Instant.Never, "", false);
}
